"""What the seam says of candidates and is the same wherever postings are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import Alternative, Concept, Terms, View
from app.kept import Kept

Alternatives = tuple[Alternative, ...]

Held = Callable[[str], tuple[NDArray[np.int32], float]]
"""The rows that hold a term of the ``morph`` view in any group, and its idf."""

KEPT_HOLDERS = 2_000
"""Concepts in other words of which it is kept how many documents speak of them."""

NOBODY = np.empty(0, np.int32)

_STEPS = 1_000
"""What is held in one view is told apart in so many steps."""
_ROUNDING = 1e-8


def widens(terms: Terms, typed: Terms) -> bool:
    """Whether ``terms`` hold all that was ``typed``, with the same weights or larger ones."""
    return all(
        all(terms.get(view, {}).get(term, -1.0) >= weight for term, weight in weights.items())
        for view, weights in typed.items()
    )


def added(terms: Terms, typed: Terms) -> Terms:
    """What ``terms``, which widen those ``typed``, add to their weights."""
    found: dict[View, dict[str, float]] = {}
    for view, weights in terms.items():
        before = typed.get(view, {})
        more = {term: weight - before.get(term, 0.0) for term, weight in weights.items()}
        found[view] = {term: weight for term, weight in more.items() if weight > 0.0 or term not in before}
    return found


def at_least(held: NDArray[np.float64], limit: int) -> float:
    """What at least ``limit`` of ``held`` are, and few more: the largest step that so many reach; 0 for none."""
    steps = np.bincount((held * _STEPS).astype(np.intp))
    reached = np.flatnonzero(np.cumsum(steps[::-1])[::-1] >= max(limit, 1))
    return max(float(reached[-1]) / _STEPS - _ROUNDING, 0.0) if len(reached) else 0.0


def leading(held: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """The places of the ``limit`` largest of ``held``, and of all that are as large as the last of them."""
    if limit <= 0:
        return np.empty(0, np.intp)
    own = _rounded(held)
    return np.flatnonzero(own >= np.partition(own, len(own) - limit)[len(own) - limit])


def best(
    held: NDArray[np.float64], scores: NDArray[np.float64], order: NDArray[np.int64], limit: int
) -> NDArray[np.intp]:
    """The places of the ``limit`` largest of ``held``; of those as large as the last of them, of the ones with the
    highest ``scores``, then of the first in ``order``."""
    places = leading(held, limit)
    own = _rounded(held[places])
    same = own == own.min(initial=np.inf)
    more, last = places[~same], places[same]
    return np.concatenate([more, last[np.lexsort((order[last], -_rounded(scores[last])))][: max(limit, 0) - len(more)]])


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """As the order of additions must decide nothing."""
    return np.round(values, 9)


def held_of(by_view: NDArray[np.float64], mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum over the views of coverage / mass, of which there is one a view."""
    held: NDArray[np.float64] = np.einsum("v,vc->c", 1 / np.where(mass > 0.0, mass, 1.0), by_view)
    return held


def places_of(rows: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Where each of ``count`` documents stands among ``rows``, -1 for one that does not."""
    places = np.full(count, -1, np.intp)
    places[rows] = np.arange(len(rows))
    return places


def understood(
    concepts: Sequence[Concept], places: NDArray[np.intp], length: int, held: Held, holders: Kept[Alternatives, int]
) -> NDArray[np.float64]:
    """The share of the concepts' information that each of ``length`` candidates covers; see Candidates.

    ``places`` are those of all documents among the candidates, see ``places_of``. ``holders`` keeps how many documents
    hold all terms of any of some alternatives.
    """
    count = len(places)
    # Of documents that are no candidates the place is -1, so that the last row takes what they cover.
    covered, mass = np.zeros(length + 1), 0.0
    for concept in concepts:
        alternatives = concept.alternatives
        if len(alternatives) == 1 and len(alternatives[0].terms) == 1:
            # The most frequent kind by far, for which no column has to be gone through.
            rows, _ = held(alternatives[0].terms[0])
            information = concept.weight * bm25.idf(count, len(rows))
            covered[places[rows]] += information * alternatives[0].weight
        else:
            known = holders.get(alternatives)
            if known is None:
                holders.put(alternatives, known := _holders(alternatives, count, held))
            information = concept.weight * bm25.idf(count, known)
            covered += information * _covered(alternatives, places, length, held)
        mass += information
    return np.minimum(covered[:length] / mass, 1.0) if mass else covered[:length]


def _holders(alternatives: Alternatives, count: int, held: Held) -> int:
    """How many of ``count`` documents hold all terms of any of ``alternatives``."""
    holders = np.zeros(count, np.bool_)
    for alternative in alternatives:
        rows = np.concatenate([NOBODY, *(held(term)[0] for term in alternative.terms)])
        holders |= np.bincount(rows, minlength=count) == len(alternative.terms)
    return int(np.count_nonzero(holders))


def _covered(alternatives: Alternatives, places: NDArray[np.intp], length: int, held: Held) -> NDArray[np.float64]:
    """How far the best of ``alternatives`` is covered by each candidate."""
    most = np.zeros(length + 1)
    words = sorted((each for each in alternatives if len(each.terms) == 1), key=lambda each: each.weight)
    if words:
        of_words = [held(each.terms[0])[0] for each in words]
        # The last of several values for one place stays, which is the largest one.
        most[places[np.concatenate(of_words)]] = np.repeat([each.weight for each in words], list(map(len, of_words)))
    for alternative in alternatives:
        if len(alternative.terms) > 1:
            found = [held(term) for term in alternative.terms]
            whole = sum(idf for _, idf in found) or 1.0
            shares = np.repeat([alternative.weight * idf / whole for _, idf in found], [len(rows) for rows, _ in found])
            # Candidates' places are counted from 1 here, as nothing may be negative.
            share = np.bincount(places[np.concatenate([rows for rows, _ in found])] + 1, shares, length + 1)
            np.maximum(most[:length], share[1:], out=most[:length])
    return most
