"""What visitors do, and what was learned from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("visitor", "kind", "article_id", "query", name="pk_events"),
    )
    op.create_index("ix_events_occurred_at", "events", ["occurred_at"])
    op.create_table(
        "learned_questions",
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("evidence", sa.Float(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("vetoed", sa.Boolean(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "question", name="pk_learned_questions"),
        sa.CheckConstraint("source IN ('visitors', 'imported')", name=op.f("ck_learned_questions_source")),
    )
    op.create_table(
        "read_together",
        sa.Column("article_id", sa.String(200), nullable=False),
        sa.Column("other_id", sa.String(200), nullable=False),
        sa.Column("evidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "other_id", name="pk_read_together"),
    )


def downgrade() -> None:
    for table in ("read_together", "learned_questions", "events"):
        op.drop_table(table)
