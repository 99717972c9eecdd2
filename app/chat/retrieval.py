"""The articles that a message may be about, in the light of what was said before.

A message in a conversation seldom says all that it asks: 그럼 모바일에서는요. So two questions are searched for, the
message by itself and the message behind what the conversation is about, and the articles are weighed by both and by how
they stand to the one last read. The weights were fitted by maximum likelihood (a softmax over the candidates) on the
tuning half of ``faq_data/evaluation/dialogues``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp

import numpy as np
from numpy.typing import NDArray

from app.chat.models import Context
from app.models import Article, Query
from app.search.closest import Closest
from app.search.parser import MAX_QUERY

LIMIT = 20
"""Articles of each search that are looked at."""

WEIGHTS: Mapping[str, float] = {
    "alone": 0.59,
    "carried": 0.58,
    "category": 1.56,
    "related": 1.24,
    "variant": 0.09,
    "offered": 0.61,
}
"""In units of log-odds. ``alone`` and ``carried`` are the scores of the two searches; an article adds ``category``,
``related`` or ``variant`` when it is in the category of the one last read, named by it, or for another platform, and
``offered`` when it is among those last offered."""

SAID_OF_MANY, HEARD = 10, 0.5
"""Of a message whose few words so many questions hold, 얼마나 걸려요, the search by itself counts this much: any of
them fits as well as the next, and what the conversation is about decides. Chosen on the same half."""
FEW_WORDS = 2

BELONGS: Mapping[str, float] = {"bias": -1.76, "chance": 3.03, "alone": 3.41, "unknown": -2.94, "typed": -2.16}
"""A logistic regression of whether a message goes on with the conversation: the chance of the best article, the
confidence of the search for the message by itself, the share of it that no article holds, and how much was typed."""

FOLLOWS = 0.4
"""Probability from which a message is taken to go on with the conversation; one that does not stands by itself."""

_LEANS = re.compile(r"그|이건|이거|왜|어떻게|더|자세|다음|또|거기")
"""What a message says that has no other words and still goes on with the conversation."""

MANY = 4
"""Words from which a message says as much as any question."""

Search = Callable[[Query, int], Closest]


@dataclass(frozen=True, slots=True)
class Findings:
    """``articles`` has the likeliest first; ``chances`` are the probabilities that each is the one that is meant, the
    platform variants of a question sharing theirs.

    ``alone`` is the search for the message by itself. ``follows`` is the probability that the message goes on with the
    conversation, 0 where it stands by itself.
    """

    articles: tuple[Article, ...]
    chances: tuple[float, ...]
    alone: Closest
    follows: float = 0.0

    @property
    def confidence(self) -> float:
        return self.chances[0] if self.chances else 0.0


def find(query: Query, context: Context, last: Article | None, search: Search) -> Findings:
    """What ``query`` may be about, ``last`` being the article last answered from."""
    alone = search(query, LIMIT)
    about = last.title if last else context.question if context.offered else ""
    if not about or not (alone.typed or _LEANS.search(query.text)):
        return by_itself(alone, context)
    carried = search(replace(query, text=_behind(about, query.text)), LIMIT)
    articles = {article.id: article for article in (*alone.articles, *carried.articles)}
    articles = {id_: article for id_, article in articles.items() if id_ not in context.rejected}
    rows = np.array([list(features(each, alone, carried, context, last).values()) for each in articles.values()])
    if not len(rows):
        return Findings((), (), alone)
    scores = rows @ np.array(list(WEIGHTS.values()))
    order = np.argsort(-scores, kind="stable")
    ranked = tuple(list(articles.values())[place] for place in order)
    chances = _chances(ranked, scores[order])
    follows = belongs(chances[0], alone)
    if follows < FOLLOWS:
        return by_itself(alone, context)
    return Findings(ranked, chances, alone, follows)


def belongs(chance: float, alone: Closest) -> float:
    """The probability that a message goes on with the conversation, by ``BELONGS``."""
    values = {
        "bias": 1.0,
        "chance": chance,
        "alone": alone.confidence,
        "unknown": alone.unknown,
        "typed": min(alone.typed, MANY) / MANY,
    }
    return 1.0 / (1.0 + exp(-sum(weight * values[name] for name, weight in BELONGS.items())))


def features(
    article: Article, alone: Closest, carried: Closest, context: Context, last: Article | None
) -> dict[str, float]:
    """What ``WEIGHTS`` weighs, in its order."""
    heard = HEARD if alone.holding >= SAID_OF_MANY and alone.typed <= FEW_WORDS else 1.0
    return {
        "alone": heard * _score(article, alone),
        "carried": _score(article, carried),
        "category": float(last is not None and article.id != last.id and article.category_id == last.category_id),
        "related": float(last is not None and article.id in last.related),
        "variant": float(last is not None and article.question_id == last.question_id and article.id != last.id),
        "offered": float(article.id in context.offered),
    }


def by_itself(alone: Closest, context: Context) -> Findings:
    """``alone``, as if nothing had been said before: its confidence is that of the first one, and the
    others share what is left by their scores."""
    kept = [
        (article, score)
        for article, score in zip(alone.articles, alone.scores, strict=True)
        if article.id not in context.rejected
    ]
    if not kept:
        return Findings((), (), alone)
    ranked = tuple(article for article, _ in kept)
    chances = _chances(ranked, np.array([score for _, score in kept]))
    certain = alone.confidence if ranked[0] == alone.articles[0] else alone.confidence / 2
    rest = max(1 - chances[0], 1e-9)
    spread = tuple(
        certain if article.question_id == ranked[0].question_id else (1 - certain) * chance / rest
        for article, chance in zip(ranked, chances, strict=True)
    )
    return Findings(ranked, spread, alone)


def _chances(articles: tuple[Article, ...], scores: NDArray[np.float64]) -> tuple[float, ...]:
    """A softmax over questions, each with the score of its best variant."""
    best: dict[str, float] = {}
    for article, score in zip(articles, scores.tolist(), strict=True):
        best[article.question_id] = max(best.get(article.question_id, score), score)
    likelihood = {question: float(np.exp(score - scores.max())) for question, score in best.items()}
    total = sum(likelihood.values())
    return tuple(likelihood[article.question_id] / total for article in articles)


def _score(article: Article, found: Closest) -> float:
    """The score of ``article``; that of the last one found where it is not among them."""
    for other, score in zip(found.articles, found.scores, strict=True):
        if other.id == article.id:
            return score
    return min(found.scores, default=0.0)


def _behind(about: str, text: str) -> str:
    return f"{about} {text}"[-MAX_QUERY:]
