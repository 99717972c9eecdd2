from __future__ import annotations

import pytest

from app.chat.store import ConversationStore
from app.storage.database import Database
from tests.databases import database, database_url, new_database, postgres_url

__all__ = ["database", "database_url", "new_database", "postgres_url"]


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database, retention_days=90, session_days=30)
