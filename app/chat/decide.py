"""What a message gets: an answer, a question back, or an honest no. Decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.chat.models import Outcome, Reason
from app.chat.platforms import fitting
from app.chat.retrieval import Findings
from app.models import Article, Platform

SHOWN = 5
"""Articles offered at once."""

FEW, NEAR = 3, 0.005
"""So many articles are always offered; of others those that have this share of the best one's chance."""

VAGUE_WORDS, VAGUE_ARTICLES, LEAD = 2, 3, 4.5
"""So few words that so many questions hold say too little, as does a single word, unless one article is ahead of all
others by this much, in units of the score."""


TITLED = 0.6
"""This chance of an article is enough where the question says what its title does, and what no other's does."""


GOES_ON, GOING_ON = 0.7, 0.45
"""From this probability that a message goes on with the conversation, this chance of an article is enough: what it is
about has been settled."""


HALF = 0.5
"""Share of what was asked that an article must hold to be the answer to a question that stands by itself: what is near
in meaning, or alone with one word of the question, is often about something else."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``articles`` are what is answered from, one, or what is offered, in order."""

    outcome: Outcome
    reason: Reason
    articles: tuple[Article, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities below which nothing is said to fit, and from which the best article is the answer."""

    floor: float
    sure: float


def decide(
    findings: Findings,
    thresholds: Thresholds,
    platforms: tuple[Platform, ...],
    variants: Callable[[Article], Sequence[Article]],
    offered: Sequence[str] = (),
) -> Decision:
    """``platforms`` are those that the visitor may mean, all where none was named; ``variants`` gives the articles for
    one question. What was just ``offered`` is not offered again."""
    chance = findings.confidence
    if not findings.articles or chance < thresholds.floor:
        return Decision("abstained", "no_match", nearest(findings), chance)
    near = nearest(findings)
    titled = not findings.follows and is_titled(findings)
    vague = not titled and is_vague(findings)
    settled = chance >= _sure(findings, thresholds, titled=titled) and not vague
    settled = settled and bool(titled or findings.follows or findings.alone.held >= HALF)
    if settled or len(near) == 1 or {article.id for article in near} <= set(offered):
        return answer(near[0], platforms, variants, chance)
    return Decision("clarify", "vague" if vague else "several", near, chance)


def _sure(findings: Findings, thresholds: Thresholds, *, titled: bool) -> float:
    """The chance from which the best article is the answer."""
    if findings.follows >= GOES_ON:
        return GOING_ON
    return min(TITLED, thresholds.sure) if titled else thresholds.sure


def answer(
    article: Article,
    platforms: tuple[Platform, ...],
    variants: Callable[[Article], Sequence[Article]],
    chance: float,
    reason: Reason = "sure",
) -> Decision:
    """``article``, or the variant of it for the visitor's platform; where that is open, the question which it is."""
    fit = fitting(variants(article), platforms) or [article]
    if len(fit) > 1:
        return Decision("clarify", "platform", tuple(fit), chance)
    return Decision("answered", reason, (fit[0],), chance)


def among_offered(
    decision: Decision,
    offered: Sequence[Article],
    platforms: tuple[Platform, ...],
    variants: Callable[[Article], Sequence[Article]],
) -> Decision:
    """``decision`` on a message that only names ``platforms``.

    Where it is of nothing that was ``offered``, what of this fits them.
    """
    asked = {article.question_id for article in offered}
    told = {article.question_id for article in decision.articles}
    if not asked or decision.outcome == "abstained" or asked & told:
        return decision
    fit = fitting((variant for article in offered for variant in variants(article)), platforms) or offered
    made = [article for article in fit if article.platform in platforms]
    fit = made if len(made) == 1 else fit[:SHOWN]
    if len(fit) == 1:
        return Decision("answered", "picked", tuple(fit), decision.confidence)
    return Decision("clarify", "several", tuple(fit), decision.confidence)


def nearest(findings: Findings) -> tuple[Article, ...]:
    """The articles worth offering, one a question."""
    chosen: list[Article] = []
    questions: set[str] = set()
    for article, chance in zip(findings.articles, findings.chances, strict=True):
        worth = len(chosen) < FEW or chance >= NEAR * findings.chances[0]
        if worth and article.question_id not in questions:
            questions.add(article.question_id)
            chosen.append(article)
    return tuple(chosen[:SHOWN])


def is_titled(findings: Findings) -> bool:
    """Whether what was said, by itself, is the best article's title in other words, and more than one word of it."""
    alone = findings.alone
    return alone.titled and alone.typed > 1 and findings.articles[0] == alone.articles[0]


def is_vague(findings: Findings) -> bool:
    """Whether what was said, by itself, fits several questions alike."""
    alone = findings.alone
    if findings.follows or not 0 < alone.typed <= VAGUE_WORDS:
        return False
    if alone.typed > 1 and alone.holding < VAGUE_ARTICLES:
        return False
    first = alone.articles[0]
    rivals = (
        score
        for article, score in zip(alone.articles, alone.scores, strict=True)
        if article.question_id != first.question_id
    )
    return alone.scores[0] - next(rivals, float("-inf")) < LEAD
