"""How a PostgreSQL server is spoken to: what each connection is set to, and for how long it is waited."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError

from app.errors import StorageError

T = TypeVar("T")

SETTINGS = {
    # A server may be set to another style of dates, which the driver cannot read, and times need a zone to be told in.
    "DateStyle": "ISO",
    "TimeZone": "UTC",
    "application_name": "barodap",
}
IDLE_SECONDS = 60
"""How long a worker that has stopped may keep others from the rows that it has locked."""

_TCP = {"keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 10_000}
"""After how long a host that has vanished is noticed: seconds, and milliseconds for what was sent to it."""

_CONNECT_SECONDS, _CONNECT_SECONDS_AT_REST = 2, 10
PING_SECONDS, PING_SECONDS_AT_REST = 1.0, 10.0
"""How long a connection of the pool may take to show that it lives; a new one would be waited for in vain, too."""

_RECYCLE_SECONDS = 1800


def open_postgres(
    url: URL, *, pool: int, lock_timeout: float, patience: float | None, to_json: Callable[[object], str]
) -> Engine:
    """An engine of at most ``pool`` connections, for one of which it is waited as long as for a lock.

    With ``patience`` no answer of the server is waited for longer, and statements that would take about as long are
    called off; this is for those who answer requests. What ``url`` itself says of time-outs holds. Connecting raises
    StorageError for a database of another encoding than UTF8.
    """
    settings = {**SETTINGS, "lock_timeout": f"{lock_timeout * 1000:.0f}"}
    connecting: dict[str, object] = {**_TCP, "connect_timeout": _CONNECT_SECONDS_AT_REST}
    if patience is not None:
        # The server gives up first, as it can say why.
        settings["statement_timeout"] = f"{patience * 750:.0f}"
        settings["idle_in_transaction_session_timeout"] = f"{IDLE_SECONDS * 1000}"
        connecting["connect_timeout"] = _CONNECT_SECONDS
    engine = create_engine(
        url,
        # Said with each transaction: a server or a role may have another one for its default.
        isolation_level="READ COMMITTED",
        pool_size=pool,
        max_overflow=0,
        pool_timeout=lock_timeout,
        pool_recycle=_RECYCLE_SECONDS,
        pool_use_lifo=True,
        json_serializer=to_json,
        connect_args={name: value for name, value in connecting.items() if name not in url.query},
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        connection = _Connection.connect(*arguments, **named)
        if (encoding := connection.pgconn.parameter_status(b"server_encoding")) != b"UTF8":
            connection.close()
            raise StorageError(
                f"데이터베이스의 문자 집합이 {(encoding or b'').decode()}이라서 모든 글자를 담지 못해요.",
                remedy="CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0으로 새로 만드세요.",
            )
        connection.patience = patience
        chosen = [text for setting in settings.items() for text in setting]
        connection.autocommit = True
        connection.execute("SELECT " + ", ".join(["set_config(%s, %s, false)"] * len(settings)), chosen)
        connection.autocommit = False
        return connection

    @event.listens_for(engine, "connect")
    def is_new(_connection: Any, record: Any) -> None:
        record.info["is_new"] = True

    @event.listens_for(engine, "checkout")
    def ping(connection: _Connection, record: Any, _proxy: Any) -> None:
        # The pool's own ping has the patience of a statement, and then waits for a new connection besides.
        if not record.info.pop("is_new", False):
            try:
                connection.ping()
            except psycopg.Error as error:
                if isinstance(error, _Silent):
                    raise
                raise InvalidatePoolError from error  # They went with the server, which may be back.

    return engine


class _Silent(psycopg.OperationalError):
    """No answer for so long that none is waited for any more."""


class _Connection(psycopg.Connection[Any]):
    """One that closes itself when the server is silent for longer than ``patience`` seconds: the driver would wait for
    ever for one that has stopped but whose machine goes on."""

    patience: float | None = None

    def wait(self, gen: PQGen[T], *arguments: Any, **named: Any) -> T:
        if self.patience is None:
            return super().wait(gen, *arguments, **named)
        try:
            return super().wait(_until(gen, monotonic() + self.patience), *arguments, **named)
        except TimeoutError as error:
            self.pgconn.finish()
            raise _Silent(f"no answer in {self.patience:g} s") from error

    def ping(self) -> None:
        """Raises OperationalError where the server is gone; where it may only hang, within PING_SECONDS."""
        patience = self.patience
        self.patience = PING_SECONDS_AT_REST if patience is None else min(patience, PING_SECONDS)
        self.autocommit = True
        self.execute("")
        self.autocommit = False
        self.patience = patience


def _until(gen: PQGen[T], deadline: float) -> PQGen[T]:
    """``gen``, which is resumed with 0 now and then while nothing comes. Raises TimeoutError after ``deadline``."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and monotonic() > deadline:
                raise TimeoutError
            wanted = gen.send(ready)
    except StopIteration as end:
        answer: T = end.value
        return answer
