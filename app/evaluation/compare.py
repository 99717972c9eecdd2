"""Two runs of one set: which queries moved, and what that does to the metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

from app.evaluation.metrics import mean
from app.evaluation.run_file import Run, RunQuery
from app.evaluation.runner import OUTCOMES

Direction = Literal["better", "worse", "changed"]
"""``changed``: the same place, another outcome."""


@dataclass(frozen=True, slots=True)
class Move:
    """A query whose first relevant result changed its place, or whose outcome changed."""

    before: RunQuery
    after: RunQuery
    direction: Direction


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of two runs over the same ``queries`` answerable queries, by the names of METRICS."""

    queries: int
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What both runs asked: ``pairs`` of (before, after) in the order of the first; and what only one asked."""

    pairs: tuple[tuple[RunQuery, RunQuery], ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def overall(self) -> Difference:
        return _difference(self.pairs)

    @property
    def kinds(self) -> dict[str, Difference]:
        """By kind, in the order of first appearance."""
        kinds = dict.fromkeys(after.kind for _, after in self.pairs if after.answerable)
        return {kind: _difference(pair for pair in self.pairs if pair[1].kind == kind) for kind in kinds}

    @property
    def moves(self) -> list[Move]:
        """Every query that moved: worse ones first, then better ones, then mere changes of outcome."""
        moves = [
            Move(before, after, direction) for before, after in self.pairs if (direction := _direction(before, after))
        ]
        order: tuple[Direction, ...] = ("worse", "better", "changed")
        return sorted(moves, key=lambda move: order.index(move.direction))

    @property
    def refused(self) -> tuple[float, float]:
        """Share, before and after, of the answerable queries that were declined."""
        return _shares(self.pairs, answerable=True, outcome="abstained")

    @property
    def misanswered(self) -> tuple[float, float]:
        """Share, before and after, of the queries without an answer that were answered."""
        return _shares(self.pairs, answerable=False, outcome="answered")


def compare(before: Run, after: Run) -> Comparison:
    """Pair the queries of two runs by id and text; a query whose text was edited is another query.

    Where the judgements of the runs differ, a query counts as answerable when both say so.
    """
    earlier = {(query.id, query.text): query for query in before.queries}
    later = {(query.id, query.text): query for query in after.queries}
    common = [(query, later[key]) for key, query in earlier.items() if key in later]
    return Comparison(
        pairs=tuple(common),
        only_before=tuple(query.id for key, query in earlier.items() if key not in later),
        only_after=tuple(query.id for key, query in later.items() if key not in earlier),
    )


def _direction(before: RunQuery, after: RunQuery) -> Direction | None:
    if before.answerable and after.answerable:
        earlier, later = before.rank or inf, after.rank or inf
    else:
        # Where nothing answers, declining is better than asking back, and that than answering.
        earlier, later = -OUTCOMES.index(before.outcome), -OUTCOMES.index(after.outcome)
    if earlier != later:
        return "better" if later < earlier else "worse"
    return "changed" if before.outcome != after.outcome else None


def _difference(pairs: Iterable[tuple[RunQuery, RunQuery]]) -> Difference:
    answerable = [pair for pair in pairs if pair[0].answerable and pair[1].answerable]
    before, after = (mean(pair[side].values for pair in answerable) for side in (0, 1))
    return Difference(len(answerable), before, after)


def _shares(pairs: Iterable[tuple[RunQuery, RunQuery]], *, answerable: bool, outcome: str) -> tuple[float, float]:
    chosen = [pair for pair in pairs if pair[0].answerable == pair[1].answerable == answerable]
    before, after = (
        sum(pair[side].outcome == outcome for pair in chosen) / len(chosen) if chosen else 0.0 for side in (0, 1)
    )
    return before, after
