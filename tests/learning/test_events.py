"""The log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from app.learning.events import EventLog
from app.services import Services
from app.storage.tables import EventRow


def kinds(services: Services) -> list[tuple[str, str, str]]:
    return sorted((event.kind, event.article_id, event.query) for event in services.events.all())


def age(services: Services, **ago: float) -> None:
    with services.database.write() as session:
        session.execute(update(EventRow).values(occurred_at=datetime.now(UTC) - timedelta(**ago)))


def test_a_click_is_kept_once_a_visitor_and_its_time_renewed(centre: Services) -> None:
    assert centre.events.opened("refund", "  돈  돌려받기 ", visitor="a")
    age(centre, hours=5)
    assert centre.events.opened("refund", "돈 돌려받기", visitor="a")
    (event,) = centre.events.all()
    assert event.query == "돈 돌려받기"
    assert datetime.now(UTC) - event.occurred_at < timedelta(minutes=1)


def test_queries_put_in_vain_before_are_kept_as_rephrased(centre: Services) -> None:
    centre.events.opened("refund", "환불", visitor="a", before=["돈 돌려받기", "환불", " "])
    assert kinds(centre) == [("click", "refund", "환불"), ("rephrased", "refund", "돈 돌려받기")]


def test_a_vote_takes_the_query_that_led_to_it_and_replaces_the_opposite(centre: Services) -> None:
    centre.events.opened("refund", "돈 돌려받기", visitor="a")
    assert centre.events.voted("refund", visitor="a", helpful=True)
    assert centre.events.voted("refund", visitor="a", helpful=False)
    assert kinds(centre) == [("click", "refund", "돈 돌려받기"), ("unhelpful", "refund", "돈 돌려받기")]


def test_a_vote_without_a_recent_query_says_nothing_about_one(centre: Services) -> None:
    assert not centre.events.voted("refund", visitor="a", helpful=True)
    centre.events.opened("refund", "돈 돌려받기", visitor="a")
    assert not centre.events.voted("receipt", visitor="a", helpful=True)
    assert not centre.events.voted("refund", visitor="b", helpful=True)
    age(centre, minutes=31)
    assert not centre.events.voted("refund", visitor="a", helpful=True)
    assert len(centre.events.all()) == 1


def test_neither_the_visitor_nor_personal_data_can_be_read(centre: Services) -> None:
    centre.events.opened("refund", "010-1234-5678 환불", visitor="my-secret-id", before=["me@example.com 환불"])
    with centre.database.read() as session:
        stored = str(session.execute(select(EventRow.visitor, EventRow.query)).all())
    for secret in ("my-secret-id", "1234", "example.com"):
        assert secret not in stored


def test_old_events_are_forgotten(centre: Services) -> None:
    centre.events.opened("refund", "옛날 질문", visitor="a")
    age(centre, days=11)
    centre.events.opened("refund", "돈 돌려받기", visitor="a")
    assert centre.events.forget(days=10) == 1
    assert [event.query for event in centre.events.all()] == ["돈 돌려받기"]


def test_a_log_that_is_off_keeps_nothing(centre: Services) -> None:
    off = EventLog(centre.database, enabled=False)
    assert not off.opened("refund", "돈 돌려받기", visitor="a")
    assert not off.voted("refund", visitor="a", helpful=True)
    assert centre.events.all() == []
