"""Turns to take in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import text, update

from app.chat.models import Context, Passage, QuickReply, Reply, Source, Turn
from app.chat.sessions import Contact, Session
from app.storage.database import Database
from app.storage.tables import ChatSessionRow

REPLY = Reply(
    outcome="answered",
    reason="sure",
    text="환불은 마이페이지에서 신청해요.",
    confidence=0.93,
    passages=(Passage("refund", "마이페이지에서 신청해요.", "마이페이지에서"),),
    sources=(Source("refund", "환불 신청", "/articles/refund/환불-신청", ("결제", "환불"), 3),),
    quick_replies=(QuickReply("도움이 됐어요", "helpful"), QuickReply("환불 기간", "article:period", "period")),
    masked=("전화번호",),
)
CONTACT = Contact("김하늘", "010-1234-5678", "환불이 안 돼요.\n도와주세요.", consent=True)
CONTEXT = Context("refund", "환불", "ios", ("refund", "period"), ("login",), 1)


def answered(_: Session) -> Turn:
    return Turn(REPLY, CONTEXT)


def said(text: str, *, waiting: bool = False) -> Turn:
    return Turn(Reply("smalltalk", "greeting", text), status="waiting" if waiting else None)


def unused(_: Session) -> Turn:
    raise AssertionError("was asked for an answer")


def listing(name: str, session: Session) -> Turn:
    """A turn that adds ``name`` to what the context holds and replies with all that it held before."""
    context = session.context
    reply = Reply("answered", "sure", " ".join(context.offered))
    return Turn(reply, replace(context, offered=(*context.offered, name)))


def age(database: Database, session_id: str, *, unused_days: float = 0, expired: bool = False) -> None:
    """Make the session older than it is."""
    now = datetime.now(UTC)
    expires = now - timedelta(seconds=1) if expired else now + timedelta(days=1)
    with database.write() as session:
        session.execute(
            update(ChatSessionRow)
            .where(ChatSessionRow.id == session_id)
            .values(active_at=now - timedelta(days=unused_days), expires_at=expires)
        )


def everything(database: Database) -> str:
    """All that the tables of conversations hold."""
    with database.read() as session:
        rows = [
            *session.execute(text("SELECT * FROM chat_sessions")),
            *session.execute(text("SELECT * FROM chat_messages")),
        ]
    return str(rows)
