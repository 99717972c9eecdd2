"""What a ranking is worth. Pure functions of relevance grades.

``grades`` are those of the results, best first, 0 for an irrelevant one; ``ideal`` those of everything relevant, in any
order. Each relevant thing occurs once in a ranking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2

import numpy as np

Grades = Sequence[int]


def success(grades: Grades, depth: int) -> float:
    """1 when something relevant is among the first ``depth`` results, else 0."""
    return float(any(grade > 0 for grade in grades[:depth]))


def rank_of_first(grades: Grades) -> int | None:
    """The place, from 1, of the first relevant result; None when there is none."""
    return next((place for place, grade in enumerate(grades, 1) if grade > 0), None)


def reciprocal_rank(grades: Grades, depth: int) -> float:
    """1 / place of the first relevant result, 0 when it is not among the first ``depth``."""
    rank = rank_of_first(grades[:depth])
    return 1.0 / rank if rank else 0.0


def ndcg(grades: Grades, ideal: Grades, depth: int) -> float:
    """Normalised discounted cumulated gain, in [0, 1]; 0 when nothing is relevant.

    Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (ACM TOIS 20(4), 2002), with the
    exponential gain ``2^grade - 1`` and the discount ``log2(place + 1)`` of Burges et al. (ICML 2005).
    """
    best = _discounted_gain(sorted(ideal, reverse=True)[:depth])
    return _discounted_gain(grades[:depth]) / best if best else 0.0


def _discounted_gain(grades: Grades) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 1) for place, grade in enumerate(grades, 1))


METRICS: Mapping[str, Callable[[Grades, Grades], float]] = {
    "success@1": lambda grades, ideal: success(grades, 1),
    "success@5": lambda grades, ideal: success(grades, 5),
    "success@10": lambda grades, ideal: success(grades, 10),
    "mrr@10": lambda grades, ideal: reciprocal_rank(grades, 10),
    "ndcg@10": lambda grades, ideal: ndcg(grades, ideal, 10),
}


def measure(grades: Grades, ideal: Grades) -> dict[str, float]:
    """Every metric of one ranking."""
    return {name: metric(grades, ideal) for name, metric in METRICS.items()}


def mean(measured: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each metric over rankings; 0 for none."""
    rows = list(measured)
    return {name: sum(row[name] for row in rows) / len(rows) if rows else 0.0 for name in METRICS}


def percentile(values: Sequence[float], percent: float) -> float:
    """The ``percent``-th percentile, between neighbours interpolated linearly; 0 for no values."""
    return float(np.percentile(values, percent)) if values else 0.0
