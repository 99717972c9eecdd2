"""What agents see and do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.chat.desk import TYPING, Desk
from app.chat.models import Status, Turn
from app.chat.sessions import Session
from app.chat.store import ConversationStore
from app.errors import ConversationEndedError, NotFoundError
from app.storage.database import Database
from app.storage.tables import ChatSessionRow
from tests.chat.given import CONTACT, REPLY, age, answered, said


@pytest.fixture
def desk(database: Database, store: ConversationStore) -> Desk:
    return Desk(database, store)


def waiting(store: ConversationStore, words: str = "상담원") -> str:
    """A new conversation whose visitor asked for a person."""
    id_ = store.open("web").session_id
    store.take_turn(id_, None, words, lambda _: said("연결할게요.", waiting=True))
    return id_


def queued(desk: Desk, page: int = 1, per_page: int = 20) -> list[str]:
    return [each.session.id for each in desk.queue("waiting", page, per_page).conversations]


def status(desk: Desk, id_: str) -> tuple[Status, bool]:
    session = desk.session(id_)
    return session.status, session.waiting_since is not None


def test_who_has_waited_longest_comes_first_page_by_page(store: ConversationStore, desk: Desk) -> None:
    store.open("web")
    ids = [waiting(store) for _ in range(5)]
    assert queued(desk) == ids
    assert [queued(desk, page, 2) for page in (1, 2, 3, 4)] == [ids[:2], ids[2:4], ids[4:], []]
    assert desk.queue("waiting", 3, 2).total == 5
    # Going on talking costs nobody the place in the queue.
    store.take_turn(ids[0], None, "아직인가요", lambda session: Turn(REPLY, session.context))
    assert queued(desk) == ids


def test_a_conversation_begun_earlier_that_waits_later_comes_later(store: ConversationStore, desk: Desk) -> None:
    earlier = store.open("web").session_id
    later = waiting(store)
    store.take_turn(earlier, None, "상담원", lambda _: said("연결할게요.", waiting=True))
    assert queued(desk) == [later, earlier]


def test_the_queue_shows_what_a_person_said_last(store: ConversationStore, desk: Desk) -> None:
    first, second = waiting(store, "환불해 주세요"), store.open("web").session_id
    store.hand_over(second, CONTACT)
    shown, contacted = desk.queue("waiting", 1, 20).conversations
    assert shown.last is not None
    assert (shown.last.author, shown.last.text, shown.session.contact) == ("visitor", "환불해 주세요", None)
    assert (contacted.last, contacted.session.contact) == (None, CONTACT)
    store.say(first, "네, 도와드릴게요.")
    (taken,) = desk.queue("agent", 1, 20).conversations
    assert taken.last is not None
    assert (taken.last.author, taken.last.text) == ("agent", "네, 도와드릴게요.")
    assert queued(desk) == [second]


def test_nobody_waits_who_is_expired_answered_given_back_or_gone(
    store: ConversationStore, desk: Desk, database: Database
) -> None:
    expired, taken, returned, ended = (waiting(store) for _ in range(4))
    age(database, expired, expired=True)
    desk.assign(taken, "agent")
    desk.assign(returned, "bot")
    desk.assign(ended, "ended")
    assert queued(desk) == []
    assert [status(desk, id_) for id_ in (taken, returned)] == [("agent", True), ("bot", False)]
    assert status(desk, ended) == ("ended", False)
    assert desk.assign(taken, "waiting").status == "waiting"
    assert queued(desk) == [taken]


def test_an_assignment_is_remembered_for_the_next_turn(store: ConversationStore, desk: Desk) -> None:
    id_ = waiting(store)
    seen: list[Status] = []

    def answer(session: Session) -> Turn:
        seen.append(session.status)
        return Turn(REPLY, session.context)

    for given in ("agent", "waiting", "bot"):
        desk.assign(id_, given)
        store.take_turn(id_, None, "네", answer)
        assert desk.session(id_).status == given
    assert seen == ["agent", "waiting", "bot"]


def test_a_turn_under_way_takes_notice_of_an_agent_who_takes_over(store: ConversationStore, desk: Desk) -> None:
    id_ = waiting(store)
    seen: list[Status] = []

    def answer(session: Session) -> Turn:
        seen.append(session.status)
        if len(seen) == 1:
            desk.assign(id_, "agent")
        return Turn(REPLY, session.context)

    store.take_turn(id_, "m1", "네", answer)
    assert seen == ["waiting", "agent"]


def test_a_visitor_waits_for_a_word_from_when_it_is_owed(store: ConversationStore, desk: Desk) -> None:
    owed_nothing = store.open("web").session_id
    store.say(owed_nothing, "도와드릴까요?")
    id_ = waiting(store)
    store.say(id_, "무엇을 도와드릴까요?")
    assert status(desk, id_) == ("agent", False)
    store.take_turn(id_, None, "환불이요", answered)
    assert status(desk, id_) == ("agent", True)
    since = desk.session(id_).waiting_since
    store.take_turn(id_, None, "빨리요", answered)
    assert desk.session(id_).waiting_since == since
    assert [each.session.id for each in desk.queue("agent", 1, 20).conversations] == [id_, owed_nothing]


def test_the_queue_of_one_channel(store: ConversationStore, desk: Desk) -> None:
    waiting(store)
    messenger = store.open("kakao").session_id
    store.hand_over(messenger, CONTACT)
    found = desk.queue("waiting", 1, 20, "kakao")
    assert ([each.session.id for each in found.conversations], found.total) == ([messenger], 1)


def test_what_has_ended_stays_so(store: ConversationStore, desk: Desk) -> None:
    id_ = waiting(store)
    desk.assign(id_, "ended")
    assert desk.assign(id_, "ended").status == "ended"
    for call in (lambda: desk.assign(id_, "bot"), lambda: desk.typing(id_)):
        with pytest.raises(ConversationEndedError):
            call()
    for call in (lambda: desk.assign("B" * 22, "bot"), lambda: desk.typing("no"), lambda: desk.session("no")):
        with pytest.raises(NotFoundError):
            call()


def test_typing_is_seen_until_it_is_over(store: ConversationStore, desk: Desk, database: Database) -> None:
    id_ = waiting(store)
    other = Desk(database, ConversationStore(database, retention_days=90, session_days=30))
    assert not desk.heard(id_, 0).typing
    desk.typing(id_)
    assert other.heard(id_, 0).typing
    store.say(id_, "네")
    heard = other.heard(id_, 2)
    assert ([entry.text for entry in heard.entries], heard.typing) == (["네"], False)


def test_it_is_heard_who_answers(store: ConversationStore, desk: Desk) -> None:
    id_ = waiting(store)
    heard = [desk.heard(id_, 0).status]
    for given in ("agent", "bot", "ended"):
        desk.assign(id_, given)
        heard.append(desk.heard(id_, 0).status)
    assert heard == ["waiting", "agent", "bot", "ended"]


@pytest.mark.parametrize("ends_in", [timedelta(0), timedelta(seconds=-1), TYPING + timedelta(hours=1)])
def test_typing_that_is_past_or_beyond_belief_is_not_seen(
    store: ConversationStore, desk: Desk, database: Database, ends_in: timedelta
) -> None:
    id_ = waiting(store)
    with database.write() as session:
        session.execute(update(ChatSessionRow).values(typing_until=datetime.now(UTC) + ends_in))
    assert not desk.heard(id_, 0).typing


def test_typing_disturbs_no_turn(store: ConversationStore, desk: Desk) -> None:
    id_ = waiting(store)
    calls: list[Session] = []

    def answer(session: Session) -> Turn:
        calls.append(session)
        desk.typing(id_)
        return answered(session)

    store.take_turn(id_, "m1", "네", answer)
    assert len(calls) == 1
