"""Sessions and turns, one call at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.chat.models import STATUSES, Context, Status, Turn
from app.chat.sessions import AUTHORS, CHANNELS, Rating, Session
from app.chat.store import ConversationStore
from app.errors import (
    BarodapError,
    ConversationBusyError,
    ConversationEndedError,
    InvalidRequestError,
    NotFoundError,
    StorageError,
)
from app.storage.database import Database
from app.storage.tables import ChatMessageRow, ChatSessionRow
from tests.chat.given import CONTACT, CONTEXT, REPLY, age, answered, everything, said, unused


class TestFinding:
    def test_only_the_token_opens_a_session(self, store: ConversationStore) -> None:
        opened, other = store.open("web"), store.open("web")
        session = store.find(opened.session_id, opened.token)
        assert session is not None
        assert (session.id, session.channel, session.status, session.context) == (
            opened.session_id,
            "web",
            "bot",
            Context(),
        )
        assert session.created_at.utcoffset() == timedelta(0)
        for session_id, token in (
            (opened.session_id, other.token),
            (opened.session_id, ""),
            (opened.session_id, opened.token + "\ud800"),
            (other.session_id, opened.token),
            ("A" * 22, opened.token),
            ("", ""),
            ("\x00" * 22, opened.token),
            ("가" * 22, opened.token),
        ):
            assert store.find(session_id, token) is None

    def test_neither_token_nor_visitor_can_be_read(self, store: ConversationStore, database: Database) -> None:
        opened = store.open("kakao", "user-key-7")
        assert len(opened.token) >= 43  # 256 bits
        assert opened.token not in repr(opened)
        stored = everything(database)
        assert opened.session_id in stored
        assert opened.token not in stored
        assert "user-key-7" not in stored

    def test_a_visitor_is_in_the_newest_session_that_lives(self, store: ConversationStore, database: Database) -> None:
        assert store.for_visitor("kakao", "a") is None
        first, second = store.open("kakao", "a"), store.open("kakao", "a")
        store.open("kakao", "b")
        store.open("rasa", "a")
        store.open("web")

        def live() -> str | None:
            session = store.for_visitor("kakao", "a")
            return session.id if session else None

        assert live() == second.session_id
        store.end(second.session_id)
        assert live() == first.session_id
        age(database, first.session_id, expired=True)
        assert live() is None
        assert store.for_visitor("web", "") is None

    def test_joining_begins_a_session_only_where_there_is_none(self, store: ConversationStore) -> None:
        first = store.join("kakao", "a")
        assert store.join("kakao", "a").id == first.id
        assert store.join("kakao", "b").id != first.id
        assert store.join("rasa", "a").id != first.id
        store.end(first.id)
        assert store.join("kakao", "a").id != first.id
        store.open("web")
        with pytest.raises(InvalidRequestError):
            store.join("web", "")

    def test_the_last_reply_is_the_assistants(self, store: ConversationStore) -> None:
        opened = store.open("rasa", "a")
        assert store.last_reply(opened.session_id) is None
        store.take_turn(opened.session_id, None, "하나", answered)
        store.take_turn(opened.session_id, None, "둘", lambda _: said("둘"))
        store.say(opened.session_id, "셋")
        assert store.last_reply(opened.session_id) == said("둘").reply

    @pytest.mark.parametrize("how", ["expired", "deleted", "unknown"])
    def test_a_session_that_is_not_there_can_do_nothing(
        self, store: ConversationStore, database: Database, how: str
    ) -> None:
        opened = store.open("web")
        store.take_turn(opened.session_id, "m1", "환불", answered)
        if how == "expired":
            age(database, opened.session_id, expired=True)
        elif how == "deleted":
            store.delete(opened.session_id)
        id_ = "B" * 22 if how == "unknown" else opened.session_id
        assert store.find(id_, opened.token) is None
        for call in (
            lambda: store.take_turn(id_, "m1", "환불", unused),
            lambda: store.messages(id_),
            lambda: store.last_reply(id_),
            lambda: store.say(id_, "안녕하세요."),
            lambda: store.hand_over(id_, CONTACT),
            lambda: store.rate(id_, Rating(5)),
            lambda: store.end(id_),
        ):
            with pytest.raises(NotFoundError) as caught:
                call()
            assert caught.value.status == 404
        assert store.delete(id_) is (how == "expired")
        with pytest.raises(NotFoundError):
            store.export(id_)

    def test_an_expired_session_is_its_visitors_until_it_is_purged(
        self, store: ConversationStore, database: Database
    ) -> None:
        opened = store.open("web")
        store.take_turn(opened.session_id, "m1", "환불", answered)
        age(database, opened.session_id, expired=True)
        assert store.find(opened.session_id, store.open("web").token, expired=True) is None
        session = store.find(opened.session_id, opened.token, expired=True)
        assert session is not None
        assert store.export(session.id)["messages"][0]["text"] == "환불"


class TestTurns:
    def test_keeps_message_reply_and_context(self, store: ConversationStore, database: Database) -> None:
        opened = store.open("web")
        taken = store.take_turn(opened.session_id, "m1", "환불 어떻게 해요", answered)
        assert (taken.seq, taken.reply, taken.repeated) == (2, REPLY, False)
        session = store.find(opened.session_id, opened.token)
        assert session is not None
        assert session.context == CONTEXT
        question, reply = store.messages(opened.session_id)
        assert (question.seq, question.author, question.text, question.reply) == (
            1,
            "visitor",
            "환불 어떻게 해요",
            None,
        )
        assert (reply.seq, reply.author, reply.text, reply.reply) == (2, "assistant", REPLY.text, REPLY)
        assert reply.created_at.utcoffset() == timedelta(0)
        with database.read() as session_:
            kinds = select(ChatMessageRow.outcome, ChatMessageRow.reason).order_by(ChatMessageRow.seq)
            assert session_.execute(kinds).all() == [("", ""), ("answered", "sure")]

    def test_each_turn_is_given_the_context_of_the_one_before(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        seen: list[Context] = []

        def answer(session: Session) -> Turn:
            seen.append(session.context)
            return Turn(REPLY, Context(failures=session.context.failures + 1))

        for _ in range(3):
            store.take_turn(id_, None, "음", answer)
        assert [context.failures for context in seen] == [0, 1, 2]
        assert [entry.seq for entry in store.messages(id_)] == [1, 2, 3, 4, 5, 6]

    def test_a_repeated_message_gets_the_same_reply(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        store.take_turn(id_, "m1", "환불", answered)
        store.take_turn(id_, "m2", "안녕", lambda _: said("안녕하세요."))
        again = store.take_turn(id_, "m1", "환불", unused)
        assert (again.seq, again.reply, again.repeated) == (2, REPLY, True)
        assert len(store.messages(id_)) == 4
        store.end(id_)
        assert store.take_turn(id_, "m2", "안녕", unused).reply.text == "안녕하세요."
        other = store.open("web").session_id
        assert not store.take_turn(other, "m1", "환불", answered).repeated

    def test_it_comes_with_what_agents_said_since_the_visitors_message_before(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        store.take_turn(id_, "m1", "환불", answered)
        words = tuple(f"{number}번째" for number in range(12))
        for text in words:
            store.say(id_, text)
        assert store.take_turn(id_, "m2", "네", answered).agents == words
        store.say(id_, "나중")
        assert store.take_turn(id_, "m2", "네", unused).agents == words
        assert store.take_turn(id_, "m3", "네", answered).agents == ("나중",)
        assert store.take_turn(id_, "m4", "네", answered).agents == ()

    def test_keeps_nothing_when_answering_fails(self, store: ConversationStore) -> None:
        opened = store.open("web")

        def answer(_: Session) -> Turn:
            raise StorageError("no index")

        before = store.find(opened.session_id, opened.token)
        with pytest.raises(StorageError, match="no index"):
            store.take_turn(opened.session_id, "m1", "환불", answer)
        assert store.messages(opened.session_id) == []
        assert store.find(opened.session_id, opened.token) == before
        assert not store.take_turn(opened.session_id, "m1", "환불", answered).repeated

    def test_answers_again_when_something_was_said_meanwhile(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id
        seen: list[Status] = []

        def answer(session: Session) -> Turn:
            seen.append(session.status)
            if len(seen) == 1:
                store.say(id_, "상담원이에요.")
            return Turn(REPLY, session.context)

        taken = store.take_turn(id_, "m1", "환불", answer)
        assert seen == ["bot", "agent"]
        assert [entry.author for entry in store.messages(id_)] == ["agent", "visitor", "assistant"]
        assert (taken.seq, taken.agents) == (3, ("상담원이에요.",))

    def test_gives_up_when_that_never_ends(self, store: ConversationStore) -> None:
        id_ = store.open("web").session_id

        def answer(_: Session) -> Turn:
            store.rate(id_, Rating(helpful=True))
            return Turn(REPLY)

        with pytest.raises(ConversationBusyError) as caught:
            store.take_turn(id_, "m1", "환불", answer)
        assert caught.value.status == 409
        assert store.messages(id_) == []

    @pytest.mark.parametrize(("how", "error"), [("delete", NotFoundError), ("end", ConversationEndedError)])
    def test_a_turn_does_not_outlive_its_session(
        self, store: ConversationStore, database: Database, how: str, error: type[BarodapError]
    ) -> None:
        id_ = store.open("web").session_id

        def answer(_: Session) -> Turn:
            getattr(store, how)(id_)
            return Turn(REPLY)

        with pytest.raises(error):
            store.take_turn(id_, "m1", "환불", answer)
        assert "환불" not in everything(database)

    def test_holds_no_lock_while_it_answers(self, store: ConversationStore, database: Database) -> None:
        impatient = Database(database.url.render_as_string(hide_password=False), busy_timeout=0.05)
        other = ConversationStore(impatient, retention_days=90, session_days=30)
        id_ = store.open("web").session_id

        def answer(_: Session) -> Turn:
            other.open("web")
            return Turn(REPLY)

        assert store.take_turn(id_, "m1", "환불", answer).seq == 2
        impatient.close()

    def test_an_activity_makes_it_live_longer(self, store: ConversationStore, database: Database) -> None:
        opened = store.open("web")
        age(database, opened.session_id, unused_days=29)
        store.take_turn(opened.session_id, "m1", "환불", answered)
        session = store.find(opened.session_id, opened.token)
        assert session is not None
        assert session.expires_at - session.active_at == timedelta(days=30)
        assert datetime.now(UTC) - session.active_at < timedelta(minutes=1)


def test_every_channel_status_and_author_can_be_kept(store: ConversationStore, database: Database) -> None:
    ids = [store.open(channel).session_id for channel in CHANNELS]
    store.take_turn(ids[0], "m1", "환불", answered)
    with database.write() as session:
        for status in STATUSES:
            session.execute(update(ChatSessionRow).values(status=status))
        for author in AUTHORS:
            session.execute(update(ChatMessageRow).where(ChatMessageRow.seq == 1).values(author=author))
