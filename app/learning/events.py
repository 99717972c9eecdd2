"""The log of what visitors did after a query, pseudonymous and masked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.chat.privacy import mask
from app.content.text import clean_line
from app.learning.evidence import SITTING, Event, Kind
from app.search.parser import MAX_QUERY
from app.storage.database import Database
from app.storage.retrying import retried
from app.storage.tables import EventRow


class EventLog:
    """Writes and reads events; ``enabled`` False keeps none. Every method may raise StorageError.

    Of a visitor only the SHA-256 of an id that means nothing elsewhere is kept; of a query what is left when personal
    data is masked.
    """

    def __init__(self, database: Database, *, enabled: bool) -> None:
        self._database = database
        self.enabled = enabled

    @retried
    def opened(
        self, article_id: str, query: str, *, visitor: str, kind: Kind = "click", before: Iterable[str] = ()
    ) -> bool:
        """Record that ``visitor`` opened the article among the answers to ``query``; whether anything was recorded.

        ``before`` are the queries that the visitor had put in vain shortly before.
        """
        events: list[tuple[Kind, str]] = [(kind, _kept(query))]
        events += [("rephrased", other) for other in map(_kept, before) if other != events[0][1]]
        events = [event for event in events if event[1]]
        if not (self.enabled and events):
            return False
        with self._database.write() as session:
            self._write(session, _pseudonym(visitor), article_id, events)
        return True

    @retried
    def voted(self, article_id: str, *, visitor: str, helpful: bool) -> bool:
        """Record a vote with the query that led ``visitor`` to the article; not when none did in the last SITTING."""
        if not self.enabled:
            return False
        name = _pseudonym(visitor)
        recent = (
            select(EventRow.query)
            .where(EventRow.visitor == name, EventRow.article_id == article_id)
            .where(EventRow.kind.in_(("click", "choice")), EventRow.occurred_at >= datetime.now(UTC) - SITTING)
            .order_by(EventRow.occurred_at.desc())
            .limit(1)
        )
        with self._database.read() as session:
            query = session.execute(recent).scalar_one_or_none()
        if query is None:
            return False
        vote: tuple[Kind, Kind] = ("helpful", "unhelpful") if helpful else ("unhelpful", "helpful")
        with self._database.write() as session:
            here = (EventRow.visitor == name, EventRow.article_id == article_id, EventRow.query == query)
            session.execute(delete(EventRow).where(*here, EventRow.kind == vote[1]))
            self._write(session, name, article_id, [(vote[0], query)])
        return True

    def all(self) -> list[Event]:
        """Every event, in no order."""
        row = EventRow
        with self._database.read() as session:
            rows = session.execute(select(row.visitor, row.kind, row.article_id, row.query, row.occurred_at))
            # SQLite keeps no time zone; all times are written in UTC. PostgreSQL tells its own.
            return [
                Event(visitor, kind, article, query, at if at.tzinfo else at.replace(tzinfo=UTC))  # type: ignore[arg-type]
                for visitor, kind, article, query, at in rows
            ]

    @retried
    def forget(self, *, days: int) -> int:
        """Delete what is older than ``days``; how many events that were."""
        with self._database.write() as session:
            old = delete(EventRow).where(EventRow.occurred_at < datetime.now(UTC) - timedelta(days=days))
            return session.execute(old).rowcount  # type: ignore[attr-defined, no-any-return]

    def _write(self, session: Session, visitor: str, article_id: str, events: list[tuple[Kind, str]]) -> None:
        now = datetime.now(UTC)
        for kind, query in sorted(events):  # Who locks rows in one order locks nobody out.
            row = {"visitor": visitor, "kind": kind, "article_id": article_id, "query": query}
            statement = self._database.insert(EventRow).values(**row, occurred_at=now)
            session.execute(statement.on_conflict_do_update(index_elements=list(row), set_={"occurred_at": now}))


def _kept(query: str) -> str:
    return mask(clean_line(query))[:MAX_QUERY]


def _pseudonym(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()
