"""What the seam says of candidates and is the same wherever postings are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import Alternative, Candidates, Concept, Match
from app.engine.columns import Columns

Held = Callable[[str], tuple[NDArray[np.int32], float]]
"""The rows that hold a term of the ``morph`` view in any group, and its idf."""


def candidates(
    columns: Columns, keep: NDArray[np.bool_], matches: Sequence[Match], understood: NDArray[np.float64], limit: int
) -> Candidates:
    """The documents in ``keep``, at most ``limit``; ``matches`` and ``understood`` are over all documents."""
    rows = _best(np.flatnonzero(keep), columns, matches, limit)
    return Candidates(
        ids=columns.ids[rows],
        rows=rows,
        matches=tuple(
            Match(
                {field: column[rows] for field, column in match.scores.items()},
                {view: column[rows] for view, column in match.coverage.items()},
                match.mass,
            )
            for match in matches
        ),
        understood=understood[rows],
        category=columns.category[rows],
        platform=columns.platform[rows],
        variant_group=columns.variant_group[rows],
        updated_at=columns.updated_at[rows],
        views=columns.views[rows],
    )


def understood(concepts: Sequence[Concept], count: int, held: Held) -> NDArray[np.float64]:
    """The share of the concepts' information that each of ``count`` documents covers; see Candidates."""
    covered, mass = np.zeros(count), 0.0
    for concept in concepts:
        if len(concept.alternatives) == 1 and len(concept.alternatives[0].terms) == 1:
            # The most frequent kind by far, for which no column has to be gone through.
            (alternative,) = concept.alternatives
            rows, _ = held(alternative.terms[0])
            information = concept.weight * bm25.idf(count, len(rows))
            covered[rows] += information * alternative.weight
        else:
            best, holders = _covered(concept.alternatives, count, held)
            information = concept.weight * bm25.idf(count, holders)
            covered += information * best
        mass += information
    return np.minimum(covered / mass, 1.0) if mass else covered


def _covered(alternatives: Sequence[Alternative], count: int, held: Held) -> tuple[NDArray[np.float64], int]:
    """How far the best alternative is covered by each document, and how many hold all of any."""
    best, holders = np.zeros(count), np.zeros(count, np.bool_)
    for alternative in alternatives:
        found = [held(term) for term in alternative.terms]
        whole = sum(idf for _, idf in found) or 1.0
        share = np.zeros(count)
        for rows, idf in found:
            share[rows] += idf / whole
        holders |= share > 1.0 - 1e-9
        np.maximum(best, alternative.weight * share, out=best)
    return best, int(np.count_nonzero(holders))


def _best(rows: NDArray[np.intp], columns: Columns, matches: Sequence[Match], limit: int) -> NDArray[np.intp]:
    """The ``limit`` of ``rows`` with the highest sum of scores in one match, ties by id."""
    if len(rows) <= limit:
        return rows
    sums = [sum((column[rows] for column in match.scores.values()), np.zeros(len(rows))) for match in matches]
    return rows[np.lexsort((columns.order[rows], -np.max(sums, axis=0)))[:limit]]
