"""Bare Tantivy: morphemes in two fields, the ten best ids."""

from __future__ import annotations

from typing import Any

import tantivy

from benchmarks.peers.base import RESULTS, TITLE_WEIGHT, Collection, Place, size_of
from benchmarks.peers.morphemes import Morphemes


class Tantivy:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._folder = place.folder / "tantivy"
        self._morphemes = Morphemes()

    def index(self) -> None:
        self._folder.mkdir()
        writer = tantivy.Index(_schema(), path=str(self._folder)).writer()
        for terms in Collection(self._place.collection).terms():
            document = tantivy.Document(id=terms.id, title=" ".join(terms.title), body=" ".join(terms.body))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def disk(self) -> int:
        return size_of(self._folder)

    def open(self) -> None:
        index = tantivy.Index.open(str(self._folder))
        index.reload()
        self._schema, self._searcher = index.schema, index.searcher()

    def prepare(self, text: str) -> list[str]:
        return self._morphemes.distinct(text)

    def search(self, prepared: Any) -> int:
        either = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, term), weight))
            for term in prepared
            for field, weight in (("title", TITLE_WEIGHT), ("body", 1.0))
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(either), RESULTS, count=False).hits
        return len([self._searcher.doc(address)["id"] for _, address in hits])

    def close(self) -> None:
        del self._searcher

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
