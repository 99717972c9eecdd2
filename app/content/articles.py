"""The articles as the rest of the program reads them, with what visitors leave behind: views, votes, questions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select
from sqlalchemy.orm import Session

from app.chat.privacy import mask
from app.content.categories import CategoryTree, Node
from app.content.identifiers import fault_of_id, is_storable
from app.content.text import clean
from app.errors import InvalidRequestError, NotFoundError
from app.models import PLATFORMS, Article, Category, Platform, Status
from app.storage.database import Database
from app.storage.tables import (
    REASON_LENGTH,
    ArticleRow,
    CategoryRow,
    FeedbackRow,
    LearnedQuestionRow,
    ReadTogetherRow,
    ViewsRow,
)

MAX_LEARNED = 20
"""Learned questions of an article that are searched, imported ones first, then the best proven."""

MAX_TOGETHER = 10
"""Articles read together with one that are looked at."""

_STREAM_BATCH = 500

_PLATFORM_ORDER = {platform: order for order, platform in enumerate(PLATFORMS)}
_VIEWS = ArticleRow.views + func.coalesce(ViewsRow.views, 0)


def by_platform(article: Article) -> tuple[int, str]:
    """What variants are sorted by: the order of ``PLATFORMS``, then the id."""
    return _PLATFORM_ORDER[article.platform], article.id


class ArticlePage(NamedTuple):
    """Some articles of ``total``."""

    articles: list[Article]
    total: int


class Address(NamedTuple):
    """What an article's address is made of, and when the article last changed."""

    id: str
    slug: str
    updated_at: date


