"""The order of results, decided here and nowhere else.

An engine returns candidates with one BM25 score per field. Here the scores become one: per view, the weighted sum over
the groups is divided by the query's idf mass (unseen terms counted in full, so that a view which knows little of the
query says little), and the views are averaged. On Korean help questions this plain fusion was measured better than
reciprocal ranks, maximum norms and learnt weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.base import VIEWS, Candidates, Field, Group, Match, View
from app.models import Sort

GROUP_WEIGHTS: Mapping[Group, float] = {"title": 3.0, "questions": 2.0, "body": 1.0}
VIEW_WEIGHTS: Mapping[View, float] = {"morph": 1.0, "bigram": 1.0, "jamo": 1.0}

EVIDENCE_WEIGHTS: Mapping[View, float] = {"morph": 0.4, "bigram": 0.2, "jamo": 0.2}
"""How much coverage in a view says that an article is about the query; the remaining 0.2 is the fused score's."""

TAIL = 0.5
"""A hit further down must have at least this share of the best hit's evidence."""

MATCHED = 0.3
"""A view counts as a reason for a hit when the hit covers at least this share of the query in it."""

Floor = Literal["none", "no_match", "below_floor"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows of a Candidates table in the order in which people see them.

    ``rows`` are row numbers; ``scores`` and ``coverage`` are columns over all the candidates. ``floor`` says why there
    are no rows although something was typed.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]
    coverage: Mapping[View, NDArray[np.float64]]
    floor: Floor

    def matched_by(self, row: int) -> tuple[str, ...]:
        """The views in which the candidate covers a fair part of the query, or else the one that covers most of it."""
        fair = tuple(view for view in VIEWS if self.coverage[view][row] >= MATCHED)
        return fair or (max(VIEWS, key=lambda view: self.coverage[view][row]),)


def rank(candidates: Candidates, *, sort: Sort, floor: float, browse: bool) -> Ranking:
    """Fuse, drop what lies under the floor, and sort.

    ``floor`` is the evidence in [0, 1] that the best hit must have, see ``weigh``. Ties go to the more
    viewed, then the newer, then the smaller id, so that the order is total and pages never overlap.
    """
    match = candidates.matches[0]
    scores = fuse(match)
    coverage = {view: share(match, view) for view in VIEWS}
    if browse:
        rows = np.arange(len(candidates))
        return Ranking(
            _sorted(rows, candidates, scores, sort if sort != "relevance" else "views"), scores, coverage, "none"
        )
    if not len(candidates):
        return Ranking(np.empty(0, dtype=np.intp), scores, coverage, "no_match")
    evidence = weigh(coverage, scores)
    best = float(evidence.max())
    if best < floor:
        return Ranking(np.empty(0, dtype=np.intp), scores, coverage, "below_floor")
    rows = np.flatnonzero(evidence >= TAIL * best)
    return Ranking(_sorted(rows, candidates, scores, sort), scores, coverage, "none")


def share(match: Match, view: View) -> NDArray[np.float64]:
    """How much of the query's information in ``view`` each candidate covers, in [0, 1]."""
    mass = match.mass[view]
    return match.coverage[view] / mass if mass else np.zeros_like(match.coverage[view])


def fuse(match: Match) -> NDArray[np.float64]:
    """One score a candidate: the mean over the views of ``sum(weight * BM25) / mass``, 0 where nothing matched."""
    fused = np.zeros(len(match.coverage["morph"]))
    for view, view_weight in VIEW_WEIGHTS.items():
        mass = match.mass[view]
        if mass <= 0.0:
            continue
        for group, group_weight in GROUP_WEIGHTS.items():
            fused += match.scores[Field(view, group)] * (view_weight * group_weight / mass)
    return fused / sum(VIEW_WEIGHTS.values())


def weigh(coverage: Mapping[View, NDArray[np.float64]], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evidence in [0, 1] that a candidate is about the query.

    Coverage asks how much of the query's information the article holds anywhere; the fused score, cut at 1, whether
    it holds it where it matters. docs/decisions/0004-relevance-floor.md has the measurement.
    """
    evidence = (1.0 - sum(EVIDENCE_WEIGHTS.values())) * np.minimum(scores, 1.0)
    for view, weight in EVIDENCE_WEIGHTS.items():
        evidence = evidence + weight * coverage[view]
    return np.asarray(evidence)


def _sorted(
    rows: NDArray[np.intp], candidates: Candidates, scores: NDArray[np.float64], sort: Sort
) -> NDArray[np.intp]:
    score, views, updated = -scores[rows], -candidates.views[rows], -candidates.updated_at[rows]
    ids = candidates.ids[rows].astype(str)
    keys = {
        "relevance": (ids, updated, views, score),
        "newest": (ids, score, updated),
        "views": (ids, updated, score, views),
    }[sort]
    return rows[np.lexsort(keys)]
