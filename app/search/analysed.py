"""What analysis made of each article's texts, kept from one publish to the next.

A row is found by the digest of the texts and of what analyses them, so it is never out of date; and it carries a
checksum, so a damaged one is analysed anew, as is everything when the file cannot be used at all.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from app.engine.base import FIELDS, Field

logger = logging.getLogger(__name__)

Passages = Mapping[Field, Sequence[tuple[str, ...]]]


class Analysis(NamedTuple):
    """The body as plain text, and the passages as an engine takes them."""

    text: str
    passages: Passages


_TABLE = "CREATE TABLE IF NOT EXISTS analyses (key BLOB PRIMARY KEY, analysis BLOB NOT NULL) WITHOUT ROWID"
# Control characters are white space to all analysis, so no term holds them.
_FIELD, _PASSAGE, _TERM = "\x1e", "\x1d", "\x1f"
_CHECKSUM_BYTES = 4


class Analysed:
    """The analyses of articles by key, 16 bytes or so each."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection
        self._asked: set[bytes] = set()

    def get(self, key: bytes, analyse: Callable[[], Analysis]) -> Analysis:
        """The one kept under ``key``, or else what ``analyse`` gives, which is kept from now on."""
        self._asked.add(key)
        kept = self._read(key)
        if kept is not None:
            return kept
        made = analyse()
        packed = _pack(made)
        if _unpack(packed) == made:
            self._execute("INSERT OR REPLACE INTO analyses VALUES (?, ?)", (key, _checksum(key, packed) + packed))
        return made

    def drop_others(self) -> None:
        """Forget what was not asked for."""
        keys = {key for (key,) in self._execute("SELECT key FROM analyses", ())}
        for key in keys - self._asked:
            self._execute("DELETE FROM analyses WHERE key = ?", (key,))

    def _read(self, key: bytes) -> Analysis | None:
        for (row,) in self._execute("SELECT analysis FROM analyses WHERE key = ?", (key,)):
            checksum, packed = row[:_CHECKSUM_BYTES], row[_CHECKSUM_BYTES:]
            if checksum == _checksum(key, packed):
                return _unpack(packed)
        return None

    def _execute(self, statement: str, values: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
        """Rows; none from now on when the file is of no use."""
        if self._connection is None:
            return []
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            logger.warning("문서 분석을 이어 쓰지 못하고 새로 해요. (%s)", error)
            self._connection = None
            return []


@contextmanager
def opened(path: Path) -> Iterator[Analysed]:
    """What the file ``path`` keeps; a damaged one is replaced, and without a place for one nothing is kept."""
    connection = _connect(path) or _connect(path)
    try:
        yield Analysed(connection)
    finally:
        if connection is not None:
            _finish(connection)


def _connect(path: Path) -> sqlite3.Connection | None:
    """None, and no file, when it cannot be opened or is none of SQLite's."""
    try:
        path.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            # Nothing is lost with the file, so nothing waits for the disk.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            connection.execute(_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
    except (sqlite3.Error, OSError) as error:
        logger.warning("이전 발행이 남긴 문서 분석을 쓸 수 없어요: %s (%s)", path, error)
        _remove(path)
        return None
    return connection


def _finish(connection: sqlite3.Connection) -> None:
    """Keep what was made even when publishing failed, since it is right."""
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        logger.warning("문서 분석을 다음 발행에 남기지 못했어요. (%s)", error)
    connection.close()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("지울 수 없어요: %s (%s)", path, error.strerror)


def _checksum(key: bytes, packed: bytes) -> bytes:
    return crc32(key + packed).to_bytes(_CHECKSUM_BYTES, "big")


def _pack(analysis: Analysis) -> bytes:
    """Every passage has a mark before it, since none and an empty one would look alike."""
    fields = (_PASSAGE.join(("", *map(_TERM.join, analysis.passages[field]))) for field in FIELDS)
    return _FIELD.join((*fields, analysis.text)).encode("utf-8", "surrogatepass")


def _unpack(packed: bytes) -> Analysis:
    found: dict[Field, Sequence[tuple[str, ...]]] = {}
    *fields, text = packed.decode("utf-8", "surrogatepass").split(_FIELD, len(FIELDS))
    for field, texts in zip(FIELDS, fields, strict=True):
        _, *passages = texts.split(_PASSAGE)
        found[field] = [tuple(terms.split(_TERM)) if terms else () for terms in passages]
    return Analysis(text, found)
