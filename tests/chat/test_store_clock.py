"""A clock that is set while people talk: order and expiry stay sane."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from app.chat.desk import Desk
from app.chat.store import ConversationStore
from app.errors import NotFoundError
from app.storage.database import Database
from tests.chat.given import answered, said, unused

HOUR = timedelta(hours=1)


class Clock:
    """The time that the store is told, ``ahead`` of the true one."""

    ahead = timedelta()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + Clock.ahead

    for module in ("store", "rows", "desk"):
        monkeypatch.setattr(f"app.chat.{module}.datetime", Set)
    monkeypatch.setattr(Clock, "ahead", timedelta())
    return Clock


@pytest.mark.parametrize("jump", [-HOUR, -20 * 24 * HOUR, HOUR])
def test_turns_keep_their_order_and_the_session_its_life(
    store: ConversationStore, clock: type[Clock], jump: timedelta
) -> None:
    opened = store.open("web")
    store.take_turn(opened.session_id, "m1", "하나", lambda _: said("일"))
    clock.ahead = jump
    store.take_turn(opened.session_id, "m2", "둘", lambda _: said("이"))
    assert store.take_turn(opened.session_id, "m1", "하나", unused).reply.text == "일"
    clock.ahead = timedelta()
    store.take_turn(opened.session_id, "m3", "셋", lambda _: said("삼"))
    assert [entry.text for entry in store.messages(opened.session_id)] == ["하나", "일", "둘", "이", "셋", "삼"]
    assert [entry.text for entry in store.messages(opened.session_id, after=2)] == ["둘", "이", "셋", "삼"]
    session = store.find(opened.session_id, opened.token)
    assert session is not None
    assert session.expires_at - session.active_at == timedelta(days=30)
    assert abs(session.active_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_clock_set_back_makes_nothing_expire_and_purges_nothing(store: ConversationStore, clock: type[Clock]) -> None:
    opened = store.open("web")
    store.take_turn(opened.session_id, "m1", "환불", answered)
    clock.ahead = -40 * 24 * HOUR
    assert store.find(opened.session_id, opened.token) is not None
    assert store.purge(datetime.now(UTC) + clock.ahead) == 0


def test_a_session_of_a_clock_that_was_ahead_ends_by_the_one_that_is_right(
    store: ConversationStore, clock: type[Clock]
) -> None:
    clock.ahead = 24 * HOUR
    opened = store.open("web")
    clock.ahead = timedelta()
    store.take_turn(opened.session_id, "m1", "환불", answered)
    clock.ahead = 30 * 24 * HOUR + HOUR
    with pytest.raises(NotFoundError):
        store.take_turn(opened.session_id, "m2", "환불", unused)


def test_nobody_types_for_hours_since_the_clock_was_set_back(
    store: ConversationStore, database: Database, clock: type[Clock]
) -> None:
    id_, desk = store.open("web").session_id, Desk(database, store)
    clock.ahead = HOUR
    desk.typing(id_)
    assert desk.heard(id_, 0).typing is True
    clock.ahead = timedelta()
    assert desk.heard(id_, 0).typing is False
