"""What analysis made of each article's texts, kept from one publish to the next.

A row is found by the digest of the texts and of what analyses them, so it is never out of date; and it carries a
checksum, so a damaged one is analysed anew, as is everything when the file cannot be used at all. Terms are kept as
numbers, which most of publishing needs no strings for.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate, chain, pairwise
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.engine.terms import Numbered, Numbers
from app.search.term_numbers import CHECKSUM_BYTES, TermNumbers, checksum, is_whole
from app.search.term_numbers import TABLE as TERMS_TABLE

logger = logging.getLogger(__name__)

Passages = Mapping[Field, Sequence[Sequence[str]]]


class Analysis(NamedTuple):
    """The body as plain text, the passages as an engine takes them, and what was derived, by name."""

    text: str
    passages: Passages
    derived: dict[str, Sequence[str]]


class Packed(NamedTuple):
    """Analyses as rows, for the process ``maker`` to hand to another.

    Their terms are numbers in the names that it has told, of which ``names`` are new, from number ``first`` on.
    """

    maker: int
    first: int
    names: list[str]
    rows: list[bytes]


MOST_NAMES = 500_000
"""Terms after which a Packer numbers from 0 again, so that a process does not hold all of a large collection."""


AT_ONCE = 400
"""Analyses that are read together, which is quicker than one by one."""

_TABLE = "CREATE TABLE IF NOT EXISTS analyses (key BLOB PRIMARY KEY, analysis BLOB NOT NULL) WITHOUT ROWID"
_NONE = np.zeros(0, np.uint32)
_HEAD = Struct(f"{len(FIELDS) + 1}I")


class Analysed:
    """The analyses of articles by key, 16 bytes or so each."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection
        self._asked: set[bytes] = set()
        self._kept: dict[bytes, int] = {}
        """How much that was derived is kept with each."""
        self._told: dict[int, NDArray[np.uint32]] = {}
        """By process, the numbers here of the terms that it told."""
        self._terms = TermNumbers(self._execute)
        if not self._terms.whole or self._is_worn():
            self._clear()

    def __len__(self) -> int:
        ((count,),) = self._execute("SELECT count(*) FROM analyses", ()) or [(0,)]
        return int(count)

    def get(self, keys: Sequence[bytes]) -> list[Analysis | None]:
        """What is kept under each of ``keys``, AT_ONCE at most."""
        self._asked.update(keys)
        marks = ",".join("?" * len(keys))
        rows = dict(self._execute(f"SELECT key, analysis FROM analyses WHERE key IN ({marks})", tuple(keys)))
        found = {key: _unpack(row, self._terms.numbers) for key, row in rows.items() if is_whole(row, key)}
        self._kept |= {key: len(analysis.derived) for key, analysis in found.items()}
        return [found.get(key) for key in keys]

    def keep(self, key: bytes, analysis: Analysis) -> None:
        """Keep ``analysis`` from now on, unless all of it is kept under ``key`` already."""
        if self._kept.get(key, -1) < len(analysis.derived):
            self._kept[key] = len(analysis.derived)
            packed = _pack(analysis, self._terms.numbers)
            self._execute("INSERT OR REPLACE INTO analyses VALUES (?, ?)", (key, checksum(packed, key) + packed))

    def take(self, keys: Sequence[bytes], packed: Packed) -> list[Analysis]:
        """Keep what another process made, and give it as ``get`` does. All that a Packer made comes, in its order."""
        numbers = self._terms.numbers
        told = self._told[packed.maker][: packed.first] if packed.first else _NONE
        renumbered = self._told[packed.maker] = np.append(told, np.array(numbers.of(packed.names), np.uint32))
        taken: list[Analysis] = []
        for key, row in zip(keys, packed.rows, strict=True):
            renumbered_row = _renumbered(row, renumbered)
            kept = checksum(renumbered_row, key) + renumbered_row
            self._execute("INSERT OR REPLACE INTO analyses VALUES (?, ?)", (key, kept))
            taken.append(_unpack(kept, numbers))
            self._kept[key] = len(taken[-1].derived)
        return taken

    def numbered(self, analysis: Analysis) -> Analysis:
        """``analysis`` with its terms by numbers, as ``get`` gives them."""
        numbers = self._terms.numbers
        passages = {
            field: [Numbered(numbers.of(terms), numbers) for terms in texts]
            for field, texts in analysis.passages.items()
        }
        return analysis._replace(passages=passages)

    def drop_others(self) -> None:
        """Forget what was not asked for."""
        others = {key for (key,) in self._execute("SELECT key FROM analyses", ())} - self._asked
        for key in others:
            self._execute("DELETE FROM analyses WHERE key = ?", (key,))
        if others:
            self._execute(f"PRAGMA user_version = {self._dropped() + len(others)}", ())

    def save(self) -> None:
        """Make what was kept durable, even when publishing failed, since it is right."""
        if not self._terms.save():
            self._clear()
        self._execute("COMMIT", ())

    def _is_worn(self) -> bool:
        """Whether more was dropped than is kept, so that most terms may be nobody's any more."""
        return self._dropped() > len(self)

    def _dropped(self) -> int:
        """How many rows since the beginning."""
        ((count,),) = self._execute("PRAGMA user_version", ()) or [(0,)]
        return int(count)

    def _clear(self) -> None:
        for statement in ("DELETE FROM analyses", "DELETE FROM terms", "PRAGMA user_version = 0"):
            self._execute(statement, ())
        self._terms = TermNumbers(self._execute)

    def _execute(self, statement: str, values: tuple[int | bytes, ...]) -> list[tuple[Any, ...]]:
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
        analysed = Analysed(connection)
        try:
            yield analysed
        finally:
            analysed.save()
    finally:
        if connection is not None:
            connection.close()


