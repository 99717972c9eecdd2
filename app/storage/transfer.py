"""Moves everything from one database to another, and proves that it has arrived."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, Select, String, Table, insert, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.errors import StorageError
from app.storage.database import Database
from app.storage.faults import storage_error
from app.storage.schema import is_current, upgrade_within
from app.storage.tables import Base

BATCH = 500
"""Rows held at a time."""

_MODULUS = 1 << 256
_UNREADABLE = (OperationalError, TypeError, ValueError, RecursionError)
"""What reading a value may raise; the last of these for JSON in JSON in JSON."""
_TOO_LONG = "54000"
"""PostgreSQL's code for a value that an index has no room for."""
_MEND = "원본에서 {} 행을 고치거나 지운 뒤에 다시 실행하세요."


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows a table holds, and the sum of their SHA-256, which is the same in whatever order they come."""

    rows: int
    checksum: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that was moved, with what both databases hold of it."""

    table: str
    contents: Contents


def transfer(source: Database, target: Database, moved: Callable[[Moved], None] = lambda table: None) -> list[Moved]:
    """Copy every table of ``source``, as it is at this moment, into ``target``; ``moved`` is told of each that is done.

    All is in one transaction of ``target``, its tables included: when it cannot be finished, or the process is killed,
    ``target`` is as empty as before and it can be started again. Both are read anew at the end and compared.

    Raises StorageError for a source that is missing or of another version, a target that is not empty or the same, a
    row that cannot be read or that the target cannot hold, and a difference at the end.
    """
    _check_source(source, target)
    target.make_folder()
    target.use_write_ahead_log()
    with source.read() as reading, target.write(exclusive=True) as writing:
        upgrade_within(writing.connection())
        _keep_others_out(writing, target)
        _check_empty(writing, target)
        done = []
        for table in Base.metadata.sorted_tables:
            contents = _copy(reading, writing, table)
            arrived = _contents(_rows(writing, table))
            if arrived != contents:
                raise StorageError(
                    f"옮긴 뒤에 견줘 보니 표 {table.name}의 내용이 달라서 모두 되돌렸어요. "
                    f"({contents.rows:,}행과 {arrived.rows:,}행)",
                    remedy="다시 실행해 보세요. 원본은 그대로예요.",
                )
            done.append(Moved(table.name, contents))
            moved(done[-1])
    return done


def _check_source(source: Database, target: Database) -> None:
    place = source.url.render_as_string(hide_password=True)
    if source.url == target.url or (source.file and target.file and source.file.resolve() == target.file.resolve()):
        raise StorageError(f"원본과 옮길 곳이 같아요. ({place})", remedy="서로 다른 주소를 쓰세요.")
    # Opening a SQLite file that is not there would make it.
    if source.file is not None and not source.file.is_file():
        raise StorageError(f"원본 데이터베이스가 없어요. ({place})", remedy="경로를 확인하세요.")
    if not is_current(source):
        raise StorageError(
            f"원본의 표가 이 버전과 달라서 옮기지 않았어요. ({place})",
            remedy=f"BARODAP_DATABASE_URL='{place}' barodap serve를 한 번 실행해서 표를 맞춘 뒤에 다시 옮기세요.",
        )


def _keep_others_out(session: Session, target: Database) -> None:
    """On a server that was in use, let nobody write between the look and the end; SQLite has one writer anyway."""
    if target.is_server:
        names = ", ".join(Base.metadata.tables)
        session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def _check_empty(session: Session, target: Database) -> None:
    filled = [
        table.name
        for table in Base.metadata.sorted_tables
        if session.execute(select(1).select_from(table).limit(1)).first() is not None
    ]
    if filled:
        place = target.url.render_as_string(hide_password=True)
        raise StorageError(
            f"옮길 곳이 비어 있지 않아서 아무것도 바꾸지 않았어요. 내용이 있는 표: {', '.join(filled)} ({place})",
            remedy="비어 있는 데이터베이스를 새로 만들어서 그 주소를 쓰세요.",
        )


def _copy(reading: Session, writing: Session, table: Table) -> Contents:
    """Put the rows of ``table`` into the other database; what was read."""
    statement, names = insert(table), [column.name for column in table.columns]
    rows, checksum = 0, 0
    for batch in _rows(reading, table):
        for row in batch:
            _check(table, row)
        with _refusals(table):
            writing.execute(statement, [dict(zip(names, row, strict=True)) for row in batch])
        found = _contents(iter([batch]))
        rows, checksum = rows + found.rows, (checksum + found.checksum) % _MODULUS
    return Contents(rows, checksum)


