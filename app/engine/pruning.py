"""Which documents may be among those that hold most of a query, without looking at all that its longest lists hold.

What a document holds of some lists is at least what it holds of all, and at most that and all that the others tell:
the rule of MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995), for lists in a row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.engine.base import VIEWS
from app.engine.summing import Information, Joined, Sums, Wanted, largest

WORTH = 1 << 16
"""Entries of a query's lists from which it is quicker not to look at all of them."""

_FIRST = 0.1
"""The share of the entries, in the shortest lists, that are looked at to learn what the best hold at least."""
_REST = 0.4
"""The share of that which the lists not looked at may tell: less takes more lists, more leaves more documents."""
_STEPS = 1_000
"""What is held in one view is told apart in so many steps."""
_ROUNDING = 1e-8


def holders(cells: Joined, count: int) -> NDArray[np.bool_]:
    """Which of ``count`` documents hold any term."""
    held = np.zeros(len(VIEWS) * count, np.bool_)
    held[cells.numbers] = True
    every: NDArray[np.bool_] = np.any(held.reshape(len(VIEWS), count), axis=0)
    return every


def contenders(
    wanted: Wanted, information: Information, passing: NDArray[np.bool_] | None, limit: int, count: int
) -> NDArray[np.intp] | None:
    """The documents, of ``count``, of which the ``limit`` that hold most of one reading are to be chosen.

    What a reading tells is the sum over the views of coverage / mass. Documents that are not ``passing`` are none.
    None when there are no more than ``limit``.
    """
    shares = _shares(wanted, information)
    lengths = np.array([len(each.cells) for each in wanted.lists], np.intp)
    order = np.argsort(lengths, kind="stable")
    ends = np.cumsum(lengths[order])
    rest = (shares.sum(axis=1)[:, None] - np.cumsum(shares[:, order], axis=1)).max(axis=0)

    def held(lists: NDArray[np.intp]) -> tuple[Sums, float]:
        """What every document holds of ``lists``, and what the ``limit`` best hold at least."""
        cells = Joined.of([wanted.lists[number].cells for number in lists.tolist()])
        rows = cells.numbers - cells.of_each(np.array(wanted.views, np.int32)[lists] * np.int32(count))
        most = largest(
            [np.bincount(rows, cells.of_each(each[lists]), count).astype(np.float64, copy=False) for each in shares]
        )
        if passing is not None:
            most *= passing
        return most, _at_least(most, limit)

    first = int(np.searchsorted(ends, max(_FIRST * ends[-1], 4 * limit))) + 1
    _, least = held(order[:first])
    looked = max(first, int(np.searchsorted(-rest, -_REST * least)) + 1)
    most, least = held(order[:looked])
    if least <= 0.0:
        return None
    return np.flatnonzero(most >= max(least - max(rest[min(looked, len(order)) - 1], 0.0) - _ROUNDING, _ROUNDING))


def _at_least(held: Sums, limit: int) -> float:
    """What the ``limit`` largest of ``held`` are at least, to a step: sorting takes longer."""
    above = np.cumsum(np.bincount((held * _STEPS).astype(np.int32))[::-1])[::-1]
    return float(np.count_nonzero(above >= limit) - 1) / _STEPS


def _shares(wanted: Wanted, information: Information) -> Sums:
    """What each list, by column, tells of each reading, by row, in units of what the reading tells in its view."""
    views = np.array(wanted.views, np.intp)
    shares = np.zeros((len(wanted.spans), len(views)))
    for row, span, widens, mass in zip(shares, wanted.spans, wanted.widens, information.mass, strict=True):
        for own in (span, *((wanted.spans[0],) if widens else ())):
            row[own] = information.of_lists[own] / np.where(mass > 0.0, mass, 1.0)[views[own]]
    return shares
