"""Relevance as a test: the articles without their similar questions, asked those questions.

965 questions in everyday words that the index has never seen. The floors lie a little below what was measured; a change
that loses quality fails, one that gains should raise them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from app.engine.whoosh import WhooshEngine
from app.search.indexing import document_of
from app.search.parser import literal
from app.search.signals import fuse
from app.services import Services

SUCCESS_AT_1 = 0.40
SUCCESS_AT_5 = 0.70


def test_unseen_questions_find_their_articles(sample: Services, tmp_path: Path) -> None:
    articles = list(sample.articles.published())
    bare = (replace(article, questions=(), keywords=()) for article in articles)
    engine = WhooshEngine()
    engine.build((document_of(article, sample.analyzer) for article in bare), tmp_path)
    reader = engine.open(tmp_path)
    question_of = {article.id: article.variant_group or article.id for article in articles}

    def answers(text: str) -> list[str]:
        candidates = reader.retrieve(literal(text, sample.analyzer))
        best = np.argsort(-fuse(candidates.matches[0]), kind="stable")[:5]
        return [question_of[id_] for id_ in candidates.ids_of(best)]

    asked = [(text, question_of[article.id]) for article in articles for text in article.questions]
    found = [(expected, answers(text)) for text, expected in asked]
    reader.close()
    first = sum(expected == ids[0] for expected, ids in found if ids) / len(asked)
    in_five = sum(expected in ids for expected, ids in found) / len(asked)
    assert len(asked) > 900
    assert (first >= SUCCESS_AT_1, in_five >= SUCCESS_AT_5) == (True, True), (first, in_five)
