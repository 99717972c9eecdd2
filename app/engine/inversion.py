"""Turns documents into columns and posting lists, in memory."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, EngineDocument
from app.engine.columns import Table

CATEGORY = "category"
PLATFORM = "platform"
FIELD_NAMES = (*map(str, FIELDS), CATEGORY, PLATFORM)
"""Everything that has posting lists: the searchable fields, and the two that filter."""


class PostingLists(NamedTuple):
    """The lists of a field one after the other: ``terms[i]`` has those from ``starts[i]`` up to ``starts[i + 1]``.

    ``terms`` are sorted, ``numbers`` ascend within a list.
    """

    terms: list[str]
    starts: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    frequencies: NDArray[np.uint32]


class Inversion:
    """Documents, and the passages of each field, are numbered from 0 in the order they are added.

    Lists of a searchable field number its passages, those of a filter the documents. A field that was asked for takes
    no more documents.
    """

    def __init__(self) -> None:
        self.table = Table()
        self._fields = {name: _Occurrences() for name in FIELD_NAMES}

    def __len__(self) -> int:
        return self.table.document_count

    def add(self, document: EngineDocument) -> None:
        """Raises PublishError for an article id that was added before."""
        article, number = document.article, len(self)
        self.table.append(article)
        for field in FIELDS:
            for words in filter(None, document.passages.get(field, ())):
                self.table.append_passage(field, number, len(words))
                self._fields[str(field)].add(words)
        self._fields[CATEGORY].add(frozenset(document.categories))
        self._fields[PLATFORM].add((article.platform,))

    def lists(self, field: str) -> PostingLists:
        """The posting lists of ``field``, one of FIELD_NAMES, which forgets its documents and is asked but once."""
        return self._fields.pop(field).lists()


class _Occurrences:
    """Every term of every passage of a field, by number, 4 bytes each."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._terms = array("I")
        self._lengths = array("I")

    def add(self, terms: Collection[str]) -> None:
        self._terms.extend(map(self._numbers.__getitem__, terms))
        self._lengths.append(len(terms))

    def lists(self) -> PostingLists:
        terms = sorted(self._numbers)
        place = np.empty(len(terms), np.int64)
        place[[self._numbers[term] for term in terms]] = np.arange(len(terms))
        passages = max(len(self._lengths), 1)
        # Term and passage in one number, so that one sort puts both in order and brings repetitions together.
        pairs = place[np.frombuffer(self._terms, np.uint32)]
        pairs *= passages
        pairs += np.repeat(np.arange(len(self._lengths)), np.frombuffer(self._lengths, np.uint32))
        pairs.sort()
        firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
        frequencies = np.diff(firsts, append=len(pairs)).astype(np.uint32)
        pairs = pairs[firsts]
        starts = np.searchsorted(pairs, np.arange(len(terms) + 1) * passages)
        return PostingLists(terms, starts, (pairs % passages).astype(np.uint32), frequencies)


class Numbers(dict[str, int]):
    """Numbers strings from 0 as they are met."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number