def _connect(path: Path) -> sqlite3.Connection | None:
    """None, and no file, when it cannot be opened or is none of SQLite's."""
    try:
        path.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            # A loss of power may take what was written last, but must not mix old pages with new ones.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN")
            connection.execute(_TABLE)
            connection.execute(TERMS_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
    except (sqlite3.Error, OSError) as error:
        logger.warning("이전 발행이 남긴 문서 분석을 쓸 수 없어요: %s (%s)", path, error)
        _remove(path)
        return None
    return connection


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("지울 수 없어요: %s (%s)", path, error.strerror)


class Packer:
    """Tells each term once, as long as there are few enough."""

    def __init__(self) -> None:
        self._numbers = Numbers()

    def packed(self, analyses: Iterable[Analysis]) -> Packed:
        if len(self._numbers) > MOST_NAMES:
            self._numbers = Numbers()
        first = len(self._numbers)
        rows = [_pack(analysis, self._numbers) for analysis in analyses]
        return Packed(os.getpid(), first, self._numbers.names[first:], rows)


def _renumbered(row: bytes, numbers: NDArray[np.uint32]) -> bytes:
    """``row``, as ``_pack`` makes it, with ``numbers[term]`` in place of each term."""
    passages = _HEAD.unpack_from(row)[-1]
    first = _HEAD.size + 4 * passages
    count = int(np.frombuffer(row, np.uint32, passages, _HEAD.size).sum())
    terms = numbers[np.frombuffer(row, np.uint32, count, first)]
    return b"".join((row[:first], terms.tobytes(), row[first + 4 * count :]))


def _pack(analysis: Analysis, terms: Numbers) -> bytes:
    """Counts of 4 bytes: of passages in each field and of all, then of the terms of each passage; all terms; the text.

    What was derived comes after the fields, like passages that begin with their names.
    """
    fields = [analysis.passages[field] for field in FIELDS]
    passages = list(chain(*fields, ((name, *found) for name, found in analysis.derived.items())))
    counts = array("I", [*map(len, fields), len(passages), *map(len, passages)])
    numbers = terms.of(chain.from_iterable(passages))
    return counts.tobytes() + numbers.tobytes() + analysis.text.encode("utf-8", "surrogatepass")


def _unpack(row: bytes, terms: Numbers) -> Analysis:
    """Of a row with its checksum."""
    at = CHECKSUM_BYTES + _HEAD.size
    *in_fields, count = _HEAD.unpack_from(row, CHECKSUM_BYTES)
    lengths = array("I", row[at : (at := at + 4 * count)])
    numbers = array("I", row[at : (at := at + 4 * sum(lengths))])
    passages = [Numbered(numbers[start:end], terms) for start, end in pairwise(accumulate(lengths, initial=0))]
    derived = passages[sum(in_fields) :]
    return Analysis(
        row[at:].decode("utf-8", "surrogatepass"),
        {
            field: passages[start:end]
            for field, (start, end) in zip(FIELDS, pairwise(accumulate(in_fields, initial=0)), strict=True)
        },
        {found[0]: Numbered(found.numbers[1:], terms) for found in derived},
    )
