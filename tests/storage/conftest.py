from __future__ import annotations

from tests.databases import database, database_url, new_database, postgres_url

__all__ = ["database", "database_url", "new_database", "postgres_url"]
