"""Articles that were read, kept, as a conversation looks at the same ones turn after turn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

from app.models import Article

LIMIT = 2_000


class Kept:
    """At most ``limit`` articles by row, least recently used first out. Safe to share between threads."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._lock = Lock()
        self._articles: OrderedDict[int, Article] = OrderedDict()

    def get(self, rows: Iterable[int]) -> dict[int, Article]:
        """Those of ``rows`` that are kept."""
        with self._lock:
            found = {row: self._articles[row] for row in rows if row in self._articles}
            for row in found:
                self._articles.move_to_end(row)
            return found

    def put(self, articles: Mapping[int, Article]) -> None:
        with self._lock:
            self._articles.update(articles)
            while len(self._articles) > self._limit:
                self._articles.popitem(last=False)
