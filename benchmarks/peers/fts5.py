"""SQLite's full-text search: morphemes in two columns, its bm25()."""

from __future__ import annotations

import sqlite3
from typing import Any

from benchmarks.peers.base import RESULTS, TITLE_WEIGHT, Collection, Place
from benchmarks.peers.morphemes import Morphemes


class FTS5:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._file = place.folder / "fts5.db"
        self._morphemes = Morphemes()

    def index(self) -> None:
        connection = sqlite3.connect(self._file)
        # The texts themselves are in whatever holds the articles: contentless, as with the other peers.
        connection.execute("CREATE VIRTUAL TABLE articles USING fts5(title, body, content='', detail=column)")
        rows = (
            (number, " ".join(terms.title), " ".join(terms.body))
            for number, terms in enumerate(Collection(self._place.collection).terms(), 1)
        )
        connection.executemany("INSERT INTO articles(rowid, title, body) VALUES (?, ?, ?)", rows)
        connection.execute("INSERT INTO articles(articles) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def disk(self) -> int:
        return self._file.stat().st_size

    def open(self) -> None:
        self._connection = sqlite3.connect(self._file)

    def prepare(self, text: str) -> str:
        return " OR ".join('"' + term.replace('"', '""') + '"' for term in self._morphemes.distinct(text))

    def search(self, prepared: Any) -> int:
        if not prepared:
            return 0
        best = "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY bm25(articles, ?, 1.0) LIMIT ?"
        return len(self._connection.execute(best, (prepared, TITLE_WEIGHT, RESULTS)).fetchall())

    def close(self) -> None:
        self._connection.close()
