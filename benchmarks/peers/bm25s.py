"""bm25s: scores of all terms computed when indexing; the title counts by being there twice, as it has one field."""

from __future__ import annotations

from typing import Any

import bm25s

from benchmarks.peers.base import RESULTS, TITLE_WEIGHT, Collection, Place, size_of
from benchmarks.peers.morphemes import Morphemes


class BM25S:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._folder = place.folder / "bm25s"
        self._morphemes = Morphemes()

    def index(self) -> None:
        collection = Collection(self._place.collection)
        documents = [terms.title * int(TITLE_WEIGHT) + terms.body for terms in collection.terms()]
        retriever = bm25s.BM25()
        retriever.index(documents, show_progress=False)
        retriever.save(str(self._folder), show_progress=False)

    def disk(self) -> int:
        return size_of(self._folder)

    def open(self) -> None:
        self._retriever = bm25s.BM25.load(str(self._folder), mmap=True)
        self._known = self._retriever.vocab_dict

    def prepare(self, text: str) -> list[str]:
        return [term for term in self._morphemes.distinct(text) if term in self._known]

    def search(self, prepared: Any) -> int:
        if not prepared:
            return 0
        found, _ = self._retriever.retrieve([prepared], k=RESULTS, show_progress=False)
        return int(found.shape[1])

    def close(self) -> None:
        del self._retriever
