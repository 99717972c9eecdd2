"""Brings a database to this version's tables, once, however many processes start together."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from app import paths
from app.errors import StorageError
from app.storage.database import Database
from app.storage.tables import Base

_START_LOCK = 0x6261726E
"""Not that of ``Database.write``, which is taken while this one is held."""

VERSION_TABLE = "barodap_revision"
"""Not Alembic's usual name, so that another program's migrations can share a PostgreSQL database with ours."""


def upgrade(database: Database) -> bool:
    """Create or migrate the tables; True when something was done. Content is kept, or nothing is changed at all.

    Raises StorageError for a database made by a newer version, one that another program's tables occupy, and one that
    cannot be opened or written.
    """
    with one_process(database):
        if is_current(database):
            return False
        database.use_write_ahead_log()
        with database.write(exclusive=True) as session:
            return upgrade_within(session.connection())


def upgrade_within(connection: Connection) -> bool:
    """``upgrade`` in the transaction of ``connection``, which nobody else writes beside."""
    if _is_current(connection):
        return False
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def is_current(database: Database) -> bool:
    """Whether ``database`` has this version's tables; False when ``upgrade`` would make or migrate them.

    Raises StorageError where ``upgrade`` would.
    """
    with database.read() as session:
        return _is_current(session.connection())


def head() -> str:
    """The newest revision of this version."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert newest is not None
    return newest


def _is_current(connection: Connection) -> bool:
    current = _revision(connection)
    if current == head():
        return True
    place = connection.engine.url.render_as_string(hide_password=True)
    if current is None:
        taken = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
        if taken:
            raise StorageError(
                f"다른 프로그램이 쓰는 데이터베이스예요. 표 이름이 겹쳐요: {', '.join(sorted(taken))} ({place})",
                remedy="BARODAP_DATABASE_URL로 비어 있는 데이터베이스를 정하세요.",
            )
    elif current not in {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}:
        raise StorageError(
            f"더 새로운 버전의 바로답이 만든 데이터베이스예요. (개정 {current}, 이 버전은 {head()}까지) ({place})",
            remedy="바로답을 최신 버전으로 올리거나, 이 버전에서 쓰던 백업으로 되돌리세요. 데이터는 바꾸지 않았어요.",
        )
    return False


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def alembic_config() -> Config:
    """Where the migrations are; they run on the connection that ``attributes`` name."""
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def one_process(database: Database) -> Iterator[None]:
    """Holds a lock, waiting for it as long as it takes; not for use within itself.

    It is a file beside a SQLite database, whose journal mode cannot be changed while another connection is open. On a
    server it is the server's, so that it holds between hosts, too, and gone with the process or its connection.
    """
    if database.is_server:
        with database.write() as session:
            session.execute(text("SET LOCAL lock_timeout = 0"))
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _START_LOCK})
            yield
        return
    database.make_folder()
    file = database.file
    assert file is not None
    try:
        lock = file.with_name(f"{file.name}.lock").open("w")
    except OSError as error:
        raise StorageError(
            f"데이터베이스 폴더에 쓸 수 없어요: {file.parent} ({error.strerror})",
            remedy="폴더에 쓰기 권한을 주거나 BARODAP_DATABASE_URL로 다른 곳을 정하세요.",
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
