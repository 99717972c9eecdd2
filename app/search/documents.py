"""From an article to what the engine indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.analysis.views import Analyzer
from app.content.markdown import to_text
from app.engine.base import VIEWS, EngineDocument, Field, Group
from app.models import Article, lineage


def document_of(article: Article, analyzer: Analyzer) -> EngineDocument:
    """The terms of ``article`` in every view: its title, its similar questions with its keywords, and its body."""
    texts: dict[Group, tuple[str, ...]] = {
        "title": (article.title,),
        "questions": (*article.questions, *article.keywords),
        "body": (to_text(article.body),),
    }
    terms: dict[Field, list[str]] = {Field(view, group): [] for group in texts for view in VIEWS}
    for group, parts in texts.items():
        for part in parts:
            for view, found in analyzer.analyze(part).items():
                terms[Field(view, group)].extend(found)
    return EngineDocument(article=article, terms=terms, categories=lineage(article.category_id))


def documents_of(articles: Iterable[Article], analyzer: Analyzer) -> Iterator[EngineDocument]:
    """``document_of`` for each, lazily."""
    return (document_of(article, analyzer) for article in articles)
