"""A host of some workers before which requests queue: M/G/k, first come first served, by simulation."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heapreplace

import numpy as np
from numpy.typing import NDArray

JOBS = 100_000
WARMING = 0.1
"""The share of the jobs at the beginning that is not counted."""


@dataclass(frozen=True, slots=True)
class Service:
    """How long requests take an idle worker: quantiles in milliseconds at equal shares, from 0 to 1."""

    quantiles: tuple[float, ...]

    def times(self, count: int, chance: np.random.Generator) -> NDArray[np.float64]:
        """Drawn at random."""
        shares = np.linspace(0, 1, len(self.quantiles))
        return np.interp(chance.random(count), shares, self.quantiles)

    def scaled(self, factor: float) -> Service:
        return Service(tuple(factor * each for each in self.quantiles))

    @property
    def mean(self) -> float:
        values = np.array(self.quantiles)
        return float((values[1:] + values[:-1]).mean() / 2)

    def share(self, share: float) -> float:
        return float(np.interp(share, np.linspace(0, 1, len(self.quantiles)), self.quantiles))


@dataclass(frozen=True, slots=True)
class Slowed:
    """Every ``period`` ms service takes ``factor`` times as long, for ``length`` ms."""

    period: float
    length: float
    factor: float


def responses(
    service: Service, workers: int, rate: float, *, seed: int, slowed: Slowed | None = None, jobs: int = JOBS
) -> NDArray[np.float64]:
    """Milliseconds from arrival to answer of ``jobs`` requests that come at random, ``rate`` a second.

    With ``slowed`` only of those that came while it was so.
    """
    chance = np.random.default_rng(seed)
    arrivals = np.cumsum(chance.exponential(1e3 / rate, jobs))
    times = service.times(jobs, chance)
    free = [0.0] * workers
    heapify(free)
    took = np.empty(jobs)
    for number, (arrival, length) in enumerate(zip(arrivals.tolist(), times.tolist(), strict=True)):
        start = max(arrival, free[0])
        if slowed and start % slowed.period < slowed.length:
            length *= slowed.factor
        heapreplace(free, start + length)
        took[number] = start + length - arrival
    counted = np.arange(jobs) >= WARMING * jobs
    if slowed:
        counted &= arrivals % slowed.period < slowed.length
    return took[counted]


def p99(took: NDArray[np.float64]) -> float:
    """What 99 of 100 stay below; infinity where nobody was counted."""
    return float(np.percentile(took, 99)) if len(took) else float("inf")
