"""Scores and coverage as sums over many posting lists at once.

Numpy's price is by the call where lists are short, so that all lists of a query are put one behind the other and each
reading of it is a stretch of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.engine.base import VIEWS, Match
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
        for span, mass, entries in zip(self._spans, self._mass, self._entries(self._lengths), strict=True):
            of_lists = self._information[span] / np.where(mass > 0.0, mass, 1.0)[self._views[span]]
            shares = np.repeat(of_lists, self._lengths[span])
            np.maximum(most, np.bincount(self.rows[entries], shares, self._count), out=most)
        return most

    def matches(self, chosen: NDArray[np.intp], slots: Slots) -> tuple[Match, ...]:
        """How well the documents ``chosen`` match each reading."""
        return tuple(
            Match(scores, coverage, dict(zip(VIEWS, mass.tolist(), strict=True)))
            for scores, coverage, mass in zip(
                self._scores(chosen, slots), self._coverage(chosen), self._mass, strict=True
            )
        )

    def _coverage(self, chosen: NDArray[np.intp]) -> Iterator[NDArray[np.float64]]:
        places = self.rows + np.repeat(self._views * self._count, self._lengths)
        told = np.repeat(self._information, self._lengths)
        for entries in self._entries(self._lengths):
            summed = _summed(places[entries], told[entries], len(VIEWS) * self._count)
            yield summed.reshape(len(VIEWS), self._count)[:, chosen]

    def _scores(self, chosen: NDArray[np.intp], slots: Slots) -> Iterator[NDArray[np.float64]]:
        lengths = np.array([len(each.slots) for each in self._lists], np.intp)
        places = np.concatenate([np.empty(0, np.int32), *(each.slots for each in self._lists)]).astype(np.intp)
        told = np.concatenate([np.empty(0, np.float32), *(each.scores for each in self._lists)])
        told = told * np.repeat(self._weights, lengths)
        for entries in self._entries(lengths):
            yield slots.best(_summed(places[entries], told[entries], slots.size), chosen)

    def _entries(self, lengths: NDArray[np.intp]) -> Iterator[slice]:
        """Where each reading's lists stand, which have these ``lengths``."""
        ends = np.concatenate([[0], np.cumsum(lengths)]).tolist()
        return (slice(ends[span.start], ends[span.stop]) for span in self._spans)


def _summed(places: NDArray[np.intp], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The sum of ``values`` at each of ``size`` places; zeros where there is nothing, as ``bincount`` counts then."""
    return np.bincount(places, values, size).astype(np.float64, copy=False)
