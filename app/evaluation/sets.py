"""What an evaluation set holds: the queries, and which articles answer them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from app.content.importers.base import Problem
from app.content.importers.beir import CORPUS
from app.errors import ContentError
from app.models import Article

ALL = "all"
"""The kind of queries that state none."""

_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Topic:
    """A query as a person would type it. ``split`` is empty when the query states none."""

    id: str
    text: str
    kind: str = ALL
    split: str = ""


@dataclass(frozen=True, slots=True)
class Qrels:
    """``grades[topic id][article id]``, 0 or more, 0 for irrelevant; ``places`` says where each pair was read."""

    grades: Mapping[str, Mapping[str, int]]
    places: Mapping[tuple[str, str], Problem] = field(default_factory=dict)


class Known(NamedTuple):
    """An article of the collection: its ``title``, and the ``question`` that it shares with its platform variants."""

    title: str
    question: str


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Topics and what is relevant to them; ``collection`` by article id, empty until ``over`` an actual collection."""

    folder: Path
    topics: tuple[Topic, ...]
    qrels: Qrels
    split: str = ""
    collection: Mapping[str, Known] = field(default_factory=dict)

    @property
    def corpus(self) -> Path | None:
        """The set's own collection, when it brings one."""
        file = self.folder / CORPUS
        return file if file.is_file() else None

    def relevant(self, topic: Topic) -> dict[str, int]:
        """The best grade of each question that answers ``topic``; empty when nothing does."""
        best: dict[str, int] = {}
        for article_id, grade in self.qrels.grades.get(topic.id, {}).items():
            if grade > 0:
                question = self.question_of(article_id)
                best[question] = max(grade, best.get(question, 0))
        return best

    def question_of(self, article_id: str) -> str:
        """One id for all platform variants of a question."""
        known = self.collection.get(article_id)
        return known.question if known else article_id

    def title_of(self, article_id: str) -> str:
        """The article's title; its id where the set does not know the collection."""
        known = self.collection.get(article_id)
        return known.title if known else article_id

    def over(self, articles: Iterable[Article]) -> EvaluationSet:
        """This set with what it needs to know of ``articles``, the collection that is searched.

        Raises BadSetError when a judgement names an article that is not there.
        """
        collection: dict[str, Known] = {}
        first: dict[str, str] = {}
        for article in articles:
            question = first.setdefault(article.variant_group, article.id) if article.variant_group else article.id
            collection[article.id] = Known(article.title, question)
        problems = [
            Problem(place.file, place.line, f"문서 '{article_id}'이(가) 평가할 도움말에 없어요.")
            for (_, article_id), place in self.qrels.places.items()
            if article_id not in collection
        ]
        if problems:
            raise BadSetError(self.folder, problems)
        return replace(self, collection=collection)


class BadSetError(ContentError):
    """The files of a set hold ``problems``, the first of which the message lists."""

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        listing = "\n".join(str(problem) for problem in problems[:_SHOWN_PROBLEMS])
        more = len(problems) - _SHOWN_PROBLEMS
        super().__init__(
            f"평가 세트({folder})에 고칠 곳이 {len(problems):,}군데 있어요.\n{listing}"
            + (f"\n… 그 밖에 {more:,}군데" if more > 0 else ""),
            remedy="위의 줄을 고친 뒤 다시 평가하세요.",
        )
        self.problems = tuple(problems)
