"""One number for a list of results: the probability that the first one answers the query.

A logistic regression on scale-free signals of the first result, fitted on the tuning queries of the project's
evaluation sets and judged with each set held out in turn; docs/relevance.md has its reliability diagram.
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

MAX_LEAD = 5.0
"""Units of the score from which a greater lead says nothing more."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The logit is ``bias`` plus ``weights`` times features, none negative: no evidence counts against a result."""

    bias: float
    weights: Mapping[str, float]


WITH_MEANING = Fit(
    bias=-4.14,
    weights={"heading": 1.67, "meaning": 0.89, "intent": 0.24, "fused": 1.94, "lead": 0.88, "spelling": 0.93},
)
WITHOUT_MEANING = Fit(
    bias=-3.64,
    weights={"jamo": 1.47, "intent": 0.43, "fused": 1.64, "lead": 1.17, "spelling": 0.86},
)
"""Where no semantic view compares meanings, or an encoder does; both by feature, see ``features``."""


def fit_for(signals: Signals) -> Fit:
    """The one that judges ``signals``."""
    return WITH_MEANING if signals.judges else WITHOUT_MEANING


def features(
    signals: Signals, ranking: Ranking, trust: float, questions: NDArray[np.integer] | None = None
) -> dict[str, float]:
    """What confidence looks at: signals of the first result, its lead, and how far its spelling is trusted.

    ``lead`` is in units of the score, over the best result that is no variant of the first, and counts as far as the
    first one holds what was asked: nothing else came near is no reason for what is itself far off. ``spelling`` is the
    ``trust`` of the query's correction. ``questions`` are the numbers of all candidates' variant groups, -1 for those
    without variants.
    """
    first = int(ranking.rows[0])
    values = {name: float(getattr(signals, name)[first]) for name in ("jamo", "heading", "meaning", "intent")}
    values["fused"] = float(np.sqrt(signals.fused[first]))
    own = questions[first] if questions is not None else -1
    others = (row for row in ranking.rows[1:] if questions is None or own < 0 or questions[row] != own)
    second = float(ranking.scores[rival]) if (rival := next(others, None)) is not None else 0.0
    held = max(float(signals.understood[first]), float(signals.morph[first]))
    values["lead"] = min(max(float(ranking.scores[first]) - second, 0.0), MAX_LEAD) * held
    values["spelling"] = trust
    return values


def confidence(
    signals: Signals, ranking: Ranking, *, trust: float = 1.0, questions: NDArray[np.integer] | None = None
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
