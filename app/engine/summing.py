"""Scores and coverage as sums over many posting lists at once.

Numpy's price is by the call where lists are short, so that all lists of a query are put one behind the other and each
reading of it is a stretch of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, VIEWS, Match, View
from app.engine.postings import PostingList
from app.engine.slots import Slots


@dataclass(slots=True)
class Wanted:
    """What the readings of a query look for, one after the other: lists, each with its view's number and its weight.

    Reading ``n`` has the lists of ``spans[n]``. ``unseen[n]`` is the information, by view, of those of its terms that
    no document holds.
    """

    lists: list[PostingList] = field(default_factory=list)
    views: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    spans: list[slice] = field(default_factory=list)
    unseen: list[list[float]] = field(default_factory=list)


class Sums:
    """Sums over the lists ``wanted`` of ``count`` documents. ``rows`` are the documents of all lists, list by list."""

    def __init__(self, wanted: Wanted, count: int) -> None:
        self._count = count
        self._lists = wanted.lists
        self._spans = wanted.spans
        self._views = np.array(wanted.views, np.intp)
        self._weights = np.array(wanted.weights, np.float64)
        self._information = self._weights * np.array([each.idf for each in self._lists], np.float64)
        self._mass = [
            np.array(unseen) + np.bincount(self._views[span], self._information[span], len(VIEWS))
            for span, unseen in zip(self._spans, wanted.unseen, strict=True)
        ]
        self._lengths = np.array([len(each.rows) for each in self._lists], np.intp)
        self.rows = np.concatenate([np.empty(0, np.int32), *(each.rows for each in self._lists)])

    def held(self) -> NDArray[np.float64]:
        """The sum over the views of coverage / mass, of each document in its best reading."""
        most = np.zeros(self._count)
        ends = _ends(self._lengths)
        for span, mass in zip(self._spans, self._mass, strict=True):
            of_lists = self._information[span] / np.where(mass > 0.0, mass, 1.0)[self._views[span]]
            rows = self.rows[ends[span.start] : ends[span.stop]]
            shares = np.repeat(of_lists, self._lengths[span])
            np.maximum(most, np.bincount(rows, shares, self._count), out=most)
        return most

    def matches(self, places: NDArray[np.intp], length: int, slots: Slots) -> tuple[Match, ...]:
        """How well ``length`` candidates match each reading; ``places`` are those of all documents among them."""
        coverage, scores = self._coverage(places, length), self._scores(places, length, slots)
        return tuple(
            Match(of_fields.reshape(len(FIELDS), length), of_views.reshape(len(VIEWS), length), _by_view(mass))
            for of_fields, of_views, mass in zip(scores, coverage, self._mass, strict=True)
        )

    def _coverage(self, places: NDArray[np.intp], length: int) -> Iterator[NDArray[np.float64]]:
        kept, ends = _inside((places >= 0)[self.rows], self._lengths)
        counts = np.diff(ends)
        keys = places[self.rows[kept]] + np.repeat(self._views * length, counts)
        entries = _Entries(keys, np.repeat(self._information, counts), ends)
        return (entries.sums(span, len(VIEWS) * length) for span in self._spans)

    def _scores(self, places: NDArray[np.intp], length: int, slots: Slots) -> Iterator[NDArray[np.float64]]:
        found = np.concatenate([np.empty(0, np.int32), *(each.slots for each in self._lists)])
        lengths = np.array([len(each.slots) for each in self._lists], np.intp)
        kept, ends = _inside(slots.of_documents(places >= 0)[found], lengths)
        told = np.concatenate([np.empty(0, np.float32), *(each.scores for each in self._lists)])[kept]
        told = told * np.repeat(self._weights, np.diff(ends))
        found = found[kept]
        keys = np.multiply(slots.fields[found], length, dtype=np.intp)
        keys += places[slots.rows[found]]
        if len(slots.rows) == slots.firsts:
            entries = _Entries(keys, told, ends)
            return (entries.sums(span, len(FIELDS) * length) for span in self._spans)
        return self._best(_Entries(found, told, ends), keys, len(FIELDS) * length, slots)

    def _best(
        self, entries: _Entries, keys: NDArray[np.intp], size: int, slots: Slots
    ) -> Iterator[NDArray[np.float64]]:
        """Of the sums of a candidate's passages of one field, which have one of ``keys``, the largest."""
        further = np.flatnonzero(entries.keys >= slots.firsts)
        passages, firsts, numbers = np.unique(entries.keys[further], return_index=True, return_inverse=True)
        goes_with = keys[further][firsts]
        keys[further] = size + numbers
        inside = entries._replace(keys=keys)
        for span in self._spans:
            sums = inside.sums(span, size + len(passages))
            np.maximum.at(sums, goes_with, sums[size:])
            yield sums[:size]


class _Entries(NamedTuple):
    """Entries of all lists, list by list: list ``n`` has those from ``ends[n]`` up to ``ends[n + 1]``."""

    keys: NDArray[np.integer]
    told: NDArray[np.float64]
    ends: NDArray[np.intp]

    def sums(self, lists: slice, size: int) -> NDArray[np.float64]:
        """What is told by key, ``size`` of them; zeros where there is nothing, as ``bincount`` counts then."""
        own = slice(self.ends[lists.start], self.ends[lists.stop])
        return np.bincount(self.keys[own], self.told[own], size).astype(np.float64, copy=False)


def _inside(inside: NDArray[np.bool_], lengths: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which entries of lists of ``lengths`` are ``inside``, where each list begins among them, and the end."""
    kept = np.flatnonzero(inside)
    return kept, np.searchsorted(kept, _ends(lengths))


def _ends(lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where each list begins, and the last ends."""
    return np.concatenate([np.zeros(1, np.intp), np.cumsum(lengths)])


def _by_view(mass: NDArray[np.number]) -> dict[View, float]:
    return dict(zip(VIEWS, mass.tolist(), strict=True))
