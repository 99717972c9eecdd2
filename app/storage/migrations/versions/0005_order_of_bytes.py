"""Ids and what else lists are in the order of: the order of bytes on PostgreSQL, as SQLite has it."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = {
    "categories": {"id": "TEXT"},
    "articles": {"id": "VARCHAR(200)", "category_id": "TEXT", "variant_group": "TEXT"},
    "article_revisions": {"article_id": "VARCHAR(200)"},
    "article_views": {"article_id": "VARCHAR(200)"},
    "feedback": {"article_id": "VARCHAR(200)"},
    "events": {"article_id": "VARCHAR(200)", "query": "TEXT"},
    "learned_questions": {"article_id": "VARCHAR(200)", "question": "TEXT"},
    "read_together": {"article_id": "VARCHAR(200)", "other_id": "VARCHAR(200)"},
    "chat_sessions": {"id": "VARCHAR(32)"},
    "chat_messages": {"session_id": "VARCHAR(32)"},
}


def upgrade() -> None:
    _collate('"C"')


def downgrade() -> None:
    _collate('"default"')


def _collate(collation: str) -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for table, columns in _COLUMNS.items():
        changes = (f"ALTER COLUMN {name} TYPE {type_} COLLATE {collation}" for name, type_ in columns.items())
        op.execute(f"ALTER TABLE {table} {', '.join(changes)}")
