"""Since when visitors wait for a person, and whether an agent is writing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_sessions", sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("chat_sessions", sa.Column("typing_until", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE chat_sessions SET waiting_since = active_at WHERE status IN ('waiting', 'agent')")
    op.create_index("ix_chat_sessions_waiting", "chat_sessions", ["status", "waiting_since"])


def downgrade() -> None:
    op.drop_index("ix_chat_sessions_waiting", "chat_sessions")
    op.drop_column("chat_sessions", "typing_until")
    op.drop_column("chat_sessions", "waiting_since")
