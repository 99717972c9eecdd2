"""What events prove, as pure functions of them: which questions an article answers, what is read together.

Evidence halves every ``Policy.half_life`` days. One visitor counts once, however often they click.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final, Literal, get_args

from app.chat.privacy import is_masked

Kind = Literal["click", "choice", "helpful", "unhelpful", "rephrased"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""``click`` on a search result, ``choice`` of an answer in a chat, a vote after one of these, and a query that the
visitor put in other words before one of these."""

WEIGHTS: Final[Mapping[Kind, float]] = {
    "click": 1.0,
    "choice": 1.0,
    "helpful": 1.0,
    "unhelpful": -2.0,
    "rephrased": 0.5,
}
MOST = 2.0
"""What one visitor's evidence for a question counts at most, for or against."""

SHARE = 0.25
"""Of the evidence on a question, what an article must have: a question that leads everywhere belongs nowhere."""

SITTING = timedelta(minutes=30)
"""Articles opened within this long were read together."""

MAX_SITTING = 20
"""Articles of one sitting that are paired; a visitor who opens more is looking for nothing in particular."""

_OPENED = ("click", "choice")


@dataclass(frozen=True, slots=True)
class Event:
    """``occurred_at`` is aware of its time zone; ``visitor`` a pseudonym."""

    visitor: str
    kind: Kind
    article_id: str
    query: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """``half_life`` is in days; ``visitors`` is how many must agree."""

    half_life: float
    visitors: int

    def faded(self, event: Event, now: datetime) -> float:
        """The share in (0, 1] that is left of what ``event`` was worth."""
        age = max((now - event.occurred_at).total_seconds(), 0.0) / 86_400
        return float(0.5 ** (age / self.half_life))


@dataclass(frozen=True, slots=True)
class Learned:
    """``question`` is the wording that most evidence stands behind."""

    article_id: str
    question: str
    evidence: float
    visitors: int


def questions(
    events: Iterable[Event], *, meaning: Callable[[str], Hashable | None], now: datetime, policy: Policy
) -> list[Learned]:
    """The questions learned, the best proven first.

    Queries with the same ``meaning`` are one question; None is no question at all. A question is learned for an article
    when at least ``policy.visitors`` visitors speak for it more than against it, those who only rephrased it counting
    half, with at least one of them's worth of evidence left, and when it holds SHARE of the evidence on that question.
    """
    by_visitor: dict[tuple[Hashable, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    voices: dict[tuple[Hashable, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    wordings: dict[tuple[Hashable, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for event in events:
        what = None if is_masked(event.query) else meaning(event.query)
        if what is None:
            continue
        worth = WEIGHTS[event.kind] * policy.faded(event, now)
        by_visitor[what, event.article_id][event.visitor] += worth
        voices[what, event.article_id][event.visitor] += WEIGHTS[event.kind]
        wordings[what, event.article_id][event.query] += worth
    totals = {pair: sum(map(_bounded, visitors.values())) for pair, visitors in by_visitor.items()}
    proven: dict[Hashable, float] = defaultdict(float)
    for (what, _), total in totals.items():
        proven[what] += max(total, 0.0)
    found = [
        Learned(
            article_id,
            _most(wordings[what, article_id]),
            total,
            sum(worth > 0 for worth in by_visitor[what, article_id].values()),
        )
        for (what, article_id), total in totals.items()
        if sum(min(max(voice, 0.0), 1.0) for voice in voices[what, article_id].values()) >= policy.visitors
        and total >= max(1.0, SHARE * proven[what])
    ]
    return sorted(found, key=lambda learned: (-learned.evidence, learned.article_id, learned.question))


def together(events: Iterable[Event], *, now: datetime, policy: Policy) -> dict[tuple[str, str], float]:
    """The evidence that two articles are read together, by both orders of their ids.

    It is the number of visitors who opened both within SITTING, each faded by the older of the two; pairs of fewer than
    ``policy.visitors`` visitors are left out.
    """
    opened: dict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        if event.kind in _OPENED:
            before = opened[event.visitor].get(event.article_id)
            if before is None or before.occurred_at < event.occurred_at:
                opened[event.visitor][event.article_id] = event
    seen: dict[tuple[str, str], list[float]] = defaultdict(list)
    for articles in opened.values():
        latest = sorted(articles.values(), key=lambda event: event.occurred_at)[-MAX_SITTING:]
        for one, other in combinations(latest, 2):
            if other.occurred_at - one.occurred_at <= SITTING:
                faded = policy.faded(one, now)
                seen[one.article_id, other.article_id].append(faded)
                seen[other.article_id, one.article_id].append(faded)
    return {pair: sum(worths) for pair, worths in seen.items() if len(worths) >= policy.visitors}


def _bounded(worth: float) -> float:
    return max(-MOST, min(MOST, worth))


def _most(worths: Mapping[str, float]) -> str:
    return min(worths, key=lambda wording: (-worths[wording], len(wording), wording))
