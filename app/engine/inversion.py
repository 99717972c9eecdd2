"""Turns documents into columns and posting lists, in memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

from app.engine.base import FIELDS, EngineDocument
from app.engine.columns import Table
from app.errors import PublishError

CATEGORY = "category"
PLATFORM = "platform"
FIELD_NAMES = (*map(str, FIELDS), CATEGORY, PLATFORM)
"""Everything that has posting lists: the searchable fields, and the two that filter."""


class Inversion:
    """Documents, and the passages of each field, are numbered from 0 in the order they are added.

    ``postings[field][term]`` alternates number and term frequency, numbers ascending: those of passages for a
    searchable field, those of documents for a filter.
    """

    def __init__(self) -> None:
        self.table = Table()
        self.postings: dict[str, dict[str, array[int]]] = {name: {} for name in FIELD_NAMES}
        self._ids: set[str] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: EngineDocument) -> None:
        """Raises PublishError for an article id that was added before."""
        article, number = document.article, len(self)
        if article.id in self._ids:
            raise PublishError(f"문서 ID가 겹쳐요: '{article.id}'", remedy="둘 중 하나의 ID를 바꾸고 다시 발행하세요.")
        self._ids.add(article.id)
        self.table.append(article)
        for field in FIELDS:
            for words in filter(None, document.passages.get(field, ())):
                self._post(str(field), self.table.append_passage(field, number, len(words)), words)
        self._post(CATEGORY, number, set(document.categories))
        self._post(PLATFORM, number, (article.platform,))

    def _post(self, field: str, number: int, terms: Iterable[str]) -> None:
        postings = self.postings[field]
        for term, frequency in Counter(terms).items():
            posting = postings.get(term)
            if posting is None:
                postings[term] = array("I", (number, frequency))
            else:
                posting.append(number)
                posting.append(frequency)
