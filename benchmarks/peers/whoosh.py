"""Whoosh as its quick start shows it: a parser for two fields, a searcher for each question."""

from __future__ import annotations

from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser, OrGroup

from benchmarks.peers.base import RESULTS, TITLE_WEIGHT, Collection, Place, size_of
from benchmarks.peers.morphemes import Morphemes


class NaiveWhoosh:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._folder = place.folder / "whoosh"
        self._morphemes = Morphemes()

    def index(self) -> None:
        self._folder.mkdir()
        analyzer = SpaceSeparatedTokenizer()
        schema = Schema(
            id=ID(stored=True), title=TEXT(analyzer=analyzer, field_boost=TITLE_WEIGHT), body=TEXT(analyzer=analyzer)
        )
        writer = create_in(str(self._folder), schema).writer()
        for terms in Collection(self._place.collection).terms():
            writer.add_document(id=terms.id, title=" ".join(terms.title), body=" ".join(terms.body))
        writer.commit()

    def disk(self) -> int:
        return size_of(self._folder)

    def open(self) -> None:
        self._index = open_dir(str(self._folder))
        self._parser = MultifieldParser(["title", "body"], self._index.schema, group=OrGroup)

    def prepare(self, text: str) -> str:
        # Letters and digits only: the parser's own signs must not reach it.
        return " ".join(filter(str.isalnum, self._morphemes.distinct(text)))

    def search(self, prepared: Any) -> int:
        with self._index.searcher() as searcher:
            found = searcher.search(self._parser.parse(prepared), limit=RESULTS)
            return len([hit["id"] for hit in found])

    def close(self) -> None:
        self._index.close()
