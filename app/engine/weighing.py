"""What the seam says of candidates and is the same wherever postings are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import Alternative, Concept

Held = Callable[[str], tuple[NDArray[np.int32], float]]
"""The rows that hold a term of the ``morph`` view in any group, and its idf."""


def best(
    rows: NDArray[np.intp],
    held: NDArray[np.float64],
    scores: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    order: NDArray[np.int64],
    limit: int,
) -> NDArray[np.intp]:
    """The ``limit`` of ``rows`` that hold most; of those that hold the same, as all do that hold a single word, those
    with the highest ``scores``, which are asked for these alone, then the first in ``order``.

    ``held`` and ``order`` have one value a document.
    """
    if len(rows) <= limit:
        return rows
    if limit <= 0:
        return rows[:0]
    # Rounded, as the order of additions must decide nothing.
    own = np.round(held[rows], 9)
    least = np.partition(own, len(own) - limit)[len(own) - limit]
    more, same = rows[own > least], rows[own == least]
    if len(more) + len(same) > limit:
        same = same[np.lexsort((order[same], -np.round(scores(same), 9)))[: limit - len(more)]]
    return np.concatenate([more, same])


def places_of(rows: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Where each of ``count`` documents stands among ``rows``, -1 for one that does not."""
    places = np.full(count, -1, np.intp)
    places[rows] = np.arange(len(rows))
    return places


def understood(concepts: Sequence[Concept], places: NDArray[np.intp], length: int, held: Held) -> NDArray[np.float64]:
    """The share of the concepts' information that each of ``length`` candidates covers; see Candidates.

    ``places`` are those of all documents among the candidates, see ``places_of``.
    """
    count = len(places)
    # Of documents that are no candidates the place is -1, so that the last row takes what they cover.
    covered, mass = np.zeros(length + 1), 0.0
    for concept in concepts:
        if len(concept.alternatives) == 1 and len(concept.alternatives[0].terms) == 1:
            # The most frequent kind by far, for which no column has to be gone through.
            (alternative,) = concept.alternatives
            rows, _ = held(alternative.terms[0])
            information = concept.weight * bm25.idf(count, len(rows))
            covered[places[rows]] += information * alternative.weight
        else:
            most, holders = _covered(concept.alternatives, places, length, held)
            information = concept.weight * bm25.idf(count, holders)
            covered += information * most
        mass += information
    return np.minimum(covered[:length] / mass, 1.0) if mass else covered[:length]


def _covered(
    alternatives: Sequence[Alternative], places: NDArray[np.intp], length: int, held: Held
) -> tuple[NDArray[np.float64], int]:
    """How far the best alternative is covered by each candidate, and how many documents hold all of any."""
    most, holders = np.zeros(length + 1), np.zeros(len(places), np.bool_)
    words = sorted((each for each in alternatives if len(each.terms) == 1), key=lambda each: each.weight)
    if words:
        of_words = [held(each.terms[0])[0] for each in words]
        rows = np.concatenate(of_words)
        holders[rows] = True
        # The last of several values for one place stays, which is the largest one.
        most[places[rows]] = np.repeat([each.weight for each in words], list(map(len, of_words)))
    for alternative in alternatives:
        if len(alternative.terms) == 1:
            continue
        found = [held(term) for term in alternative.terms]
        whole = sum(idf for _, idf in found) or 1.0
        share, terms = np.zeros(length + 1), np.zeros(len(places), np.int32)
        for rows, idf in found:
            share[places[rows]] += idf / whole
            terms[rows] += 1
        holders |= terms == len(found)
        np.maximum(most, alternative.weight * share, out=most)
    return most, int(np.count_nonzero(holders))
