"""The articles that readers are shown: as they stand in the database, or as published while that cannot be read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

from app.content.articles import ArticleStore, by_platform
from app.engine.base import Candidates, EngineQuery
from app.errors import DatabaseUnreachableError, IndexUnavailableError, StorageError
from app.models import Article
from app.publishing.generations import Generations
from app.search.facets import within
from app.search.parser import BROWSE_LIMIT

log = logging.getLogger(__name__)

T = TypeVar("T")


class ArticlesAtHand:
    """Published articles alone. Reads raise StorageError only where no index serves, either."""

    def __init__(self, store: ArticleStore, generations: Generations) -> None:
        self._store = store
        self._generations = generations

    def get(self, article_id: str) -> Article | None:
        """The article with this id, or None."""
        return self._read(lambda: self._store.get(article_id), lambda: next(iter(self._published([article_id])), None))

    def variants(self, group: str) -> list[Article]:
        """The articles of one variant group, in the order of ``PLATFORMS``."""
        return self._read(lambda: self._store.variants(group), lambda: self._variants(group))

    def popular(self, limit: int, category: str | None = None) -> list[Article]:
        """The ``limit`` most viewed articles, in ``category`` and below where one is given."""
        return self._read(lambda: self._store.popular(limit, category), lambda: self._popular(limit, category))

    def _read(self, stored: Callable[[], T], published: Callable[[], T]) -> T:
        try:
            return stored()
        except StorageError as error:
            if not isinstance(error, DatabaseUnreachableError):  # which was said when it began
                log.warning("색인에 있는 도움말을 보여 줘요. %s", error)
            try:
                return published()
            except IndexUnavailableError:
                raise error from None

    def _published(self, ids: Iterable[str]) -> list[Article]:
        with self._generations.current() as generation:
            return generation.reader.get(list(ids))

    def _variants(self, group: str) -> list[Article]:
        found = self._all()
        own = np.flatnonzero(found.columns.variant_group[found.rows] == group)
        articles = self._published(found.ids_of(own)) if group else []
        return sorted(articles, key=by_platform)

    def _popular(self, limit: int, category: str | None) -> list[Article]:
        found = self._all()
        columns = found.columns
        rows = found.rows[within(columns, found.rows, (category,) if category else ())]
        rows = rows[np.lexsort((columns.order[rows], -columns.views[rows]))]
        return self._published(columns.ids[rows[:limit]].tolist())

    def _all(self) -> Candidates:
        with self._generations.current() as generation:
            return generation.reader.retrieve(EngineQuery(limit=BROWSE_LIMIT))