def _rows(session: Session, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in no order, some at a time; times in UTC."""
    times = [isinstance(column.type, DateTime) for column in table.columns]
    try:
        for batch in _read(session, select(table)):
            yield [
                tuple(_utc(value) if is_time else value for value, is_time in zip(row, times, strict=True))
                for row in batch
            ]
    except _UNREADABLE as error:
        if not _is_unreadable(error):
            raise
        said = error.orig if isinstance(error, OperationalError) else error
        raise StorageError(
            f"원본의 표 {table.name}에 읽을 수 없는 값이 있어서 모두 되돌렸어요. {said}{_unreadable(session, table)}",
            remedy=_MEND.format("그"),
        ) from error


def _read(session: Session, rows: Select[Any]) -> Iterator[Sequence[Any]]:
    try:
        with session.execute(rows, execution_options={"yield_per": BATCH}) as found:
            yield from found.partitions()
    except DBAPIError as error:
        # Told here, as both databases are open, and the target's session would take the fault for its own.
        fault = storage_error(error, session.get_bind().engine.url)
        if fault is None:
            raise
        raise fault from error


def _unreadable(session: Session, table: Table) -> str:
    """The first row that cannot be read, where its key can: looked for one by one, as a driver does not tell."""
    keys = list(table.primary_key)
    try:
        for batch in _read(session, select(*keys)):
            for row in batch:
                named = list(zip(keys, row, strict=True))
                try:
                    session.execute(select(table).where(*(key == value for key, value in named))).all()
                except _UNREADABLE:
                    return f" ({', '.join(f'{key.name}={value!r}' for key, value in named)})"
    except _UNREADABLE:
        pass
    return ""


def _is_unreadable(error: Exception) -> bool:
    """Whether it came of a value, such as text that is no UTF-8 or a date that is none, and not of the database."""
    return not isinstance(error, OperationalError) or str(error.orig).startswith("Could not decode")


def _utc(at: datetime | None) -> datetime | None:
    # SQLite keeps no time zone; all times are written in UTC. PostgreSQL tells its own.
    if at is None:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _contents(batches: Iterator[list[tuple[Any, ...]]]) -> Contents:
    rows, checksum = 0, 0
    for batch in batches:
        for row in batch:
            written = json.dumps(row, ensure_ascii=True, sort_keys=True, default=_plain)
            checksum += int.from_bytes(hashlib.sha256(written.encode()).digest())
        rows += len(batch)
    return Contents(rows, checksum % _MODULUS)


def _plain(value: date) -> str:
    return value.isoformat()


def _check(table: Table, row: tuple[Any, ...]) -> None:
    """Raise StorageError for what SQLite holds and PostgreSQL would not, naming the row."""
    for column, value in zip(table.columns, row, strict=True):
        kind = column.type
        if isinstance(kind, JSON):
            if _is_json(value):
                continue
            fault = "JSON으로 쓸 수 없는 글자나 수가 들어 있어요"
        elif value is not None and not isinstance(value, kind.python_type):
            fault = "칸과 다른 종류의 값이에요"  # SQLite keeps what does not fit a column as it came
        elif isinstance(value, str) and "\0" in value:
            fault = "NUL 문자가 들어 있어요"
        elif isinstance(kind, String) and kind.length is not None and value is not None and len(value) > kind.length:
            fault = f"{kind.length}자보다 길어요"
        elif isinstance(kind, Integer) and value is not None and not _fits(value, kind):
            fault = f"너무 큰 수예요: {value}"
        else:
            continue
        keys = {key.name for key in table.primary_key}
        place = ", ".join(
            f"{each.name}={value!r}" for each, value in zip(table.columns, row, strict=True) if each.name in keys
        )
        raise StorageError(
            f"표 {table.name}의 {column.name} 값을 옮길 수 없어서 모두 되돌렸어요. {fault}. ({place})",
            remedy=_MEND.format("이"),
        )


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):  # a lone surrogate, NaN or an infinity; too deep
        return False
    return True


def _fits(value: Any, kind: Integer) -> bool:
    bits = 63 if isinstance(kind, BigInteger) else 31
    return bool(-(1 << bits) <= value < 1 << bits)


@contextmanager
def _refusals(table: Table) -> Iterator[None]:
    try:
        yield
    except (DataError, IntegrityError, OperationalError) as error:
        if isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) != _TOO_LONG:
            raise
        raise StorageError(
            f"옮길 곳이 표 {table.name}의 행을 받지 않아서 모두 되돌렸어요. {str(error.orig).strip()}",
            remedy=_MEND.format("그"),
        ) from error
