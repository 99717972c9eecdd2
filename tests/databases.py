"""A migrated database for tests: SQLite always, PostgreSQL too where BARODAP_TEST_POSTGRES_URL names a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from app.storage.database import Database
from app.storage.schema import upgrade

POSTGRES_URL = os.environ.get("BARODAP_TEST_POSTGRES_URL", "")


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES_URL else ["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'barodap.db'}"
        return
    schema = f"test_{uuid4().hex}"
    server = create_engine(POSTGRES_URL)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        url = make_url(POSTGRES_URL).update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        server.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with this version's tables and no content."""
    with_tables = Database(database_url)
    upgrade(with_tables)
    yield with_tables
    with_tables.close()
