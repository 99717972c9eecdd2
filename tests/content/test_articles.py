from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from itertools import islice

import pytest
from sqlalchemy import select

from app.content.articles import ArticleStore
from app.content.importers.base import Draft
from app.content.importing import import_articles
from app.errors import InvalidRequestError, NotFoundError
from app.storage.database import Database
from app.storage.tables import FeedbackRow
from tests.content.given import PATH, Given

BASE = Draft(id="", title="제목", body="본문", category=("채널", "월렛"), origin="x.md", updated_at=date(2026, 3, 14))
DRAFTS = (
    replace(BASE, id="a", category=("채널", "월렛"), views=10, keywords=("낱말",), questions=("물음",)),
    replace(BASE, id="b", category=("채널",), views=30),
    replace(BASE, id="c", category=("채널 2", "월렛"), views=20, variant_group="g", platform="ios"),
    replace(BASE, id="d", category=("채널", "월렛", "깊은 곳"), views=20, variant_group="g", platform="pc"),
    replace(BASE, id="e", category=("채널", "100%_"), views=99, status="draft", variant_group="g", platform="android"),
    replace(BASE, id="f", category=("채널", "100자_"), views=1, status="archived"),
)


@pytest.fixture
def store(database: Database) -> ArticleStore:
    import_articles(database, Given(*DRAFTS), PATH)
    return ArticleStore(database)


def ids(articles: object) -> list[str]:
    return [article.id for article in articles]  # type: ignore[attr-defined]


def test_an_article_is_read_as_it_was_written(store: ArticleStore) -> None:
    article = store.get("a")
    assert article is not None
    assert (article.title, article.body, article.slug) == ("제목", "본문", "제목")
    assert (article.category_id, article.category_names) == ("채널/월렛", ("채널", "월렛"))
    assert (article.questions, article.keywords, article.updated_at) == (("물음",), ("낱말",), date(2026, 3, 14))
    assert (article.views, article.revision, article.helpful, article.unhelpful) == (10, 1, 0, 0)


def test_only_published_articles_are_found_unless_asked_for(store: ArticleStore) -> None:
    assert store.get("e") is None
    assert store.get("nowhere") is None
    draft = store.get("e", status=None)
    assert draft is not None
    assert draft.status == "draft"
    assert ids(store.published()) == ["a", "b", "c", "d"]
    assert ids(store.variants("g")) == ["d", "c"]
    assert store.variants("nowhere") == []


@pytest.mark.parametrize(
    "hostile", ["", "\x00", "a\x00", "\ud800", "a\n", "x" * 100_000, "%", "_", "' OR 1=1 --", ".."]
)
def test_hostile_ids_find_nothing(store: ArticleStore, hostile: str) -> None:
    assert store.get(hostile) is None
    assert store.page(category=hostile) == ([], 0)
    assert store.popular(5, hostile) == []
    with pytest.raises(NotFoundError):
        store.count_view(hostile)
    with pytest.raises(NotFoundError):
        store.add_feedback(hostile, visitor="v", helpful=True)


@pytest.mark.parametrize(
    ("arguments", "found", "total"),
    [
        ({}, ["a", "b", "c", "d"], 4),
        ({"per_page": 3}, ["a", "b", "c"], 4),
        ({"page": 2, "per_page": 3}, ["d"], 4),
        ({"page": 3, "per_page": 3}, [], 4),
        ({"page": 10**9, "per_page": 100}, [], 4),
        ({"category": "채널"}, ["a", "b", "d"], 3),
        ({"category": "채널/월렛"}, ["a", "d"], 2),
        ({"category": "nowhere"}, [], 0),
        ({"category": "채널/100", "status": None}, ["e"], 1),
        ({"category": "채널/%", "status": None}, [], 0),
        ({"status": "draft"}, ["e"], 1),
        ({"status": "archived"}, ["f"], 1),
        ({"status": None}, ["a", "b", "c", "d", "e", "f"], 6),
    ],
)
def test_pages(store: ArticleStore, arguments: dict[str, object], found: list[str], total: int) -> None:
    page = store.page(**arguments)  # type: ignore[arg-type]
    assert (ids(page.articles), page.total) == (found, total)


def test_addresses_are_those_of_the_published_articles(store: ArticleStore) -> None:
    articles = store.page().articles
    addresses = [(article.id, article.slug, article.updated_at) for article in articles]
    assert store.addresses(1, 3) == addresses[:3]
    assert store.addresses(2, 3) == addresses[3:]
    assert store.addresses(3, 3) == []
    assert (store.count(), store.count(status="draft"), store.count(status=None)) == (4, 1, 6)