class ArticleStore:
    """Reads are current: nothing is cached. Every method may raise StorageError.

    ``Article.views`` is what the source stated plus the page views counted here; ``helpful`` and ``unhelpful`` count
    the votes on all revisions.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, article_id: str, *, status: Status | None = "published") -> Article | None:
        """The article, or None when there is none with this id and ``status`` (None: any)."""
        if fault_of_id(article_id):
            return None  # Some of these no database can even be asked for.
        with self._database.read() as session:
            return next(iter(_listed(session, _select(status).where(ArticleRow.id == article_id))), None)

    def page(
        self, page: int = 1, per_page: int = 20, category: str | None = None, status: Status | None = "published"
    ) -> ArticlePage:
        """The ``page``-th (from 1) ``per_page`` articles by id, and how many there are in all.

        ``category`` is an id; articles below it count. An unknown one, like a page after the last, gives none.
        """
        with self._database.read() as session:
            filters = _filters(category, status)
            total = _count(session, *filters)
            if total <= (page - 1) * per_page:
                return ArticlePage([], total)
            chosen = _select(status).where(*filters).order_by(ArticleRow.id)
            return ArticlePage(_listed(session, chosen.offset((page - 1) * per_page).limit(per_page)), total)

    def addresses(self, page: int, per_page: int) -> list[Address]:
        """The addresses of the ``page``-th (from 1) ``per_page`` published articles by id; no text, no votes."""
        with self._database.read() as session:
            rows = session.execute(
                select(ArticleRow.id, ArticleRow.slug, ArticleRow.updated_at)
                .where(ArticleRow.status == "published")
                .order_by(ArticleRow.id)
                .offset((page - 1) * per_page)
                .limit(per_page)
            )
            return [Address(*row) for row in rows]

    def count(self, *, status: Status | None = "published") -> int:
        """How many articles there are with ``status`` (None: any)."""
        with self._database.read() as session:
            return _count(session, *_filters(None, status))

    def variants(self, group: str) -> list[Article]:
        """The published articles of one variant group, in the order of ``PLATFORMS``."""
        with self._database.read() as session:
            articles = _listed(session, _select("published").where(ArticleRow.variant_group == group))
        return sorted(articles, key=by_platform)

    def published(self) -> Iterator[Article]:
        """Every published article by id, streamed from one state of the database."""
        with self._database.read() as session:
            statement = _select("published").order_by(ArticleRow.id)
            # Closed when the caller leaves half-way, too: on a server it holds a cursor.
            with session.execute(statement, execution_options={"yield_per": _STREAM_BATCH}) as rows:
                yield from _articles(session, rows)

    def popular(self, limit: int, category: str | None = None) -> list[Article]:
        """The ``limit`` most viewed published articles, in ``category`` and below where one is given."""
        with self._database.read() as session:
            chosen = _select("published").where(*_filters(category, None)).order_by(_VIEWS.desc(), ArticleRow.id)
            return _listed(session, chosen.limit(limit))

    def categories(self) -> list[Category]:
        """The whole tree in display order: parents before children; ``position`` counts through it."""
        with self._database.read() as session:
            return _tree(session).listed()

    def digest(self) -> str:
        """Changes whenever something that is indexed does: a published article, its stated views, what was learned of
        it, a category.

        Counting a view or a vote does not change it.
        """
        digest = hashlib.sha256()
        article, category, learned = ArticleRow, CategoryRow, LearnedQuestionRow
        with self._database.read() as session:
            articles = session.execute(
                select(article.id, article.revision, article.content_hash, article.views)
                .where(article.status == "published")
                .order_by(article.id),
                execution_options={"yield_per": _STREAM_BATCH},
            )
            categories = session.execute(
                select(category.id, category.name, category.description, category.position).order_by(category.id)
            )
            questions = session.execute(
                select(learned.article_id, learned.question)
                .where(learned.vetoed.is_(False))
                .order_by(learned.article_id, learned.question)
            )
            for row in chain(articles, categories, questions):
                digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()

    def count_view(self, article_id: str) -> None:
        """Add one page view. Raises NotFoundError when no such article is published."""
        with self._database.write() as session:
            _published_revision(session, article_id)
            statement = self._database.insert(ViewsRow).values(article_id=article_id, views=1)
            session.execute(
                statement.on_conflict_do_update(index_elements=["article_id"], set_={"views": ViewsRow.views + 1})
            )

    def add_feedback(self, article_id: str, *, visitor: str, helpful: bool, reason: str = "") -> None:
        """Record a vote on the article's present revision; the visitor's earlier vote on it is replaced.

        ``visitor`` is any string that tells visitors apart; only its SHA-256 is kept. Personal data in ``reason`` is
        masked. Raises NotFoundError, and InvalidRequestError for a ``reason`` over 500 characters.
        """
        reason = clean(reason).strip()
        if len(reason) > REASON_LENGTH:
            raise InvalidRequestError(f"의견은 {REASON_LENGTH}자까지 쓸 수 있어요.", parameter="reason")
        with self._database.write() as session:
            vote = {
                "revision": _published_revision(session, article_id),
                "helpful": helpful,
                "reason": mask(reason)[:REASON_LENGTH],
                "created_at": datetime.now(UTC),
            }
            statement = self._database.insert(FeedbackRow).values(
                article_id=article_id, visitor=hashlib.sha256(visitor.encode()).hexdigest(), **vote
            )
            session.execute(statement.on_conflict_do_update(index_elements=["article_id", "visitor"], set_=vote))


def _count(session: Session, *filters: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(ArticleRow).where(*filters)).scalar_one()


def _select(status: Status | None) -> Select[*tuple[Any, ...]]:
    # Looked up per article: grouping the whole table would make one article as dear as all.
    votes = select(func.count()).where(FeedbackRow.article_id == ArticleRow.id)
    statement = select(
        ArticleRow,
        _VIEWS.label("all_views"),
        votes.where(FeedbackRow.helpful).scalar_subquery().label("helpful"),
        votes.where(~FeedbackRow.helpful).scalar_subquery().label("unhelpful"),
    ).outerjoin(ViewsRow, ViewsRow.article_id == ArticleRow.id)
    return statement if status is None else statement.where(ArticleRow.status == status)


def _filters(category: str | None, status: Status | None) -> tuple[ColumnElement[bool], ...]:
    filters: list[ColumnElement[bool]] = []
    if category is not None and not is_storable(category):
        filters.append(false())
    elif category is not None:
        # Not LIKE, which SQLite compares without case and refuses for long patterns.
        prefix = f"{category}/"
        below = func.substr(ArticleRow.category_id, 1, len(prefix)) == prefix
        filters.append(or_(ArticleRow.category_id == category, below))
    if status is not None:
        filters.append(ArticleRow.status == status)
    return tuple(filters)


def _tree(session: Session) -> CategoryTree:
    rows = session.execute(select(CategoryRow)).scalars()
    return CategoryTree.of(Node(row.id, row.name, row.description, row.position) for row in rows)


def _listed(session: Session, chosen: Select[*tuple[Any, ...]]) -> list[Article]:
    """The articles that ``chosen`` selects, which are few."""
    rows = session.execute(chosen).all()
    return list(_articles(session, rows, [row[0].id for row in rows]))


def _articles(
    session: Session, rows: Iterable[Row[*tuple[Any, ...]]], ids: list[str] | None = None
) -> Iterator[Article]:
    """The articles of ``rows``. What was learned is read for ``ids``, which are theirs; for all articles without."""
    tree = _tree(session)
    question, pair = LearnedQuestionRow, ReadTogetherRow
    asked = select(question.article_id, question.question).where(question.vetoed.is_(False))
    read = select(pair.article_id, pair.other_id)
    if ids is not None:
        asked, read = asked.where(question.article_id.in_(ids)), read.where(pair.article_id.in_(ids))
    learned = _grouped(session, asked.order_by(question.source, question.evidence.desc(), question.question))
    together = _grouped(session, read.order_by(pair.evidence.desc(), pair.other_id))
    for row in rows:
        id_ = row[0].id
        yield _article(row, tree, learned.get(id_, ())[:MAX_LEARNED], together.get(id_, ())[:MAX_TOGETHER])


def _grouped(session: Session, statement: Select[str, str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for key, value in session.execute(statement):
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _article(
    row: Row[*tuple[Any, ...]], tree: CategoryTree, learned: tuple[str, ...], together: tuple[str, ...]
) -> Article:
    article: ArticleRow = row[0]
    return Article(
        id=article.id,
        title=article.title,
        body=article.body,
        category_id=article.category_id,
        category_names=tree.names(article.category_id),
        slug=article.slug,
        updated_at=article.updated_at,
        questions=tuple(article.questions),
        keywords=tuple(article.keywords),
        platform=cast(Platform, article.platform),
        variant_group=article.variant_group,
        related=tuple(article.related),
        status=cast(Status, article.status),
        revision=article.revision,
        views=row.all_views,
        helpful=row.helpful,
        unhelpful=row.unhelpful,
        learned=learned,
        together=together,
    )


def _published_revision(session: Session, article_id: str) -> int:
    published = select(ArticleRow.revision).where(ArticleRow.id == article_id, ArticleRow.status == "published")
    revision = None if fault_of_id(article_id) else session.execute(published).scalar_one_or_none()
    if revision is None:
        raise NotFoundError(f"문서를 찾을 수 없어요: {article_id}")
    return revision
