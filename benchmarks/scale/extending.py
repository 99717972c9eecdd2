"""Figures at sizes that nobody measured, along the slope between the two largest that somebody did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log

from benchmarks.peers.record import Record, value


@dataclass(frozen=True, slots=True)
class Curve:
    """``points`` are pairs of articles and a figure above 0, by articles; at least two."""

    points: tuple[tuple[float, float], ...]

    @property
    def exponent(self) -> float:
        """Of the growth between the two largest sizes."""
        (n1, y1), (n2, y2) = self.points[-2:]
        return log(y2 / y1) / log(n2 / n1)

    @property
    def measured_to(self) -> float:
        return self.points[-1][0]

    def at(self, articles: float) -> float:
        """Between sizes along the straight line between their logarithms, beyond the largest along the last one."""
        last = len(self.points) - 2
        which = next((number for number in range(last) if articles <= self.points[number + 1][0]), last)
        (n1, y1), (n2, y2) = self.points[which : which + 2]
        return exp(log(y1) + (log(articles) - log(n1)) * log(y2 / y1) / log(n2 / n1))

    def reaches(self, limit: float) -> float:
        """The articles at which the figure is ``limit``; infinity where it does not grow."""
        for (n1, y1), (n2, y2) in zip(self.points, self.points[1:], strict=False):
            if y1 <= limit <= y2:
                return exp(log(n1) + log(limit / y1) * log(n2 / n1) / log(y2 / y1)) if y2 > y1 else n1
        n, y = self.points[-1]
        return inf if self.exponent <= 0 else n * (limit / y) ** (1 / self.exponent)


def curve(records: Sequence[Record], peer: str, path: Sequence[str], divisor: float = 1.0) -> Curve | None:
    """Of the figure at ``path`` of ``peer``; None where it was measured at fewer than two sizes."""
    points = [(record["articles"], found / divisor) for record in records if (found := value(record, peer, path))]
    return Curve(tuple(points)) if len(points) > 1 else None
