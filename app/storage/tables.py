"""The tables. ``migrations/`` makes them; a test keeps the two the same.

History outlives what it describes: revisions, votes, view counts and what was learned name an article by its id but
hold no foreign key to it, so that removing an article, or importing it again, loses none of them
(docs/decisions/0003). A conversation is the visitor's own: its messages go with it (docs/decisions/0012).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    TEXT,
    VARCHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_LENGTH = 200
REASON_LENGTH = 500
SESSION_ID_LENGTH = 32

BYTES = "C"
"""The collation of what lists are in the order of, on PostgreSQL: that of bytes, which SQLite has, so that the order is
the same wherever the articles are, and no other release of a library of languages breaks an index."""

_Id = String(ID_LENGTH).with_variant(VARCHAR(ID_LENGTH, collation=BYTES), "postgresql")
_SessionId = String(SESSION_ID_LENGTH).with_variant(VARCHAR(SESSION_ID_LENGTH, collation=BYTES), "postgresql")
_Key = Text().with_variant(TEXT(collation=BYTES), "postgresql")


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can address it on any database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


class CategoryRow(Base):
    """A node of the tree. Its ancestors are the prefixes of ``id``; ``position`` orders it among its siblings."""

    __tablename__ = "categories"

    id: Mapped[str] = mapped_column(_Key, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)


class ArticleRow(Base):
    """An article as it stands. ``views`` is what the source stated; ``content_hash`` covers everything but that."""

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint("status IN ('published', 'draft', 'archived')", name="status"),
        CheckConstraint("platform IN ('all', 'pc', 'android', 'ios')", name="platform"),
        Index("ix_articles_status", "status", "id"),
        Index("ix_articles_variant_group", "variant_group", "platform"),
    )

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    category_id: Mapped[str] = mapped_column(_Key, ForeignKey("categories.id"), index=True)
    slug: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[date] = mapped_column(Date)
    questions: Mapped[list[str]] = mapped_column(JSON)
    keywords: Mapped[list[str]] = mapped_column(JSON)
    platform: Mapped[str] = mapped_column(String(10))
    variant_group: Mapped[str | None] = mapped_column(_Key)
    related: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(Integer)
    views: Mapped[int] = mapped_column(BigInteger)
    content_hash: Mapped[str] = mapped_column(String(64))


class RevisionRow(Base):
    """What an article said at one revision, when that was recorded and where it came from. Only ever added to."""

    __tablename__ = "article_revisions"

    article_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    origin: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class ViewsRow(Base):
    """Page views counted here, on top of those the source stated."""

    __tablename__ = "article_views"

    article_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    views: Mapped[int] = mapped_column(BigInteger)


class FeedbackRow(Base):
    """One visitor's vote on one article, at the revision that the visitor read; a later vote replaces it."""

    __tablename__ = "feedback"

    article_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    visitor: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    helpful: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class EventRow(Base):
    """A visitor opened an article after a query, or said something of it; the same again only renews the time."""

    __tablename__ = "events"

    visitor: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    article_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    query: Mapped[str] = mapped_column(_Key, primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class LearnedQuestionRow(Base):
    """A question that an article answers, as visitors showed or an operator stated; a vetoed one stays to bar it."""

    __tablename__ = "learned_questions"
    __table_args__ = (CheckConstraint("source IN ('visitors', 'imported')", name="source"),)

    article_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    question: Mapped[str] = mapped_column(_Key, primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[float] = mapped_column(Float)
    visitors: Mapped[int] = mapped_column(Integer)
    vetoed: Mapped[bool] = mapped_column(Boolean)
    learned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ReadTogetherRow(Base):
    """Visitors who opened ``article_id`` opened ``other_id`` soon after or before."""

    __tablename__ = "read_together"

    article_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    other_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    evidence: Mapped[float] = mapped_column(Float)


class ChatSessionRow(Base):
    """A conversation. ``version`` counts its changes; of the token and of the visitor, '' for none, a SHA-256 is kept.

    ``contact_name``, ``contact`` and ``contact_message`` are empty without ``contact_consent``. ``waiting_since`` is
    when a person was asked for, where one still is; until ``typing_until`` an agent is writing.
    """

    __tablename__ = "chat_sessions"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'kakao', 'rasa', 'chatwoot')", name="channel"),
        CheckConstraint("status IN ('bot', 'waiting', 'agent', 'ended')", name="status"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_chat_sessions_visitor", "visitor", "channel"),
        Index("ix_chat_sessions_waiting", "status", "waiting_since"),
    )

    id: Mapped[str] = mapped_column(_SessionId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(10))
    visitor: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(10))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    active_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    rating: Mapped[int | None] = mapped_column(Integer)
    helpful: Mapped[bool | None] = mapped_column(Boolean)
    rating_comment: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    contact_name: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    contact_message: Mapped[str] = mapped_column(Text, default="")
    contact_consent: Mapped[bool] = mapped_column(Boolean, default=False)
    waiting_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    typing_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ChatMessageRow(Base):
    """A message of a conversation, already masked. ``client_message_id`` is what its sender calls it, to send it again.

    The reply to a visitor's message is the one with the next ``seq``.
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        CheckConstraint("author IN ('visitor', 'assistant', 'agent')", name="author"),
        UniqueConstraint("session_id", "author", "client_message_id", name="uq_chat_messages_client_message_id"),
    )

    session_id: Mapped[str] = mapped_column(
        _SessionId, ForeignKey("chat_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    author: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    outcome: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(String(12), default="")
    client_message_id: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
