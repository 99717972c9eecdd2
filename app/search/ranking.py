"""The order of results, decided here and nowhere else: a weighted sum of the signals.

The weights were fitted to the project's evaluation sets by maximum likelihood of the right article (a softmax over the
candidates of a query), each set judged by weights from the others; docs/relevance.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.base import Candidates
from app.models import Sort
from app.search.signals import Column, Signals

WEIGHTS: Mapping[str, float] = {
    "fused": 4.49,
    "bigram": 1.19,
    "jamo": 3.51,
    "understood": 3.11,
    "heading": 5.75,
    "meaning": 5.48,
    "intent": 0.84,
}
"""By signal, in units of log-odds; ``fused`` enters by its square root, which the sum of term scores calls for."""

SEMANTIC = ("heading", "meaning")
"""The signals that the setting ``semantic_weight`` scales."""

FIRST = 5
NEAR_TAIL, TAIL = 0.2, 0.5
"""The FIRST results must share at least NEAR_TAIL, those further down TAIL of the best one's evidence, see
``evidence``."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places in a Candidates table in the order in which people see them, and ``scores`` over all candidates."""

    rows: NDArray[np.intp]
    scores: Column


def rank(candidates: Candidates, signals: Signals, *, semantic_weight: float = 1.0) -> Ranking:
    """Score, drop what has little to do with the query, and put the best first.

    Ties go to the more viewed, then the newer, then the smaller id, so that the order is total and pages never
    overlap.
    """
    scores = score(signals, semantic_weight)
    if not len(candidates):
        return Ranking(np.empty(0, dtype=np.intp), scores)
    holds = evidence(signals)
    best = int(np.argmax(scores))
    rows = _sorted(np.flatnonzero(holds >= NEAR_TAIL * holds[best]), candidates, scores, "relevance")
    kept = holds[rows] >= TAIL * holds[best]
    kept[:FIRST] = True
    return Ranking(rows[kept], scores)


def browse(candidates: Candidates) -> Ranking:
    """Everything, the most viewed first."""
    scores = np.zeros(len(candidates))
    return Ranking(_sorted(np.arange(len(candidates)), candidates, scores, "views"), scores)


def sort(ranked: Ranking, candidates: Candidates, order: Sort) -> NDArray[np.intp]:
    """The rows of ``ranked`` in another order."""
    return ranked.rows if order == "relevance" else _sorted(ranked.rows, candidates, ranked.scores, order)


def score(signals: Signals, semantic_weight: float = 1.0) -> Column:
    """The sum of ``WEIGHTS`` times signals, one value a candidate."""
    total = np.zeros(len(signals.fused))
    for name in WEIGHTS:
        total += weight(name, signals, semantic_weight) * column(signals, name)
    return total


def weight(name: str, signals: Signals, semantic_weight: float = 1.0) -> float:
    """What the signal ``name`` weighs in the order of these candidates; 0 for one that has no say."""
    own = WEIGHTS.get(name, 0.0)
    return own * semantic_weight * signals.trust if name in SEMANTIC else own


def column(signals: Signals, name: str) -> Column:
    """A signal as ``WEIGHTS`` weighs it."""
    values: Column = getattr(signals, name)
    return np.sqrt(values) if name == "fused" else values


def evidence(signals: Signals) -> Column:
    """How much of the query each candidate holds in letters, words or known other words, in [0, 1]."""
    held = (signals.bigram + signals.jamo + 2 * np.maximum(signals.morph, signals.understood)) / 4
    return np.asarray(0.8 * held + 0.2 * np.minimum(signals.fused, 1.0))


def _sorted(
    rows: NDArray[np.intp], candidates: Candidates, scores: NDArray[np.float64], sort: Sort
) -> NDArray[np.intp]:
    columns, documents = candidates.columns, candidates.rows[rows]
    score = -scores[rows]
    if sort == "relevance":
        return rows[np.lexsort((columns.standing[documents], score))]
    views, updated = -columns.views[documents], -columns.updated_at[documents]
    ids = columns.order[documents]
    return rows[np.lexsort((ids, score, updated) if sort == "newest" else (ids, updated, score, views))]
