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
from app.engine.weighing import held_of
from app.runs import starts

Sums = NDArray[np.float64]
S = TypeVar("S", bound=np.generic)

FEW = 1 << 15
"""Sums up to which it is quicker to have those of all documents than to look which are wanted."""

_NOTHING = 1e-300


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
        return cls(np.concatenate(lists) if lists else np.empty(0, np.int64), starts(list(map(len, lists))))

    def of_each(self, values: NDArray[S]) -> NDArray[S]:
        """The one of ``values``, which has one a list, for each number."""
        return values.repeat(np.diff(self.ends))

    def inside(self, wanted: NDArray[np.integer], places: NDArray[np.int32], size: int) -> Inside:
        """Those of the numbers, which are below ``size``, that are among ``wanted``; each has one of ``places``."""
        among = np.zeros(size, np.bool_)
        among[wanted] = True
        # Most are not, and what is a byte each stays nearer to the processor.
        kept = np.flatnonzero(among.take(self.numbers))
        found = np.empty(size, np.int32)
        found[wanted] = places
        return Inside(kept, Joined(found.take(self.numbers[kept]), np.searchsorted(kept, self.ends)))

    def sums(self, wanted: Wanted, told: Sums, size: int) -> list[Sums]:
        """For each reading what is ``told`` by number, which are below ``size``, one sum a number: only by its own
        lists, see ``Wanted.widened``."""
        own = [slice(self.ends[span.start], self.ends[span.stop]) for span in wanted.spans]
        return [bincount(self.numbers[each], told[each], size) for each in own]


class Inside(NamedTuple):
    """Which numbers were kept, and these with their places instead of them."""

    kept: NDArray[np.intp]
    found: Joined


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


@dataclass(frozen=True, slots=True)
class Coverage:
    """``sums`` are what each document holds of each reading, by its own lists: a row a view, a column a document."""

    wanted: Wanted
    mass: list[Sums]
    sums: list[Sums]

    @classmethod
    def of(cls, wanted: Wanted, information: Information, count: int) -> Coverage:
        """Of all ``count`` documents: to look first which of them are worth it takes longer."""
        cells = Joined.of([each.cells for each in wanted.lists])
        # What tells nothing still makes a document match.
        told = cells.of_each(np.maximum(information.of_lists, _NOTHING))
        shape = len(VIEWS), count
        sums = [each.reshape(shape) for each in cells.sums(wanted, told, len(VIEWS) * count)]
        return cls(wanted, information.mass, sums)

    def held(self) -> Sums:
        """What each document holds of the reading that it holds most of; 0 for those that match none."""
        first, readings = self.sums[0], zip(self.sums, self.wanted.widens, self.mass, strict=True)
        return largest(
            held_of(own, mass) + held_of(first, mass) if widens else held_of(own, mass)
            for own, widens, mass in readings
        )

    def of_rows(self, rows: NDArray[np.intp]) -> list[Sums]:
        """For each reading what the documents ``rows`` hold of it."""
        return self.wanted.widened([each.take(rows, axis=1) for each in self.sums])


def scores(wanted: Wanted, rows: NDArray[np.intp], slots: Slots) -> list[Sums]:
    """For each reading the sum of scores in the best passage of each of the documents ``rows``; one row a field."""
    weights = np.array(wanted.weights, np.float64)
    entries = [each.entries for each in wanted.lists]
    passages, impacts = slots_and_scores(np.concatenate([np.empty(0, np.int64), *entries]))
    joined = Joined(passages, starts(list(map(len, entries))))
    if slots.total <= FEW:
        sums = wanted.widened(joined.sums(wanted, impacts * joined.of_each(weights), slots.total))
        return [slots.of_documents(each, passages).take(rows, axis=1) for each in sums]
    kept, found = joined.inside(*slots.places(rows), slots.total)
    told = impacts[kept] * found.of_each(weights)
    size = len(FIELDS) * len(rows)
    if not len(slots.firsts):
        sums = wanted.widened(found.sums(wanted, told, size))
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
    for sums in wanted.widened(found._replace(numbers=keys).sums(wanted, told, size + len(distinct))):
        np.maximum.at(sums, goes_with, sums[size:])
        yield sums