def test_popular_counts_what_was_stated_and_what_was_seen(store: ArticleStore) -> None:
    assert ids(store.popular(10)) == ["b", "c", "d", "a"]
    assert ids(store.popular(2)) == ["b", "c"]
    assert ids(store.popular(10, "채널/월렛")) == ["d", "a"]
    for _ in range(21):
        store.count_view("a")
    assert ids(store.popular(1)) == ["a"]
    article = store.get("a")
    assert article is not None
    assert article.views == 31
    assert next(store.published()).views == 31


def test_counting_views_and_votes_does_not_stale_the_index(store: ArticleStore) -> None:
    before = store.digest()
    store.count_view("a")
    store.add_feedback("a", visitor="v", helpful=True)
    assert store.digest() == before


def test_views_from_many_threads_all_count(store: ArticleStore) -> None:
    def look() -> None:
        for _ in range(20):
            store.count_view("a")

    threads = [threading.Thread(target=look) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    article = store.get("a")
    assert article is not None
    assert article.views == 110


def test_the_last_vote_of_a_visitor_counts(store: ArticleStore, database: Database) -> None:
    store.add_feedback("a", visitor="one", helpful=True)
    store.add_feedback("a", visitor="one", helpful=False, reason="  화면이 달라요.\r\n")
    store.add_feedback("a", visitor="two", helpful=True)
    store.add_feedback("b", visitor="one", helpful=True)
    article = store.get("a")
    assert article is not None
    assert (article.helpful, article.unhelpful) == (1, 1)
    with database.read() as session:
        rows = session.execute(select(FeedbackRow).where(FeedbackRow.article_id == "a")).scalars().all()
        stored = {(row.revision, row.helpful, row.reason) for row in rows}
        assert stored == {(1, False, "화면이 달라요."), (1, True, "")}


def test_nothing_written_tells_who_voted(store: ArticleStore, database: Database) -> None:
    store.add_feedback("a", visitor="secret-cookie", helpful=False, reason="010-1234-5678 또는 kim@example.com로 연락")
    with database.read() as session:
        (row,) = session.execute(select(FeedbackRow)).scalars().all()
        assert row.reason == "[전화번호] 또는 [이메일 주소]로 연락"
        assert "secret" not in row.visitor


def test_votes_and_views_need_a_published_article(store: ArticleStore) -> None:
    for article_id in ("nowhere", "e"):
        with pytest.raises(NotFoundError):
            store.count_view(article_id)
        with pytest.raises(NotFoundError):
            store.add_feedback(article_id, visitor="v", helpful=True)


def test_a_reason_may_have_500_characters(store: ArticleStore) -> None:
    store.add_feedback("a", visitor="v", helpful=False, reason="가" * 500)
    store.add_feedback("a", visitor="v", helpful=False, reason="a@b.kr " * 70)  # longer once masked
    with pytest.raises(InvalidRequestError) as caught:
        store.add_feedback("a", visitor="v", helpful=False, reason="가" * 501)
    assert caught.value.parameter == "reason"


def test_a_stream_shows_one_state_and_may_be_left(store: ArticleStore, database: Database) -> None:
    stream = store.published()
    assert next(stream).id == "a"
    import_articles(database, Given(replace(BASE, id="zz"), replace(DRAFTS[3], title="바뀐 제목")), PATH)
    rest = list(stream)
    assert ids(rest) == ["b", "c", "d"]
    assert rest[-1].title == "제목"
    assert len(list(islice(store.published(), 2))) == 2
    assert ids(store.published()) == ["a", "b", "c", "d", "zz"]


def test_the_tree_is_listed_parents_first(store: ArticleStore) -> None:
    assert [(category.position, category.id) for category in store.categories()] == [
        (0, "채널"),
        (1, "채널/월렛"),
        (2, "채널/월렛/깊은-곳"),
        (3, "채널/100"),
        (4, "채널/100자"),
        (5, "채널-2"),
        (6, "채널-2/월렛"),
    ]


def test_an_empty_database_has_nothing(database: Database) -> None:
    store = ArticleStore(database)
    assert (list(store.published()), store.popular(5), store.categories()) == ([], [], [])
    assert store.page() == ([], 0)
    assert store.digest() == store.digest()
