"""What a conversation reads: articles by search, by id, by question and by what goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from app.analysis.views import Analyzer
from app.models import Article, Query
from app.search.at_hand import ArticlesAtHand
from app.search.closest import Closest
from app.search.service import SearchService


class Library:
    """Reads may raise StorageError and IndexUnavailableError. Safe to share between threads."""

    def __init__(self, articles: ArticlesAtHand, search: SearchService, analyzer: Analyzer) -> None:
        self._articles = articles
        self._search = search
        self.analyzer = analyzer

    def closest(self, query: Query, limit: int) -> Closest:
        """The ``limit`` articles nearest to ``query``."""
        return self._search.closest(query, limit)

    def article(self, article_id: str) -> Article | None:
        """The published article, or None."""
        return self._articles.get(article_id) if article_id else None

    def variants(self, article: Article) -> Sequence[Article]:
        """The articles for the question of ``article``, one a platform, itself among them."""
        return self._articles.variants(article.variant_group) if article.variant_group else [article]

    def has_category(self, category_id: str) -> bool:
        """Whether the published tree has this id."""
        return category_id in self._search.categories()

    def related(self, article: Article) -> Sequence[Article]:
        """What to read after ``article``."""
        return self._search.related(article)
