"""Runs the migrations on the connection that ``app/storage/schema.py`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from app.storage.schema import VERSION_TABLE
from app.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
