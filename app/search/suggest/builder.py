"""Gathers what can be suggested while a collection is published."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.analysis.particles import PARTICLES
from app.engine.base import EngineDocument, Field, Group
from app.publishing import cache
from app.search.strings import Strings
from app.search.suggest.index import NAMES, SuggestIndex
from app.search.suggest.labels_builder import LabelsBuilder
from app.search.suggest.readings import words_of
from app.search.suggest.slips import Beginnings

_WORDS = 100
"""Words of a title or question at most whose slips are looked for."""


_HEADINGS: tuple[Group, ...] = ("title", "questions")
_MIN_TERM = 2
_AFTER_VERBS = frozenset({"고", "면", "지", "나요", "려면", "려고", "는데", "니까", "도록", "아요", "어요", "세요"})
"""Endings that no noun has without 하다 or 되다."""


class _Entry(NamedTuple):
    id: str
    title: str
    slug: str
    questions: tuple[str, ...]
    category: str
    group: str
    views: int


class SuggestBuilder:
    """Keeps titles and similar questions; everything else is made in ``write``.

    That is copied from the folder ``kept`` when the same was made of the same before, as after an edit of a body.
    """

    def __init__(self, kept: Path | None, version: str) -> None:
        self._kept, self._version = kept, version
        self._entries: list[_Entry] = []
        self._names: dict[str, tuple[str, ...]] = {}
        self._words: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._nouns: set[str] = set()
        self._verbs: set[str] = set()

    def add(self, document: EngineDocument) -> None:
        article = document.article
        title, *questions = (unicodedata.normalize("NFC", text) for text in (article.title, *article.questions))
        group = f"group:{article.variant_group}" if article.variant_group else f"article:{article.id}"
        self._entries.append(
            _Entry(article.id, title, article.slug, tuple(questions), article.category_id, group, article.views)
        )
        words = document.derive(
            "words", lambda: [word for text in (title, *questions) for word in words_of(text, _WORDS)]
        )
        self._words.update(words)
        self._nouns.update(document.derive("nouns", lambda: _nouns(words, document)))
        self._verbs.update(
            document.derive("verbs", lambda: {stem for word in words for stem in _without(word, _AFTER_VERBS)})
        )
        self._counts.update(document.categories)
        for depth, id_ in enumerate(document.categories, 1):
            self._names[id_] = article.category_names[:depth]

    def write(self, directory: Path) -> None:
        """Articles are numbered by their views, categories by how many articles they hold; then by id."""
        words = self._words
        found = _Found(
            sorted(self._entries, key=lambda entry: (-entry.views, entry.id)),
            [(id_, self._names[id_]) for id_ in sorted(self._names, key=lambda id_: (-self._counts[id_], id_))],
            sorted(self._nouns - self._verbs),
            sorted(words, key=lambda word: (-words[word], word)),
        )
        if self._kept is None:
            _write(found, directory)
            return
        key = f"{self._version} {blake2b(json.dumps(found).encode(), digest_size=16).hexdigest()}"
        if not cache.copy(self._kept, key, directory):
            _write(found, directory)
            cache.keep(self._kept, key, directory)


class _Found(NamedTuple):
    """All that is written, in its order; ``categories`` are ids with the names of their ancestors and their own."""

    entries: list[_Entry]
    categories: list[tuple[str, tuple[str, ...]]]
    terms: list[str]
    words: list[str]


def _write(found: _Found, directory: Path) -> None:
    entries, categories = found.entries, found.categories
    Strings.write(directory, "ids", (entry.id for entry in entries))
    Strings.write(directory, "titles", (entry.title for entry in entries))
    Strings.write(directory, "slugs", (entry.slug for entry in entries))
    Strings.write(directory, "category_ids", (id_ for id_, _ in categories))
    Strings.write(directory, "category_names", (NAMES.join(names) for _, names in categories))
    Strings.write(directory, "terms", found.terms)
    number_of = {id_: number for number, (id_, _) in enumerate(categories)}
    np.save(directory / "category_of.npy", np.array([number_of[entry.category] for entry in entries], np.uint32))

    articles, tree = LabelsBuilder(), LabelsBuilder()
    groups: dict[str, int] = {}
    for number, entry in enumerate(entries):
        for text in (entry.title, *entry.questions):
            articles.add(text, number, main=text == entry.title)
    for number, (_, names) in enumerate(categories):
        tree.add(names[-1], number)
    for name in ("articles", "categories", "beginnings"):
        (directory / name).mkdir()
    articles.write(directory / "articles", [groups.setdefault(entry.group, len(groups)) for entry in entries])
    tree.write(directory / "categories", range(len(categories)))
    Beginnings.write(directory / "beginnings", found.words)


def _nouns(words: Iterable[str], document: EngineDocument) -> set[str]:
    """``words``, as they are or without a particle, that are terms."""
    found = {stem for word in words for stem in (word, *_without(word, PARTICLES))}
    return found.intersection(chain.from_iterable(document.terms(Field("morph", group)) for group in _HEADINGS))


def _without(word: str, endings: frozenset[str]) -> Iterator[str]:
    """What remains of ``word`` without one of ``endings``."""
    return (word[:length] for length in range(_MIN_TERM, len(word)) if word[length:] in endings)


class SuggestPart:
    """The part of a generation that holds what can be suggested.

    ``kept`` is the folder of what ``version`` of the program made last.
    """

    name = "suggest"

    def __init__(self, kept: Path | None = None, version: str = "") -> None:
        self._kept, self._version = kept, version

    def builder(self) -> SuggestBuilder:
        return SuggestBuilder(self._kept, self._version)

    def open(self, directory: Path) -> SuggestIndex:
        return SuggestIndex.open(directory)
