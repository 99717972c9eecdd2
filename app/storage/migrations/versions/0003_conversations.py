"""Conversations and their messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("rating_comment", sa.String(500), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_message", sa.Text(), nullable=False),
        sa.Column("contact_consent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_sessions"),
        sa.CheckConstraint("channel IN ('web', 'kakao', 'rasa', 'chatwoot')", name=op.f("ck_chat_sessions_channel")),
        sa.CheckConstraint("status IN ('bot', 'waiting', 'agent', 'ended')", name=op.f("ck_chat_sessions_status")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_chat_sessions_rating")),
    )
    op.create_index("ix_chat_sessions_visitor", "chat_sessions", ["visitor", "channel"])
    op.create_index("ix_chat_sessions_active_at", "chat_sessions", ["active_at"])
    op.create_index("ix_chat_sessions_expires_at", "chat_sessions", ["expires_at"])
    op.create_table(
        "chat_messages",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("client_message_id", sa.String(100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "seq", name="pk_chat_messages"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["chat_sessions.id"], name="fk_chat_messages_session_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("session_id", "author", "client_message_id", name="uq_chat_messages_client_message_id"),
        sa.CheckConstraint("author IN ('visitor', 'assistant', 'agent')", name=op.f("ck_chat_messages_author")),
    )


def downgrade() -> None:
    for table in ("chat_messages", "chat_sessions"):
        op.drop_table(table)
