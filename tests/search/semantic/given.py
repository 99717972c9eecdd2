"""Small collections, analysed as they would be indexed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from app.analysis.views import Analyzer
from app.engine.base import EngineDocument
from app.models import Article
from app.search.indexing import document_of
from app.search.semantic.general import load_general
from app.search.semantic.part import SemanticPart
from app.search.semantic.view import SemanticView
from app.search.semantic.words import load_words

words = cache(load_words)
"""The vectors of the model, decoded once for all tests."""

general = cache(load_general)
"""These, with what was taught."""


def document(
    analyzer: Analyzer, title: str, body: str = "", questions: tuple[str, ...] = (), keywords: tuple[str, ...] = ()
) -> EngineDocument:
    article = Article(
        id=title or "untitled",
        title=title,
        body=body,
        category_id="a",
        category_names=("a",),
        slug="slug",
        updated_at=date(2026, 1, 1),
        questions=questions,
        keywords=keywords,
    )
    return document_of(article, analyzer)


def publish(documents: Iterable[EngineDocument], directory: Path, part: SemanticPart | None = None) -> SemanticView:
    """The view of ``documents``, written into ``directory`` and opened."""
    part = part or SemanticPart(general)
    directory.mkdir(exist_ok=True)
    builder = part.builder()
    for each in documents:
        builder.add(each)
    builder.write(directory)
    view = part.open(directory)
    assert isinstance(view, SemanticView), view
    return view
