"""People in a conversation, and what becomes of what is kept of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, update

from app.chat.models import Turn
from app.chat.sessions import Contact, Rating, Session
from app.chat.store import ConversationStore
from app.errors import (
    ConversationEndedError,
    InvalidRequestError,
)
from app.storage.database import Database
from app.storage.tables import ChatMessageRow, ChatSessionRow
from tests.chat.given import CONTACT, REPLY, age, answered, everything, said, unused


class TestPeople:
    def status(self, store: ConversationStore, id_: str) -> object:
        return store.export(id_)["status"]

    def test_a_person_is_asked_for_comes_and_leaves(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        store.take_turn(id_, "m1", "상담원", lambda _: said("연결할게요.", waiting=True))
        assert self.status(store, id_) == "waiting"
        entry = store.say(id_, "안녕하세요, 상담원이에요.")
        assert (entry.seq, entry.author, entry.text, entry.reply) == (3, "agent", "안녕하세요, 상담원이에요.", None)
        assert self.status(store, id_) == "agent"
        store.take_turn(id_, "m2", "네", lambda session: Turn(REPLY, session.context))
        assert self.status(store, id_) == "agent"
        store.take_turn(id_, "m3", "처음부터", lambda _: Turn(REPLY, status="bot"))
        assert self.status(store, id_) == "bot"

    def test_an_agent_who_speaks_unasked_answers_from_then_on(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        store.say(id_, "도와드릴까요?")
        assert self.status(store, id_) == "agent"

    def test_a_message_of_an_agent_is_kept_once(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        store.take_turn(id_, "7", "환불", answered)
        first = store.say(id_, "네", client_message_id="7")
        assert store.say(id_, "네", client_message_id="7") == first
        store.say(id_, "네")
        store.say(id_, "네")
        assert [entry.author for entry in store.messages(id_)] == ["visitor", "assistant", "agent", "agent", "agent"]
        assert store.take_turn(id_, "7", "환불", unused).reply == REPLY

    def test_a_contact_is_kept_with_consent_alone(self, store: ConversationStore, database: Database) -> None:
        opened = store.open("web")
        with pytest.raises(InvalidRequestError) as caught:
            store.hand_over(opened.session_id, Contact("김", "a@b.c", "환불", consent=False))
        assert caught.value.parameter == "consent"
        assert "a@b.c" not in everything(database)
        store.hand_over(opened.session_id, CONTACT)
        session = store.find(opened.session_id, opened.token)
        assert session is not None
        assert (session.status, session.contact) == ("waiting", CONTACT)
        assert CONTACT.contact not in repr(session)

    def test_an_agent_at_work_is_not_made_to_wait(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        store.say(id_, "네")
        store.hand_over(id_, CONTACT)
        assert self.status(store, id_) == "agent"

    def test_a_turn_under_way_does_not_hide_that_somebody_waits(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        calls: list[Session] = []

        def answer(session: Session) -> Turn:
            calls.append(session)
            if len(calls) == 1:
                store.hand_over(id_, CONTACT)
            return Turn(REPLY, session.context)

        store.take_turn(id_, "m1", "환불", answer)
        assert self.status(store, id_) == "waiting"

    def test_a_rating_changes_what_it_says_even_after_the_end(self, store: ConversationStore) -> None:
        opened = store.open("web")

        def rating() -> Rating | None:
            session = store.find(opened.session_id, opened.token)
            assert session is not None
            return session.rating

        assert rating() is None
        store.rate(opened.session_id, Rating(4, comment="좋아요"))
        assert rating() == Rating(4, None, "좋아요")
        store.end(opened.session_id)
        store.rate(opened.session_id, Rating(helpful=False))
        assert rating() == Rating(4, False, "좋아요")
        store.rate(opened.session_id, Rating(1, comment="별로예요"))
        assert rating() == Rating(1, False, "별로예요")

    def test_refuses_a_rating_that_says_nothing(self, store: ConversationStore) -> None:
        with pytest.raises(InvalidRequestError):
            store.rate(store.open("web").session_id, Rating(comment="좋아요"))

    def test_nothing_is_said_after_the_end(self, store: ConversationStore) -> None:
        opened = store.open("web")
        store.end(opened.session_id)
        session = store.find(opened.session_id, opened.token)
        assert session is not None
        assert session.status == "ended"
        for call in (
            lambda: store.take_turn(opened.session_id, "m1", "환불", unused),
            lambda: store.say(opened.session_id, "네"),
            lambda: store.hand_over(opened.session_id, CONTACT),
        ):
            with pytest.raises(ConversationEndedError) as caught:
                call()
            assert caught.value.status == 409
        assert store.messages(opened.session_id) == []


def test_messages_are_read_from_where_one_stopped(store: ConversationStore) -> None:
    id_ = store.open("web").session_id
    for _ in range(3):
        store.take_turn(id_, None, "음", answered)
    assert [entry.seq for entry in store.messages(id_, limit=4)] == [1, 2, 3, 4]
    assert [entry.seq for entry in store.messages(id_, after=4)] == [5, 6]
    assert store.messages(id_, after=6) == []


def test_deleting_leaves_nothing_of_a_session_and_all_of_others(store: ConversationStore, database: Database) -> None:
    gone, kept = store.open("web").session_id, store.open("web").session_id
    for id_, word in ((gone, "지울말"), (kept, "남길말")):
        store.take_turn(id_, "m1", word, answered)
        store.hand_over(id_, CONTACT)
    assert store.delete(gone) is True
    assert store.delete(gone) is False
    stored = everything(database)
    assert gone not in stored
    assert "지울말" not in stored
    assert len(store.messages(kept)) == 2
    assert store.delete("\x00") is False


def test_an_export_holds_all_that_is_the_visitors(store: ConversationStore) -> None:
    opened = store.open("kakao", "user-key-7")
    assert (store.export(opened.session_id)["contact"], store.export(opened.session_id)["rating"]) == (None, None)
    store.take_turn(opened.session_id, "m1", "환불", answered)
    store.say(opened.session_id, "상담원이에요.")
    store.hand_over(opened.session_id, CONTACT)
    store.rate(opened.session_id, Rating(5, True, "고마워요"))
    exported = json.loads(json.dumps(store.export(opened.session_id)))
    assert exported["id"] == opened.session_id
    assert (exported["channel"], exported["status"]) == ("kakao", "agent")
    assert exported["contact"] == {"name": CONTACT.name, "contact": CONTACT.contact, "message": CONTACT.message}
    assert exported["rating"] == {"rating": 5, "helpful": True, "comment": "고마워요"}
    assert exported["context"]["offered"] == ["refund", "period"]
    assert [(each["seq"], each["author"], each["text"]) for each in exported["messages"]] == [
        (1, "visitor", "환불"),
        (2, "assistant", REPLY.text),
        (3, "agent", "상담원이에요."),
    ]
    assert exported["messages"][1]["reply"]["sources"][0]["revision"] == 3
    for name in ("created_at", "active_at", "expires_at"):
        assert datetime.fromisoformat(exported[name]).utcoffset() == timedelta(0)
    columns = {column.name for column in (*ChatSessionRow.__table__.columns, *ChatMessageRow.__table__.columns)}
    nested = {"contact_name", "contact_message", "contact_consent", "helpful", "rating_comment", "session_id"}
    derived = {"outcome", "reason"}  # of the reply
    secret = {"token_hash", "visitor"}
    passing = {"version", "typing_until"}
    assert columns - nested - derived - secret - passing == {*exported, *exported["messages"][0]} - {"messages"}


def test_an_export_says_since_when_a_person_is_waited_for(store: ConversationStore) -> None:
    id_ = store.open("web").session_id
    assert store.export(id_)["waiting_since"] is None
    store.hand_over(id_, CONTACT)
    assert datetime.fromisoformat(store.export(id_)["waiting_since"]).utcoffset() == timedelta(0)


class TestPurging:
    def test_takes_the_old_and_nothing_else(self, store: ConversationStore, database: Database) -> None:
        old, expired, fresh = (store.open("web").session_id for _ in range(3))
        for id_ in (old, expired, fresh):
            store.take_turn(id_, "m1", "환불", answered)
        age(database, old, unused_days=90.01)
        age(database, expired, expired=True)
        age(database, fresh, unused_days=89.99)
        assert store.purge(datetime.now(UTC)) == 1
        assert store.purge(datetime.now(UTC)) == 0
        with database.read() as session:
            assert set(session.execute(select(ChatSessionRow.id)).scalars()) == {expired, fresh}
            assert set(session.execute(select(ChatMessageRow.session_id)).scalars()) == {expired, fresh}

    def test_goes_by_the_time_it_is_given_in_any_zone(self, store: ConversationStore) -> None:
        store.open("web")
        later = datetime.now(timezone(timedelta(hours=9))) + timedelta(days=90)
        assert store.purge(later - timedelta(minutes=5)) == 0
        assert store.purge(later + timedelta(minutes=5)) == 1

    def test_takes_more_than_go_at_once(
        self, store: ConversationStore, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.chat.store._PURGED_AT_ONCE", 2)
        for _ in range(5):
            store.open("web")
        with database.write() as session:
            session.execute(update(ChatSessionRow).values(active_at=datetime(2020, 1, 1, tzinfo=UTC)))
        assert store.purge(datetime.now(UTC)) == 5
        with database.read() as session:
            assert session.execute(select(func.count()).select_from(ChatSessionRow)).scalar_one() == 0
