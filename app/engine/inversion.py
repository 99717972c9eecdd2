"""Turns documents into columns and posting lists, in memory."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, EngineDocument
from app.engine.columns import Table
from app.engine.terms import Numbered, Numbers

CATEGORY = "category"
PLATFORM = "platform"
FIELD_NAMES = (*map(str, FIELDS), CATEGORY, PLATFORM)
"""Everything that has posting lists: the searchable fields, and the two that filter."""


class Occurrences(NamedTuple):
    """The terms of a field's passages one after the other, as numbers in ``numbers``; ``lengths`` counts each's."""

    numbers: Numbers
    terms: NDArray[np.uint32]
    lengths: NDArray[np.uint32]


class Inversion:
    """Documents, and the passages of each field, are numbered from 0 in the order they are added.

    Of a filter each document is a passage. A field that was asked for takes no more documents.
    """

    def __init__(self) -> None:
        self.table = Table()
        self._numbers: Numbers | None = None
        self._terms = {name: array("I") for name in FIELD_NAMES}
        self._lengths = {name: array("I") for name in FIELD_NAMES}

    def __len__(self) -> int:
        return self.table.document_count

    def add(self, document: EngineDocument) -> None:
        """Raises PublishError for an article id that was added before."""
        article, number = document.article, len(self)
        self.table.append(article)
        for field in FIELDS:
            for words in filter(None, document.passages.get(field, ())):
                self.table.append_passage(field, number, len(words))
                self._add(str(field), words)
        self._add(CATEGORY, frozenset(document.categories))
        self._add(PLATFORM, (article.platform,))

    def _add(self, field: str, words: Collection[str]) -> None:
        if self._numbers is None:
            self._numbers = words.dictionary if isinstance(words, Numbered) else Numbers()
        if isinstance(words, Numbered) and words.dictionary is self._numbers:
            self._terms[field].extend(words.numbers)
        else:
            self._terms[field].extend(self._numbers.of(words))
        self._lengths[field].append(len(words))

    def occurrences(self, field: str) -> Occurrences:
        """Of ``field``, one of FIELD_NAMES, which is forgotten and asked for but once."""
        terms, lengths = (np.frombuffer(each.pop(field), np.uint32) for each in (self._terms, self._lengths))
        return Occurrences(self._numbers or Numbers(), terms, lengths)
