"""Coverage and scores as sums over many posting lists at once.

Numpy's price is by the call where lists are short, so that all lists of a query are put one behind the other and each
reading of it is a stretch of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, VIEWS
from app.engine.postings import PostingList, slots_and_scores
from app.engine.slots import Slots

Sums = NDArray[np.float64]
S = TypeVar("S", bound=np.generic)

FEW = 1 << 15
"""Sums up to which it is quicker to have those of all documents than to look which are wanted."""


@dataclass(slots=True)
class Wanted:
    """What the readings of a query look for, one after the other: lists, each with its view's number and its weight.

    Reading ``n`` has the lists of ``spans[n]``, and ``unseen[n]`` is the information, by view, of those of its terms
    that no document holds. If it ``widens`` the first reading, these are only what it adds to that one.
    """

    lists: list[PostingList] = field(default_factory=list)
    views: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    spans: list[slice] = field(default_factory=list)
    unseen: list[list[float]] = field(default_factory=list)
    widens: list[bool] = field(default_factory=list)

    def widened(self, sums: list[Sums]) -> list[Sums]:
        """``sums``, one a reading, with those of the first added to those of readings that widen it."""
        return [own + sums[0] if widens else own for own, widens in zip(sums, self.widens, strict=True)]


class Joined(NamedTuple):
    """Numbers of many lists, one list behind the other: list ``n`` has those from ``ends[n]`` to ``ends[n + 1]``."""

    numbers: NDArray[np.integer]
    ends: NDArray[np.intp]

    @classmethod
    def of(cls, lists: Sequence[NDArray[np.integer]]) -> Joined:
        return cls(np.concatenate(lists) if lists else np.empty(0, np.int64), _ends(lists))

    def of_each(self, values: NDArray[S]) -> NDArray[S]:
        """The one of ``values``, which has one a list, for each number."""
        return values.repeat(np.diff(self.ends))

    def inside(self, places: NDArray[np.int32]) -> tuple[NDArray[np.intp], Joined]:
        """Which numbers have one of ``places``, by number, and these with their places instead of them."""
        # Most numbers have none, and what is a byte each stays nearer to the processor.
        kept = np.flatnonzero((places >= 0).take(self.numbers))
        return kept, Joined(places.take(self.numbers[kept]), np.searchsorted(kept, self.ends))

    def sums(self, wanted: Wanted, told: Sums, size: int) -> list[Sums]:
        """For each reading what is ``told`` by number, which are below ``size``, one sum a number."""
        own = [slice(self.ends[span.start], self.ends[span.stop]) for span in wanted.spans]
        return wanted.widened([bincount(self.numbers[each], told[each], size) for each in own])


def _ends(lists: Sequence[NDArray[np.generic]]) -> NDArray[np.intp]:
    """Where each list begins among all, and the last ends."""
    ends = np.zeros(len(lists) + 1, np.intp)
    np.cumsum(list(map(len, lists)), out=ends[1:])
    return ends


class Information:
    """What each list tells, ``of_lists``, and each reading in each view, ``mass``, the unseen included."""

    def __init__(self, wanted: Wanted) -> None:
        idf = np.array([each.idf for each in wanted.lists], np.float64)
        self.of_lists: Sums = np.array(wanted.weights, np.float64) * idf
        views = np.array(wanted.views, np.intp)
        self.mass = wanted.widened(
            [
                np.array(unseen) + np.bincount(views[span], self.of_lists[span], len(VIEWS))
                for span, unseen in zip(wanted.spans, wanted.unseen, strict=True)
            ]
        )


def bincount(numbers: NDArray[np.integer], told: Sums, size: int) -> Sums:
    """Numpy's, which makes whole numbers of nothing."""
    return np.bincount(numbers, told, size).astype(np.float64, copy=False)


def largest(columns: Iterable[Sums]) -> Sums:
    """The largest value in each place. Quicker than the maximum of a table, which has to be put together."""
    return reduce(np.maximum, columns)


def coverage(wanted: Wanted, told: Sums, cells: Joined, rows: NDArray[np.intp], count: int) -> list[Sums]:
    """For each reading what of ``told``, by list, the documents ``rows`` of ``count`` hold; one row a view.

    ``cells`` are those of the wanted lists.
    """
    if len(VIEWS) * count <= FEW:
        sums = cells.sums(wanted, cells.of_each(told), len(VIEWS) * count)
        return [each.reshape(len(VIEWS), count).take(rows, axis=1) for each in sums]
    shape = len(VIEWS), len(rows)
    places = np.full((len(VIEWS), count), -1, np.int32)
    places[:, rows] = np.arange(len(VIEWS) * len(rows), dtype=np.int32).reshape(shape)
    _, found = cells.inside(places.ravel())
    return [each.reshape(shape) for each in found.sums(wanted, found.of_each(told), len(VIEWS) * len(rows))]


def scores(wanted: Wanted, rows: NDArray[np.intp], slots: Slots) -> list[Sums]:
    """For each reading the sum of scores in the best passage of each of the documents ``rows``; one row a field."""
    weights = np.array(wanted.weights, np.float64)
    entries = [each.entries for each in wanted.lists]
    passages, impacts = slots_and_scores(np.concatenate([np.empty(0, np.int64), *entries]))
    joined = Joined(passages, _ends(entries))
    if slots.total <= FEW:
        sums = joined.sums(wanted, impacts * joined.of_each(weights), slots.total)
        return [slots.of_documents(each, passages).take(rows, axis=1) for each in sums]
    kept, found = Joined(slots.firsts_of(passages), joined.ends).inside(slots.places(rows))
    told = impacts[kept] * found.of_each(weights)
    size = len(FIELDS) * len(rows)
    if not len(slots.firsts):
        sums = found.sums(wanted, told, size)
    else:
        sums = [each[:size] for each in _best_of_passages(wanted, found, passages[kept], told, size, slots)]
    return [each.reshape(len(FIELDS), len(rows)) for each in sums]


def _best_of_passages(
    wanted: Wanted, found: Joined, passages: NDArray[np.int32], told: Sums, size: int, slots: Slots
) -> Iterator[Sums]:
    """For each reading, of the sums of the passages that have the same place in ``found``, the largest there."""
    keys = found.numbers.copy()
    further = np.flatnonzero(passages >= slots.further)
    distinct, firsts, numbers = np.unique(passages[further], return_index=True, return_inverse=True)
    goes_with = keys[further][firsts]
    keys[further] = size + numbers
    for sums in found._replace(numbers=keys).sums(wanted, told, size + len(distinct)):
        np.maximum.at(sums, goes_with, sums[size:])
        yield sums
