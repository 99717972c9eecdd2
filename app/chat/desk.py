"""What agents see and do: who waits for a person, who is writing, and who answers from now on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ColumnElement, func, orm, select, tuple_

from app.chat import rows
from app.chat.models import Status
from app.chat.sessions import Channel, Entry, Session
from app.chat.store import ConversationStore
from app.storage.database import Database
from app.storage.tables import ChatMessageRow, ChatSessionRow

TYPING = timedelta(seconds=6)
"""How long an agent counts as writing after saying so; who writes on says so again."""

Attended = Literal["waiting", "agent"]
"""Conversations of people: those that nobody has taken, and those that an agent has."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the queue. ``last`` is what the visitor or an agent said last, None before anything was."""

    session: Session
    last: Entry | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of conversations, who has waited longest first, who waits for no word last. ``total`` counts all pages."""

    total: int
    conversations: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What there is to tell a visitor at one moment: new messages, whether an agent is writing, and who answers."""

    entries: tuple[Entry, ...]
    typing: bool
    status: Status


class Desk:
    """Errors are those of ConversationStore, whose words for times and ids are used here."""

    def __init__(self, database: Database, store: ConversationStore) -> None:
        self._database = database
        self._store = store

    def queue(self, status: Attended, page: int, per_page: int, channel: Channel | None = None) -> Queue:
        """The conversations of ``status`` that have not expired, in one ``channel`` or all; ``page`` counts from 1."""
        row = ChatSessionRow
        some = [row.status == status, row.expires_at > datetime.now(UTC)]
        some += [row.channel == channel] if channel else []
        order = (row.waiting_since.is_(None), row.waiting_since, row.id)
        with self._database.read() as session:
            total = session.execute(select(func.count()).where(*some)).scalar_one()
            wanted = select(row).where(*some).order_by(*order).limit(per_page).offset((page - 1) * per_page)
            found = session.execute(wanted).scalars().all()
            last = _last_words(session, [each.id for each in found])
            return Queue(total, tuple(Waiting(rows.session_of(each), last.get(each.id)) for each in found))

    def session(self, session_id: str) -> Session:
        """The conversation itself, whose token agents do not have."""
        with self._database.read() as session:
            return rows.session_of(rows.found(session, rows.present(session_id)))

    def assign(self, session_id: str, status: Status) -> Session:
        """Say who answers from now on: an agent (who need not have said anything), the assistant again, or nobody.

        Raises ConversationEndedError for a conversation that has ended, unless it is to end.
        """
        with self._store.changing(session_id) as (_, row):
            if status != "ended":
                rows.check_open(row)
            row.typing_until = None
            rows.become(row, status)
        return self.session(session_id)

    def typing(self, session_id: str) -> None:
        """Note that an agent is writing. It changes nothing that a turn on its way would have to take notice of."""
        with self._database.write() as session:
            row = rows.found(session, rows.present(session_id))
            rows.check_open(row)
            row.typing_until = datetime.now(UTC) + TYPING
        self._store.notices.tell(session_id)

    def heard(self, session_id: str, after: int) -> Heard:
        """The messages beyond ``after``, 100 at most, and how the conversation is at that moment."""
        with self._database.read() as session:
            row = rows.found(session, rows.present(session_id))
            entries = session.execute(rows.messages(session_id, after).limit(100)).scalars()
            return Heard(tuple(map(rows.entry_of, entries)), _is_typing(row), cast(Status, row.status))


def _is_typing(row: ChatSessionRow) -> bool:
    # Bounded above, too: a clock that was set back must not leave an agent writing for hours.
    left = rows.utc(row.typing_until) - datetime.now(UTC) if row.typing_until else timedelta()
    return timedelta() < left <= TYPING


def _last_words(session: orm.Session, session_ids: list[str]) -> dict[str, Entry]:
    """What a person said last in each of the sessions."""
    row = ChatMessageRow
    people: ColumnElement[bool] = row.author.in_(("visitor", "agent"))
    newest = select(row.session_id, func.max(row.seq)).where(row.session_id.in_(session_ids), people)
    wanted = select(row).where(tuple_(row.session_id, row.seq).in_(newest.group_by(row.session_id)))
    return {each.session_id: rows.entry_of(each) for each in session.execute(wanted).scalars()}
