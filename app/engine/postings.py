"""Posting lists as a few flat arrays, with all of a score in them that no query changes.

The arrays are plain ``.npy`` files, which processes map into memory and share. A term is found by its hash, so that no
dictionary has to be read, and its list is one slice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.columns import Passages
from app.engine.inversion import PostingLists
from app.errors import PublishError


class PostingList(NamedTuple):
    """What ``Postings`` has of one term."""

    slots: NDArray[np.int32]
    scores: NDArray[np.float32]
    rows: NDArray[np.int32]
    idf: float
    frequency: int


@dataclass(frozen=True, slots=True)
class Postings:
    """The terms of a view, or of a filter, in the order of their ``hashes``.

    Term ``n`` stands in the passages of ``slots[starts[n]:starts[n + 1]]``, see ``Slots``, and ``scores`` beside them
    are its BM25 contributions, in single precision (1e-7 of them off at most). The documents that hold it anywhere are
    ``rows[row_starts[n]:row_starts[n + 1]]``. ``frequency`` counts the documents of the group that has most, and
    ``idf`` follows from it.
    """

    hashes: NDArray[np.uint64]
    frequency: NDArray[np.int32]
    idf: NDArray[np.float64]
    starts: NDArray[np.int64]
    slots: NDArray[np.int32]
    scores: NDArray[np.float32]
    row_starts: NDArray[np.int64]
    rows: NDArray[np.int32]

    def write(self, stem: Path) -> None:
        for field in fields(self):
            np.save(f"{stem}.{field.name}.npy", getattr(self, field.name))

    @classmethod
    def read(cls, stem: Path) -> Postings:
        """Mapped into memory. Raises OSError or ValueError for missing or damaged files."""
        names = (f"{stem}.{field.name}.npy" for field in fields(cls))
        return cls(*(np.load(name, mmap_mode="r").view(np.ndarray) for name in names))

    def lists(self, terms: Sequence[str]) -> list[PostingList | None]:
        """The lists of ``terms``, None for those that no document holds."""
        if not len(self.hashes):
            return [None] * len(terms)
        hashes = _hashes(terms)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        known = self.hashes[places] == hashes
        return [
            self._list(place) if found else None for place, found in zip(places.tolist(), known.tolist(), strict=True)
        ]

    def _list(self, number: int) -> PostingList:
        start, end = self.starts[number : number + 2].tolist()
        first, last = self.row_starts[number : number + 2].tolist()
        return PostingList(
            self.slots[start:end],
            self.scores[start:end],
            self.rows[first:last],
            float(self.idf[number]),
            int(self.frequency[number]),
        )


def inverted(groups: Sequence[tuple[PostingLists, Passages, NDArray[np.int32]]], document_count: int) -> Postings:
    """From the lists of each group of a view, with its passages and their slots.

    Raises PublishError when two terms have one hash: of ten million, with a chance of 3 in a million.
    """
    terms = list(dict.fromkeys(term for lists, *_ in groups for term in lists.terms))
    hashes = _hashes(terms)
    order = np.argsort(hashes)
    hashes = hashes[order]
    if (hashes[1:] == hashes[:-1]).any():
        raise PublishError("서로 다른 두 낱말의 해시가 겹쳐요.", remedy="이 오류를 개발자에게 알려 주세요.")
    numbers = dict(zip((terms[place] for place in order.tolist()), range(len(terms)), strict=True))
    own = [np.array([numbers[term] for term in lists.terms], np.int64) for lists, *_ in groups]
    lengths = [np.diff(lists.starts) for lists, *_ in groups]

    frequency = np.zeros(len(terms), np.int64)
    holders = []
    for (lists, passages, _), mine, length in zip(groups, own, lengths, strict=True):
        pairs = np.repeat(mine, length) * document_count + passages.rows[lists.numbers]
        # Rows ascend within a list, so that repeated ones stand side by side.
        holders.append(pairs[np.diff(pairs, prepend=-1) != 0])
        np.maximum(frequency, _counts(holders[-1], document_count, len(terms)), out=frequency)
    held = np.concatenate(holders)
    # Not np.unique, which hashes numbers and takes five times as long.
    held.sort()
    held = held[np.diff(held, prepend=-1) != 0]
    idf = np.array([bm25.idf(document_count, count) for count in frequency.tolist()], np.float64)

    totals = np.zeros(len(terms), np.int64)
    for mine, length in zip(own, lengths, strict=True):
        totals[mine] += length
    starts = _starts(totals)
    found, scores = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    at = starts[:-1].copy()
    for (lists, passages, slots), mine, length in zip(groups, own, lengths, strict=True):
        places = np.arange(len(lists.numbers)) + np.repeat(at[mine] - lists.starts[:-1], length)
        found[places] = slots[lists.numbers]
        told = bm25.saturation(lists.frequencies.astype(np.float64), passages.lengths[lists.numbers], passages.average)
        scores[places] = np.repeat(idf[mine], length) * told
        at[mine] += length
    row_starts = _starts(_counts(held, document_count, len(terms)))
    rows = (held % max(document_count, 1)).astype(np.int32)
    return Postings(hashes, frequency.astype(np.int32), idf, starts, found, scores, row_starts, rows)


def _hashes(terms: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of BLAKE2b (RFC 7693) each."""
    digests = (blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest() for term in terms)
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64, copy=False)


def _counts(pairs: NDArray[np.int64], document_count: int, terms: int) -> NDArray[np.int64]:
    """How many of ``term * document_count + row`` each term has."""
    return np.bincount(pairs // max(document_count, 1), minlength=terms)[:terms]


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)])
