"""Posting lists from the terms of passages, with what is needed beside them bounded by the size of a block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.columns import Passages
from app.engine.inversion import Occurrences
from app.engine.postings import Postings, hashes_of, slots_and_scores
from app.errors import PublishError
from app.runs import starts

Groups = Sequence[tuple[Occurrences, Passages, NDArray[np.int32]]]
"""Of a view: the terms of each group's passages, which have the same numbers, the passages, and the slot of each."""

_BLOCK = 1 << 20
"""Terms of passages in a block, about."""


def inverted(groups: Groups, document_count: int, view: int = 0) -> Postings:
    """The lists of all terms of ``groups``, which are those of the ``view`` with this number.

    Raises PublishError when two terms have one hash: of ten million, with a chance of 3 in a million.
    """
    numbers = groups[0][0].numbers
    counts = np.zeros(len(numbers), np.int64)
    for given, *_ in groups:
        counts += np.bincount(given.terms, minlength=len(numbers))
    used = np.flatnonzero(counts)
    hashes = hashes_of([numbers.names[number] for number in used.tolist()])
    order = np.argsort(hashes)
    hashes, used = hashes[order], used[order]
    if (hashes[1:] == hashes[:-1]).any():
        raise PublishError("서로 다른 두 낱말의 해시가 겹쳐요.", remedy="이 오류를 개발자에게 알려 주세요.")
    limits = starts(counts[used])
    lists = _Lists(groups, document_count, limits)
    for first, last, pairs in _blocks(groups, _places(used, len(numbers)), limits):
        lists.add(first, last, pairs)
    return lists.postings(hashes, view)


def _places(used: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Where each number of ``count`` stands in ``used``."""
    places = np.zeros(count, np.int64)
    places[used] = np.arange(len(used))
    return places


def _blocks(
    groups: Groups, places: NDArray[np.int64], limits: NDArray[np.int64]
) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """Runs of terms from ``first`` up to ``last`` with the sorted ``term * passages + passage`` of all that they hold.

    Terms are numbered by ``places``, passages through the groups; ``limits`` are where each term's pairs begin.
    """
    passages = sum(len(given.lengths) for given, *_ in groups)
    pairs = np.empty(limits[-1], np.int64)
    at = first = 0
    for given, *_ in groups:
        end, last = at + len(given.terms), first + len(given.lengths)
        # Term and passage in one number, so that one sort puts both in order and brings repetitions together.
        np.take(places, given.terms, out=pairs[at:end])
        pairs[at:end] *= passages
        pairs[at:end] += np.repeat(np.arange(first, last), given.lengths)
        at, first = end, last
    pairs.sort()
    cuts = np.searchsorted(limits, np.arange(0, len(pairs) + _BLOCK, _BLOCK)).clip(max=len(limits) - 1)
    for start, end in pairwise(np.unique(cuts).tolist()):
        yield start, end, pairs[limits[start] : limits[end]]


class _Lists:
    """The lists while they grow, block by block; there are at most as many entries as pairs."""

    def __init__(self, groups: Groups, document_count: int, limits: NDArray[np.int64]) -> None:
        terms, pairs = len(limits) - 1, limits[-1]
        self._document_count, self._documents = document_count, max(document_count, 1)
        self._firsts = np.cumsum([0, *(len(each) for _, each, _ in groups)])
        self._slots_of = np.concatenate([slots for *_, slots in groups])
        self._rows_of = np.concatenate([each.rows for _, each, _ in groups])
        self._lengths = np.concatenate([each.lengths for _, each, _ in groups])
        self._averages = np.repeat([each.average for _, each, _ in groups], np.diff(self._firsts))
        self._frequency, self._idf = np.zeros(terms, np.int64), np.zeros(terms)
        self._lengths_of_lists, self._lengths_of_rows = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
        self._entries = np.empty(pairs, np.int64)
        self._slots, self._scores = slots_and_scores(self._entries)
        self._rows = np.empty(pairs, np.int32)
        self._count = self._row_count = 0

    def add(self, first: int, last: int, pairs: NDArray[np.int64]) -> None:
        """The lists of the terms from ``first`` up to ``last``, see ``_blocks``."""
        starts = np.flatnonzero(np.diff(pairs, prepend=-1))
        frequencies = np.diff(starts, append=len(pairs))
        terms, passages = np.divmod(pairs[starts], len(self._rows_of))
        terms -= first
        rows = self._rows_of[passages]
        held = terms * self._documents + rows
        for start, end in pairwise(self._firsts.tolist()):
            # Rows ascend within a term of a group, so that repeated ones stand side by side.
            of_group = held[(passages >= start) & (passages < end)]
            frequency = self._counts(of_group[np.diff(of_group, prepend=-1) != 0], last - first)
            np.maximum(self._frequency[first:last], frequency, out=self._frequency[first:last])
        # Few frequencies are of many terms each.
        counts, places = np.unique(self._frequency[first:last], return_inverse=True)
        idf = np.array([bm25.idf(self._document_count, count) for count in counts.tolist()])[places]
        self._idf[first:last] = idf
        told = bm25.saturation(frequencies.astype(np.float64), self._lengths[passages], self._averages[passages])
        end = self._count + len(passages)
        self._slots[self._count : end] = self._slots_of[passages]
        self._scores[self._count : end] = idf[terms] * told
        self._lengths_of_lists[first:last] = np.bincount(terms, minlength=last - first)
        self._count = end
        # Not np.unique, which hashes numbers and takes five times as long.
        held.sort()
        held = held[np.diff(held, prepend=-1) != 0]
        end = self._row_count + len(held)
        self._rows[self._row_count : end] = held % self._documents
        self._lengths_of_rows[first:last] = self._counts(held, last - first)
        self._row_count = end

    def _counts(self, held: NDArray[np.int64], terms: int) -> NDArray[np.int64]:
        """How many of ``term * documents + row`` each term has."""
        return np.bincount(held // self._documents, minlength=terms)

    def postings(self, hashes: NDArray[np.uint64], view: int) -> Postings:
        return Postings(
            hashes,
            self._frequency.astype(np.int32),
            self._idf,
            starts(self._lengths_of_lists),
            self._entries[: self._count],
            starts(self._lengths_of_rows),
            self._rows[: self._row_count] + view * self._document_count,
        )
