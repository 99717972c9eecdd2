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


TAX = ("도움말", "관리", "세금계산서")
WALLET = ("도움말", "관리", "캐시/월렛")
ARTICLES = [
    article("issue", "세금계산서를 다시 발행할 수 있나요?", category=TAX, views=50),
    article("mail", "전자세금계산서 메일을 못 받았어요", category=TAX, views=900),
    article("reissue", "수정 세금계산서 발행", category=TAX, views=10),
    article(
        "charge", "월렛에 캐시를 충전하려면?", category=WALLET, views=70, questions=("돈 넣는 방법", "캐시 채우기")
    ),
    article("status", "월렛 상태는 무엇인가요?", category=WALLET, views=80),
    article("refund", "남은 캐시를 환불받고 싶어요", category=WALLET, views=60, questions=("월렛 환불",)),
    article("pc", "PC에서 채널을 만드는 방법", views=5, variant_group="create", platform="pc"),
    article("ios", "iOS에서 채널을 만드는 방법", views=9, variant_group="create", platform="ios"),
    article("android", "Android에서 채널을 만드는 방법", views=7, variant_group="create", platform="android"),
    article("login", "로그인이 안 돼요", views=30),
    article("depart", "출발 시간을 바꿀 수 있나요?", views=20),
    article("size", "44사이즈 교환", views=1),
]
