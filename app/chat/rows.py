"""The rows of a conversation: how they are asked for and added to, and what they become."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Select, func, orm, select

from app.chat.encoding import context_from_json, reply_from_json, reply_to_json
from app.chat.models import Reply, Status
from app.chat.sessions import Author, Channel, Contact, Entry, Rating, Session, Taken
from app.errors import ConversationEndedError, NotFoundError
from app.storage.tables import ChatMessageRow, ChatSessionRow

ID_BYTES = 16
"""Random bytes of a session's id."""

_ID = re.compile(r"[\w-]{22}", re.ASCII)


def storable(session_id: str) -> str:
    """``session_id`` if it can be one, else ''; some strings no database can even be asked for."""
    return session_id if _ID.fullmatch(session_id) else ""


def present(session_id: str, *, expired: bool = False) -> Select[ChatSessionRow]:
    """The session of this id, unless it is expired; with ``expired`` that one, too."""
    row = ChatSessionRow
    wanted = select(row).where(row.id == storable(session_id))
    return wanted if expired else wanted.where(row.expires_at > datetime.now(UTC))


def live(channel: Channel, visitor: str) -> Select[ChatSessionRow]:
    """The newest session of the hashed ``visitor`` that has neither ended nor expired."""
    row = ChatSessionRow
    mine = select(row).where(row.visitor == visitor, row.channel == channel, row.status != "ended")
    return mine.where(row.expires_at > datetime.now(UTC)).order_by(row.created_at.desc(), row.id).limit(1)


def messages(session_id: str, after: int = 0) -> Select[ChatMessageRow]:
    """The messages of the session beyond ``after``, in order."""
    row = ChatMessageRow
    return select(row).where(row.session_id == session_id, row.seq > after).order_by(row.seq)


def last_of_assistant(session_id: str) -> Select[ChatMessageRow]:
    """The assistant's newest message."""
    row = ChatMessageRow
    own = select(row).where(row.session_id == session_id, row.author == "assistant")
    return own.order_by(row.seq.desc()).limit(1)


def found(session: orm.Session, wanted: Select[ChatSessionRow]) -> ChatSessionRow:
    """The row that is ``wanted``. Raises NotFoundError."""
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise NotFoundError("대화를 찾을 수 없어요. 새로 시작해 주세요.")
    return row


def check_open(row: ChatSessionRow) -> None:
    """Raise ConversationEndedError when nothing more can be said."""
    if row.status == "ended":
        raise ConversationEndedError("끝난 대화예요. 새로 시작해 주세요.")


def sent(session: orm.Session, session_id: str, author: Author, client_message_id: str | None) -> ChatMessageRow | None:
    """The message that ``author`` sent under this id before; None without an id."""
    if client_message_id is None:
        return None
    row = ChatMessageRow
    same = select(row).where(row.session_id == session_id, row.author == author)
    return session.execute(same.where(row.client_message_id == client_message_id)).scalar_one_or_none()


def taken(session: orm.Session, session_id: str, client_message_id: str | None) -> Taken | None:
    """The reply that the visitor's message of this id got before."""
    message = sent(session, session_id, "visitor", client_message_id)
    if message is None:
        return None
    answer = session.execute(messages(session_id, message.seq).limit(1)).scalar_one()
    assert answer.reply is not None, "a visitor's message and the reply to it are kept together"
    agents = words_of_agents(session, session_id, message.seq)
    return Taken(answer.seq, reply_from_json(answer.reply), agents, repeated=True)


def words_of_agents(session: orm.Session, session_id: str, before: int) -> tuple[str, ...]:
    """What agents said last before message ``before``, since the visitor's one before that."""
    row = ChatMessageRow
    earlier = (row.session_id == session_id, row.seq < before)
    visitor = select(func.coalesce(func.max(row.seq), 0)).where(*earlier, row.author == "visitor").scalar_subquery()
    said = select(row.text).where(*earlier, row.author == "agent", row.seq > visitor).order_by(row.seq)
    return tuple(session.execute(said).scalars())


def last_seq(session: orm.Session, session_id: str) -> int:
    """The ``seq`` of the newest message, 0 where there is none."""
    last = select(func.coalesce(func.max(ChatMessageRow.seq), 0)).where(ChatMessageRow.session_id == session_id)
    return session.execute(last).scalar_one()


def append(
    session: orm.Session,
    session_id: str,
    author: Author,
    text: str,
    *,
    reply: Reply | None = None,
    client_message_id: str | None = None,
) -> ChatMessageRow:
    """Add a message with the next ``seq``. Only for who has locked the session's row."""
    row = ChatMessageRow(
        session_id=session_id,
        seq=last_seq(session, session_id) + 1,
        author=author,
        text=text,
        reply=None if reply is None else reply_to_json(reply),
        outcome="" if reply is None else reply.outcome,
        reason="" if reply is None else reply.reason,
        client_message_id=client_message_id,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def become(row: ChatSessionRow, status: Status) -> None:
    """Say who answers from now on, and since when a person is waited for."""
    row.status = status
    row.waiting_since = (row.waiting_since or datetime.now(UTC)) if status in ("waiting", "agent") else None


def session_of(row: ChatSessionRow) -> Session:
    """The session that ``row`` holds."""
    contact = Contact(row.contact_name, row.contact, row.contact_message, consent=True)
    rating = Rating(row.rating, row.helpful, row.rating_comment)
    return Session(
        id=row.id,
        channel=cast(Channel, row.channel),
        status=cast(Status, row.status),
        context=context_from_json(row.context),
        created_at=utc(row.created_at),
        active_at=utc(row.active_at),
        expires_at=utc(row.expires_at),
        contact=contact if row.contact_consent else None,
        rating=None if rating == Rating() else rating,
        waiting_since=None if row.waiting_since is None else utc(row.waiting_since),
    )


def entry_of(row: ChatMessageRow) -> Entry:
    """The message that ``row`` holds."""
    reply = None if row.reply is None else reply_from_json(row.reply)
    return Entry(row.seq, cast(Author, row.author), row.text, utc(row.created_at), reply, row.client_message_id)


def exported(row: ChatSessionRow, rows: Iterable[ChatMessageRow]) -> dict[str, Any]:
    """The session and its messages ready for JSON: all but the hashes of token and visitor, the count of changes and
    whether an agent is writing just now."""
    session = session_of(row)
    contact, rating = session.contact, session.rating
    return {
        "id": session.id,
        "channel": session.channel,
        "status": session.status,
        "created_at": session.created_at.isoformat(),
        "active_at": session.active_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
        "waiting_since": session.waiting_since and session.waiting_since.isoformat(),
        "context": row.context,
        "contact": contact and {"name": contact.name, "contact": contact.contact, "message": contact.message},
        "rating": rating and {"rating": rating.rating, "helpful": rating.helpful, "comment": rating.comment},
        "messages": [
            {
                "seq": each.seq,
                "author": each.author,
                "text": each.text,
                "created_at": utc(each.created_at).isoformat(),
                "client_message_id": each.client_message_id,
                "reply": each.reply,
            }
            for each in rows
        ],
    }


def utc(at: datetime) -> datetime:
    """``at``, which came from the database, with its zone."""
    # SQLite keeps no time zone; all times are written in UTC. PostgreSQL tells its own.
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
