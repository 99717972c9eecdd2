"""What to offer while a person types: articles, categories, and words that go on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.publishing.manifest import damaged
from app.search.strings import Strings
from app.search.suggest.attempts import Attempt, attempts
from app.search.suggest.completions import completions
from app.search.suggest.finder import Finder
from app.search.suggest.labels import Labels
from app.search.suggest.marking import mark
from app.search.suggest.slips import Beginnings
from app.search.suggest.terms import Terms
from app.search.vocabulary import Vocabulary

LIMIT = 8
MAX_CATEGORIES = 2
MAX_COMPLETIONS = 3
MIN_ARTICLES = 4
"""Places that articles have before anything else, where so many fit."""

NAMES = "\n"
"""Joins the names of a breadcrumb, none of which holds a line break."""

Kind = Literal["completion", "article", "category"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``html`` is ``text`` as safe HTML in which only ``<mark>`` occurs, around what was typed.

    ``id`` and ``breadcrumb`` are an article's or a category's, ``path`` (not percent-encoded) an article's; they are
    empty for the rest.
    """

    kind: Kind
    text: str
    html: str
    id: str = ""
    path: str = ""
    breadcrumb: tuple[str, ...] = ()


class SuggestIndex:
    """Read-only and safe to share between threads."""

    def __init__(
        self,
        articles: Labels,
        categories: Labels,
        beginnings: Beginnings,
        texts: dict[str, Strings],
        category_of: NDArray[np.uint32],
    ) -> None:
        self._articles, self._categories = articles, categories
        self._beginnings = beginnings
        self._texts = texts
        self._terms = Terms(texts["terms"])
        self._category_of = category_of

    @classmethod
    def open(cls, directory: Path) -> SuggestIndex:
        """What ``SuggestBuilder.write`` wrote, memory-mapped. Raises IndexUnavailableError for damaged files."""
        try:
            category_of = np.load(directory / "category_of.npy", mmap_mode="r").view(np.ndarray)
        except (OSError, ValueError, EOFError) as error:
            raise damaged(directory) from error
        return cls(
            Labels.open(directory / "articles"),
            Labels.open(directory / "categories"),
            Beginnings.open(directory / "beginnings"),
            {name: Strings.open(directory, name) for name in TEXTS},
            category_of,
        )

    def suggest(self, text: str, vocabulary: Vocabulary | None = None, limit: int = LIMIT) -> tuple[Suggestion, ...]:
        """At most ``limit`` suggestions for what was typed so far: completions, then articles, then categories.

        The first way to take ``text`` that leads anywhere is the one. Completions come from ``vocabulary``.
        """
        articles, categories = Finder(self._articles), Finder(self._categories)
        for attempt in attempts(text, self._articles, self._beginnings, self._terms):
            found = articles.best(attempt, limit)
            branches = categories.best(attempt, MAX_CATEGORIES)
            words: Iterable[str] = ()
            if vocabulary:
                words = completions(attempt, vocabulary, self._terms, articles.holds)
            said = list(islice(words, MAX_COMPLETIONS))
            if found or branches or said:
                return self._mixed(attempt, said, found, branches, limit)
        return ()

    def _mixed(
        self, attempt: Attempt, words: list[str], articles: list[int], categories: list[int], limit: int
    ) -> tuple[Suggestion, ...]:
        room = limit - min(len(articles), MIN_ARTICLES)
        categories = categories[:room]
        words = words[: room - len(categories)]
        articles = articles[: limit - len(categories) - len(words)]
        marked = _marker(attempt)
        return (
            *(Suggestion("completion", word, marked(word)) for word in words),
            *(self._article(number, marked) for number in articles),
            *(self._category(number, marked) for number in categories),
        )

    def _article(self, number: int, marked: Callable[[str], str]) -> Suggestion:
        id_, title, slug = (self._texts[name][number] for name in ("ids", "titles", "slugs"))
        names = self._texts["category_names"][int(self._category_of[number])].split(NAMES)
        return Suggestion("article", title, marked(title), id_, f"/articles/{id_}/{slug}", tuple(names))

    def _category(self, number: int, marked: Callable[[str], str]) -> Suggestion:
        names = self._texts["category_names"][number].split(NAMES)
        id_ = self._texts["category_ids"][number]
        return Suggestion("category", names[-1], marked(names[-1]), id_, breadcrumb=tuple(names))


TEXTS: Sequence[str] = ("ids", "titles", "slugs", "category_ids", "category_names", "terms")


def _marker(attempt: Attempt) -> Callable[[str], str]:
    """Marks the phrase where it stands, and else its words."""

    def marked(text: str) -> str:
        whole = mark(text, [attempt.phrase]) if attempt.phrase else ""
        return whole if "<mark>" in whole else mark(text, attempt.words)

    return marked
