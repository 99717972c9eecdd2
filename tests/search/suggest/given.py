"""A collection's suggestions, made and opened as publishing does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.analysis.views import Analyzer
from app.models import Article
from app.publishing.parts import PartBuilder
from app.search.indexing import document_of
from app.search.suggest import SuggestIndex, Suggestion, SuggestPart
from app.search.vocabulary import Vocabulary
from app.search.vocabulary_builder import VocabularyPart


def article(id_: str, title: str, *, category: tuple[str, ...] = ("도움말", "일반"), **rest: Any) -> Article:
    """A category's id is made of the code points of its names."""
    category_id = "/".join("-".join(f"{ord(letter):x}" for letter in name) for name in category)
    return Article(id_, title, "본문", category_id, category, f"slug-{id_}", date(2026, 1, 1), **rest)


@dataclass(frozen=True, slots=True)
class Given:
    index: SuggestIndex
    vocabulary: Vocabulary

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        return self.index.suggest(text, self.vocabulary)

    def articles(self, text: str) -> list[str]:
        """The ids of the articles suggested, in their order."""
        return [suggestion.id for suggestion in self.suggest(text) if suggestion.kind == "article"]

    def texts(self, text: str, kind: str) -> list[str]:
        return [suggestion.text for suggestion in self.suggest(text) if suggestion.kind == kind]


def published(articles: Iterable[Article], analyzer: Analyzer, directory: Path) -> Given:
    """``directory`` must not exist yet."""
    suggest, vocabulary = SuggestPart(), VocabularyPart()
    builders: dict[str, PartBuilder] = {suggest.name: suggest.builder(), vocabulary.name: vocabulary.builder()}
    for each in articles:
        document = document_of(each, analyzer)
        for builder in builders.values():
            builder.add(document)
    for name, builder in builders.items():
        (directory / name).mkdir(parents=True)
        builder.write(directory / name)
    return Given(suggest.open(directory / suggest.name), vocabulary.open(directory / vocabulary.name))
