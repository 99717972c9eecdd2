"""Lists are in one order wherever the articles are, though the server of the tests puts 가 and a before B."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from app.content.articles import ArticleStore
from app.learning.events import EventLog
from app.storage.database import Database
from app.storage.tables import ArticleRow, Base, ChatSessionRow
from tests.storage.given import AT, ROWS, fill


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        fill(session.connection(), Base.metadata)
    return database


def test_the_server_itself_would_order_otherwise(filled: Database) -> None:
    if filled.is_server:
        with filled.read() as session:
            words = "SELECT w FROM (VALUES ('B'), ('a'), ('가'), ('_')) AS v (w) ORDER BY w"
            assert session.execute(text(words)).scalars().all() == ["_", "가", "a", "B"]


def test_articles_are_listed_by_the_bytes_of_their_ids(filled: Database) -> None:
    store = ArticleStore(filled)
    ids = sorted((row["id"] for row in ROWS["articles"]), key=str.encode)
    assert [article.id for article in store.page(1, 100).articles] == ids
    assert [address.id for address in store.addresses(1, 100)] == ids
    assert [article.id for article in store.published()] == ids
    assert [article.id for article in store.popular(100)] == ["a", *(id_ for id_ in ids if id_ != "a")]
    assert store.page(1, 100)[0][0].learned == ()
    article = store.get("a")
    assert article is not None
    assert article.learned == ("A", "a", "가")
    assert article.together == ("B", "b", "가")


def test_case_tells_ids_and_categories_apart(filled: Database) -> None:
    store = ArticleStore(filled)
    assert {store.get("a"), store.get("A")} & {None} == set()
    assert store.get("É") is None
    assert store.page(category="a").total == len(ROWS["articles"])
    assert store.page(category="A").total == 0
    assert store.page(category="_").total == 0


def test_times_are_moments_whatever_zone_the_server_is_in(filled: Database) -> None:
    with filled.read() as session:
        later = ChatSessionRow.created_at > AT - timedelta(seconds=1)
        assert session.execute(select(func.count()).where(later)).scalar_one() == 2
        assert session.execute(select(func.count()).where(ChatSessionRow.created_at > AT)).scalar_one() == 0
    events = EventLog(filled, enabled=True)
    assert {event.occurred_at for event in events.all()} == {AT}
    events.opened("a", "새 질문", visitor="v")
    newest = max(event.occurred_at for event in events.all())
    assert abs(datetime.now(UTC) - newest) < timedelta(minutes=1)


def test_numbers_are_as_large_as_they_may_come(filled: Database) -> None:
    store = ArticleStore(filled)
    article = store.get("a")
    assert article is not None
    assert article.views == 2 * (2**53 - 1)
    store.count_view("a")
    with filled.read() as session:
        assert session.execute(select(func.max(ArticleRow.revision))).scalar_one() == 2**31 - 1
