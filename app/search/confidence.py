"""One number for a list of results: the probability that the first one answers the query.

A logistic regression on scale-free signals of the first result, fitted on the project's evaluation sets with each set
held out in turn; docs/relevance.md has its reliability diagram.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from app.models import Outcome
from app.search.ranking import Ranking
from app.search.signals import Signals


@dataclass(frozen=True, slots=True)
class Fit:
    """The logit is ``bias`` plus ``weights`` times features, none negative: no evidence counts against a result."""

    bias: float
    weights: Mapping[str, float]


WITH_MEANING = Fit(
    bias=-4.03,
    weights={
        "jamo": 0.79,
        "understood": 0.18,
        "heading": 1.50,
        "meaning": 1.28,
        "intent": 0.15,
        "fused": 1.30,
        "lead": 0.67,
        "trust": 0.57,
        "untitled": 0.37,
    },
)
WITHOUT_MEANING = Fit(
    bias=-3.86,
    weights={
        "jamo": 1.00,
        "understood": 0.84,
        "intent": 0.25,
        "fused": 1.70,
        "lead": 0.79,
        "trust": 0.62,
    },
)
"""Where no semantic view compares meanings; both by feature, see ``features``."""


def fit_for(signals: Signals) -> Fit:
    """The one that judges ``signals``."""
    return WITH_MEANING if signals.trust else WITHOUT_MEANING


def features(
    signals: Signals, ranking: Ranking, trust: float, questions: NDArray[np.object_] | None = None
) -> dict[str, float]:
    """What confidence looks at: the first result's signals, its lead in units of the score over the best result that is
    no variant of it, how far the correction of the query, if it was corrected, is trusted, and how far the collection
    is one of texts without titles, which no question is as near to as to a title.

    ``questions`` are the variant groups of all candidates, empty for those without variants.
    """
    first = int(ranking.rows[0])
    values = {
        name: float(getattr(signals, name)[first]) for name in ("jamo", "understood", "heading", "meaning", "intent")
    }
    values["fused"] = float(np.sqrt(signals.fused[first]))
    own = questions[first] if questions is not None else None
    others = (row for row in ranking.rows[1:].tolist() if questions is None or not own or questions[row] != own)
    second = float(ranking.scores[rival]) if (rival := next(others, None)) is not None else 0.0
    values["lead"] = min(max(float(ranking.scores[first]) - second, 0.0), 5.0)
    values["trust"] = trust
    values["untitled"] = 1.0 - signals.trust
    return values


def confidence(
    signals: Signals, ranking: Ranking, *, trust: float = 1.0, questions: NDArray[np.object_] | None = None
) -> float:
    """The probability in [0, 1] that the first of ``ranking`` answers; 0 for an empty one.

    ``ranking`` has to be in the order of relevance.
    """
    if not len(ranking.rows):
        return 0.0
    values = features(signals, ranking, trust, questions)
    fit = fit_for(signals)
    logit = fit.bias + sum(weight * values[name] for name, weight in fit.weights.items())
    return 1.0 / (1.0 + exp(-logit))


def outcome(probability: float, *, floor: float, sure: float) -> Outcome:
    """``answered`` from ``sure`` on, ``abstained`` below ``floor``, between the two a choice is left to the person."""
    if probability < floor:
        return "abstained"
    return "answered" if probability >= sure else "clarify"
