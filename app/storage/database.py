"""The database: one engine a process, and short read or write transactions on it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.errors import ConfigurationError, DatabaseUnreachableError, MissingDependencyError, StorageError
from app.registry import install_command
from app.storage.faults import corrupted, storage_error
from app.storage.outage import Outage
from app.storage.tables import ArticleRow, Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

BUSY_TIMEOUT_SECONDS = 30
POOL = 8
_BEGIN = "barodap_begin"
_EXAMPLE = "예: sqlite:////srv/barodap/barodap.db 또는 postgresql+psycopg://사용자:비밀번호@서버/barodap"
_DRIVER = "postgresql+psycopg"
_ADVISORY_LOCK = 0x6261726F  # "baro"; any number that the programs sharing a server agree on


class Database:
    """Opens ``url`` on first use, again after a fork; safe to share between threads.

    Raises ConfigurationError for a URL that cannot work and MissingDependencyError for a driver that is not
    installed. ``read`` and ``write`` raise StorageError when the database is unreachable (DatabaseUnreachableError),
    locked for longer than ``busy_timeout`` seconds, read-only, damaged or not a database.

    On a server, at most ``pool`` connections are open at a time. With ``patience``, seconds, no single answer of it is
    waited for longer.
    """

    def __init__(
        self,
        url: str,
        *,
        busy_timeout: float = BUSY_TIMEOUT_SECONDS,
        patience: float | None = None,
        pool: int = POOL,
    ) -> None:
        self.url = _parse(url)
        self._busy_timeout, self._patience, self._pool = busy_timeout, patience, pool
        self._outage = Outage()
        self._engine: Engine | None = None
        self._owner = 0
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """This process's engine. A connection made before a fork must not be used, nor closed, after it."""
        with self._lock:
            if self._engine is None or self._owner != os.getpid():
                if self._engine is not None:
                    self._engine.dispose(close=False)
                self._engine = self._open()
                self._owner = os.getpid()
            return self._engine

    def make_folder(self) -> None:
        """Make the folder of a SQLite file. Raises StorageError when that is not allowed."""
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"데이터베이스 폴더를 만들 수 없어요: {self.file.parent} ({error.strerror})",
                remedy="권한을 확인하거나 BARODAP_DATABASE_URL로 다른 곳을 정하세요.",
            ) from error

    @property
    def is_server(self) -> bool:
        """Whether it is PostgreSQL, not a file."""
        return self.url.get_backend_name() == "postgresql"

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a server."""
        return sqlite_file(self.url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout."""
        engine = self.engine
        if self.is_server:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._faults(), Session(engine) as session:
            self._begin(session)
            yield session

    @contextmanager
    def write(self, *, exclusive: bool = False) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all when an exception leaves it.

        On SQLite it waits its turn at the start, up to ``busy_timeout`` seconds; ``exclusive`` makes PostgreSQL do
        likewise, among those that ask for it.
        """
        engine = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        with self._faults(), Session(engine) as session, session.begin():
            self._begin(session)
            if exclusive and self.is_server:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            yield session

    def use_write_ahead_log(self) -> None:
        """On SQLite, let readers go on while one writes. The file remembers it; no other connection may be busy."""
        if self.file is not None:
            with self._faults(), self.engine.execution_options(**{_BEGIN: ""}).connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    def verify(self) -> None:
        """Read a SQLite file through; raises StorageError when any page of it is damaged. Takes time with its size."""
        if self.file is None:
            return
        with self.read() as session:
            report = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
        if report != "ok":
            raise corrupted(self.url, str(report))

    def is_read_only(self) -> bool:
        """Whether a server takes no writes, as a standby does. Raises StorageError where nothing can be read."""
        with self.read() as session:
            session.execute(select(ArticleRow.id).limit(1))
            return self.is_server and session.execute(text("SHOW transaction_read_only")).scalar_one() == "on"

    def insert(self, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ``on_conflict_do_update``, which the two dialects spell alike."""
        if not self.is_server:
            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # which only a server's engine loads

        return postgresql.insert(table)

    def close(self) -> None:
        """Close this process's connections; the next use opens new ones."""
        with self._lock:
            if self._engine is not None and self._owner == os.getpid():
                self._engine.dispose()
            self._engine = None

    def _begin(self, session: Session) -> None:
        """Connect now rather than at the first statement: a writer's turn must come before what it reads, and while
        a server is away nobody should wait for it who knows."""
        self._outage.check()
        session.connection()
        self._outage.ends()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout) as error:
            fault = storage_error(error, self.url)
            if isinstance(fault, DatabaseUnreachableError):
                self._outage.begins(fault)
            else:
                self._outage.ends()
            if fault is None:
                raise
            raise fault from error

    def _open(self) -> Engine:
        if not self.is_server:
            return _open_sqlite(self.url, self._busy_timeout)
        try:
            from app.storage.postgres import open_postgres
        except ModuleNotFoundError as error:
            raise MissingDependencyError(
                f"PostgreSQL에 필요한 패키지({error.name})가 설치되어 있지 않아요.",
                remedy=install_command("postgres"),
            ) from error
        return open_postgres(
            self.url, pool=self._pool, lock_timeout=self._busy_timeout, patience=self._patience, to_json=_to_json
        )


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite URL, with or without ``file:`` and ``?mode=``; None for any other database."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database.removeprefix("file:").partition("?")[0])


def _to_json(value: object) -> str:
    # Korean as it is: escaped, it would take up to three times the room and could not be read in the file.
    return json.dumps(value, ensure_ascii=False)


def _parse(text_url: str) -> URL:
    try:
        url = make_url(text_url)
        backend = url.get_backend_name()
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ConfigurationError("BARODAP_DATABASE_URL의 형식이 올바르지 않아요.", remedy=_EXAMPLE) from error
    if backend not in ("sqlite", "postgresql"):
        raise ConfigurationError(f"'{backend}'은(는) 쓸 수 없어요. SQLite와 PostgreSQL만 지원해요.", remedy=_EXAMPLE)
    if backend == "postgresql" and url.drivername not in ("postgresql", _DRIVER):
        raise ConfigurationError(
            f"'{url.drivername}'은(는) 쓸 수 없어요. PostgreSQL은 psycopg로 써요.", remedy=_EXAMPLE
        )
    if backend == "sqlite" and (not url.database or ":memory:" in url.database):
        # Each process would have a database of its own, and lose it.
        raise ConfigurationError("메모리 데이터베이스는 쓸 수 없어요. 파일 경로가 필요해요.", remedy=_EXAMPLE)
    return url.set(drivername=_DRIVER) if backend == "postgresql" else url


def _open_sqlite(url: URL, busy_timeout: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_timeout}, json_serializer=_to_json)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # Python's own BEGIN comes only at the first INSERT; we say BEGIN ourselves, below.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads and then writes fails at once, without waiting, when another wrote in between.
        # One that will write therefore takes its turn at the start.
        if statement := connection.get_execution_options().get(_BEGIN, "BEGIN"):
            connection.exec_driver_sql(statement)

    return engine
