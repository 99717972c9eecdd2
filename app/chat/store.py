"""Conversations in the database. Text arrives here checked, cleaned and masked: the store never sees what was typed.

Raw are only the name and the address that a visitor leaves, with consent, to be answered later.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import delete, orm, select
from sqlalchemy import text as sql

from app.chat import rows
from app.chat.encoding import context_to_json
from app.chat.models import Context, Reply, Status, Turn
from app.chat.sessions import Channel, Contact, Entry, Opened, Rating, Session, Taken
from app.cluster.base import Notices
from app.cluster.memory import MemoryNotices
from app.errors import ConversationBusyError, InvalidRequestError
from app.storage.database import Database
from app.storage.tables import ChatSessionRow

ATTEMPTS = 10
"""Times that a reply is made before a turn gives up. With each one that fails another turn has been kept."""

_PURGED_AT_ONCE = 500
_TOKEN_BYTES = 32


class ConversationStore:
    """Every method may raise StorageError; those given the id of a session that is not there raise NotFoundError.

    An expired session is not there, but to be exported and deleted. What a method returns has been committed: it
    outlives the end of the process, by SIGKILL as well, and on SQLite, whose ``synchronous`` is FULL, a loss of power.
    All is safe to call from any number of threads and processes at once. After each change of a session ``notices``
    tell those who listen to its id.
    """

    def __init__(
        self, database: Database, *, retention_days: int, session_days: int, notices: Notices | None = None
    ) -> None:
        self._database = database
        self._retention = timedelta(days=retention_days)
        self._life = timedelta(days=session_days)
        self.notices = notices or MemoryNotices()

    def open(self, channel: Channel, visitor: str = "") -> Opened:
        """Begin a session. ``visitor`` is any string that tells a messenger's users apart; only its SHA-256 is kept."""
        with self._database.write() as session:
            return self._open(session, channel, _visitor(visitor))

    def join(self, channel: Channel, visitor: str) -> Session:
        """The live session of a messenger's user, begun where there is none; all who ask at once get the same.

        Raises InvalidRequestError for a nameless ``visitor``.
        """
        if not visitor:
            raise InvalidRequestError("누구의 대화인지 알 수 없어요.", parameter="visitor")
        if joined := self.for_visitor(channel, visitor):
            return joined
        name = _visitor(visitor)
        with self._database.write() as session:
            if self._database.is_server:
                # SQLite lets in one writer at a time.
                lock = sql("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
                session.execute(lock, {"name": f"{channel} {name}"})
            row = session.execute(rows.live(channel, name)).scalar_one_or_none()
            if row is None:
                row = rows.found(session, rows.present(self._open(session, channel, name).session_id))
            return rows.session_of(row)

    def find(self, session_id: str, token: str, *, expired: bool = False) -> Session | None:
        """The session that ``token`` opens, with ``expired`` an expired one, too.

        None for a wrong token as for an unknown, expired or deleted session.
        """
        with self._database.read() as session:
            row = session.execute(rows.present(session_id, expired=expired)).scalar_one_or_none()
        matches = hmac.compare_digest(_hash(token), row.token_hash if row else _hash(""))
        return rows.session_of(row) if row and matches else None

    def for_visitor(self, channel: Channel, visitor: str) -> Session | None:
        """The session that a messenger's user is in: the newest that has neither ended nor expired."""
        if not visitor:
            return None
        with self._database.read() as session:
            row = session.execute(rows.live(channel, _visitor(visitor))).scalar_one_or_none()
        return rows.session_of(row) if row else None

    def take_turn(
        self, session_id: str, client_message_id: str | None, text: str, answer: Callable[[Session], Turn]
    ) -> Taken:
        """Keep the visitor's message, the reply that ``answer`` makes to it and what it leaves, all or nothing.

        A message that was answered already, by its ``client_message_id``, gets the same reply, and ``answer`` is not
        called; should the two come at once, one reply is kept and both get it. Without an id every message is new.

        ``answer`` runs without any lock. When something else was kept in the session meanwhile, its reply is thrown
        away and it is called again with the session as it is then; so it must do nothing but answer. What it raises
        comes out here, and nothing is kept. Raises ConversationEndedError, and ConversationBusyError after ATTEMPTS.
        """
        for _ in range(ATTEMPTS):
            with self._database.read() as session:
                known = rows.found(session, rows.present(session_id))
                before = rows.taken(session, session_id, client_message_id)
            if before is not None:
                return before
            rows.check_open(known)
            turn = answer(rows.session_of(known))
            with self._database.write() as session:
                row = rows.found(session, rows.present(session_id).with_for_update())
                if row.version != known.version:
                    continue
                heard = rows.append(session, session_id, "visitor", text, client_message_id=client_message_id)
                said = rows.append(session, session_id, "assistant", turn.reply.text, reply=turn.reply)
                row.context = context_to_json(turn.context)
                rows.become(row, turn.status or cast(Status, row.status))
                row.helpful = row.helpful if turn.helpful is None else turn.helpful
                self._touch(row)
                taken = Taken(said.seq, turn.reply, rows.words_of_agents(session, session_id, heard.seq))
            self.notices.tell(session_id)
            return taken
        raise ConversationBusyError("앞서 보낸 메시지에 답하고 있어요. 잠시 뒤에 다시 보내 주세요.")

    def messages(self, session_id: str, after: int = 0, *, limit: int = 100) -> list[Entry]:
        """The first ``limit`` messages whose ``seq`` is above ``after``, in order."""
        with self._database.read() as session:
            rows.found(session, rows.present(session_id))
            some = session.execute(rows.messages(session_id, after).limit(limit)).scalars()
            return [rows.entry_of(row) for row in some]

    def last_reply(self, session_id: str) -> Reply | None:
        """What the assistant said last."""
        with self._database.read() as session:
            rows.found(session, rows.present(session_id))
            row = session.execute(rows.last_of_assistant(session_id)).scalar_one_or_none()
            return rows.entry_of(row).reply if row else None

    def last(self, session_id: str) -> int:
        """The ``seq`` of the newest message, 0 where there is none."""
        with self._database.read() as session:
            rows.found(session, rows.present(session_id))
            return rows.last_seq(session, session_id)

    def say(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Entry:
        """Keep a message of an agent, who from now on answers in the assistant's place.

        One kept already, by its ``client_message_id``, is returned as it is. Raises ConversationEndedError.
        """
        with self.changing(session_id) as (session, row):
            kept = rows.sent(session, session_id, "agent", client_message_id)
            if kept is None:
                rows.check_open(row)
                kept = rows.append(session, session_id, "agent", text, client_message_id=client_message_id)
                row.typing_until = None
                rows.become(row, "agent")
                row.waiting_since = None
            return rows.entry_of(kept)

    def hand_over(self, session_id: str, contact: Contact) -> None:
        """Keep how to reach the visitor and mark the session as waiting for a person; a later contact replaces it.

        Raises InvalidRequestError without consent, and ConversationEndedError.
        """
        if not contact.consent:
            raise InvalidRequestError("연락처를 남기려면 개인정보 수집에 동의해 주세요.", parameter="consent")
        with self.changing(session_id) as (_, row):
            rows.check_open(row)
            row.contact_name, row.contact, row.contact_message = contact.name, contact.contact, contact.message
            row.contact_consent = contact.consent
            if row.status == "bot":
                rows.become(row, "waiting")

    def rate(self, session_id: str, rating: Rating) -> None:
        """Keep what the visitor thinks of the session, ended or not; what a later rating does not say stays.

        Raises InvalidRequestError for one that says nothing.
        """
        if rating.rating is None and rating.helpful is None:
            raise InvalidRequestError("도움이 됐는지 골라 주세요.", parameter="rating")
        with self.changing(session_id) as (_, row):
            row.rating = row.rating if rating.rating is None else rating.rating
            row.helpful = row.helpful if rating.helpful is None else rating.helpful
            row.rating_comment = rating.comment or row.rating_comment

    def end(self, session_id: str) -> None:
        """Say that the conversation is over: it can be read and rated, but nothing more be said in it."""
        with self.changing(session_id) as (_, row):
            rows.become(row, "ended")

    def delete(self, session_id: str) -> bool:
        """Delete all of the session, an expired one too; whether there was one. A turn on its way is not kept."""
        with self._database.write() as session:
            gone = session.execute(delete(ChatSessionRow).where(ChatSessionRow.id == rows.storable(session_id)))
            deleted: bool = gone.rowcount > 0  # type: ignore[attr-defined]
        self.notices.tell(session_id)
        return deleted

    def export(self, session_id: str) -> dict[str, Any]:
        """All that is kept of the visitor's, ready for JSON: the session with what it remembers, and its messages.

        Of an expired one, too, until it is purged.
        """
        with self._database.read() as session:
            row = rows.found(session, rows.present(session_id, expired=True))
            return rows.exported(row, session.execute(rows.messages(session_id)).scalars())

    def purge(self, now: datetime) -> int:
        """Delete the sessions that at ``now`` have been unused for longer than is kept; how many that were.

        It goes by few at a time, so that conversations go on meanwhile.
        """
        row, count = ChatSessionRow, 0
        past = row.active_at < now.astimezone(UTC) - self._retention
        # What another holds it is purging, too, or its visitor has come back.
        some = select(row.id).where(past).limit(_PURGED_AT_ONCE).with_for_update(skip_locked=True)
        while True:
            with self._database.write() as session:
                # Asked twice: the session may be taken up again between the two.
                gone: int = session.execute(  # type: ignore[attr-defined]
                    delete(row).where(row.id.in_(some), past), execution_options={"synchronize_session": False}
                ).rowcount
            count += gone
            if not gone:
                return count

    def _open(self, session: orm.Session, channel: Channel, visitor: str) -> Opened:
        opened = Opened(secrets.token_urlsafe(rows.ID_BYTES), secrets.token_urlsafe(_TOKEN_BYTES))
        now = datetime.now(UTC)
        row = ChatSessionRow(
            id=opened.session_id,
            token_hash=_hash(opened.token),
            channel=channel,
            visitor=visitor,
            status="bot",
            context=context_to_json(Context()),
            version=0,
            created_at=now,
        )
        self._touch(row)
        session.add(row)
        session.flush()
        return opened

    def _touch(self, row: ChatSessionRow) -> None:
        row.version += 1
        row.active_at = datetime.now(UTC)
        row.expires_at = row.active_at + self._life

    @contextmanager
    def changing(self, session_id: str) -> Iterator[tuple[orm.Session, ChatSessionRow]]:
        """The row, which nobody else changes meanwhile; turns on their way take notice of the change.

        Raises NotFoundError.
        """
        with self._database.write() as session:
            row = rows.found(session, rows.present(session_id).with_for_update())
            yield session, row
            self._touch(row)
        self.notices.tell(session_id)


def _visitor(visitor: str) -> str:
    return _hash(visitor) if visitor else ""


def _hash(secret: str) -> str:
    # Plain and fast, as what is hashed is long and random. Lone surrogates can be sent, too.
    return sha256(secret.encode(errors="surrogatepass")).hexdigest()
