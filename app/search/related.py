"""Articles to read next: the ones the author named, those read together with it, then the nearest by content."""

from __future__ import annotations

import numpy as np

from app.analysis.views import Analyzer
from app.engine.base import Reader
from app.models import Article
from app.search.parser import literal
from app.search.signals import fuse

LIMIT = 5


def related(article: Article, reader: Reader, analyzer: Analyzer, *, limit: int = LIMIT) -> list[Article]:
    """At most ``limit`` articles; never ``article`` itself, nor a variant of its question, nor two of one question."""
    questions = {article.question_id}
    chosen: list[Article] = []
    named = (*article.related, *article.together)
    for other in (*reader.get(named), *_nearest(article, reader, analyzer, limit)):
        if other.id != article.id and other.question_id not in questions:
            questions.add(other.question_id)
            chosen.append(other)
    return chosen[:limit]


def _nearest(article: Article, reader: Reader, analyzer: Analyzer, limit: int) -> list[Article]:
    candidates = reader.retrieve(literal(article.title, analyzer))
    nearest = np.argsort(-fuse(candidates.matches[0]), kind="stable")
    surplus = limit + len(article.related) + len(article.together) + 8
    return reader.get(candidates.ids_of(nearest[:surplus]))
