"""Databases for tests: each on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from app.storage.database import Database
from app.storage.schema import upgrade
from tests import postgres
from tests.conftest import once

KINDS = ("sqlite", "postgresql")

NewDatabase = Callable[..., AbstractContextManager[str]]
"""``new_database(kind, folder, tables=True)``: the URL of a database that is dropped afterwards, with this version's
tables or without any; a SQLite file is made in ``folder``."""


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewDatabase]:
    """Makes databases by copying one; the server and what is copied are made when first needed."""
    with ExitStack() as stack:
        templates: dict[str, str] = {}

        def template(kind: str) -> str:
            if kind not in templates:
                url = stack.enter_context(_new(kind, tmp_path_factory.mktemp("tables"), request))
                templates[kind] = url
                _migrate(url)
            return templates[kind]

        def new(kind: str, folder: Path, *, tables: bool = True) -> AbstractContextManager[str]:
            return _new(kind, folder, request, template(kind) if tables else "")

        yield new


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a PostgreSQL server, one for all processes of a run; a test without any is skipped, in CI it fails."""
    if given := os.environ.get(postgres.URL_VARIABLE):
        return given
    if reason := postgres.missing():
        (pytest.fail if postgres.required() else pytest.skip)(reason)
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    folder = once(tmp_path_factory, "postgres", lambda made: _note(made, postgres.start_for(run)))
    return (folder / "url").read_text()


def _note(folder: Path, url: str) -> None:
    (folder / "url").write_text(url)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables; with them in a test that asks for ``database``."""
    with new_database(request.param, tmp_path / "data", tables="database" in request.fixturenames) as url:
        yield url


@pytest.fixture(params=KINDS)
def url_to_publish(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[str]:
    """The URL of a database to publish from, on PostgreSQL with tables, which take long to make."""
    with new_database(request.param, tmp_path, tables=request.param != "sqlite") as url:
        yield url


@pytest.fixture(scope="module", params=KINDS)
def module_database_url(
    request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database without tables, for all tests of a module."""
    with new_database(request.param, tmp_path_factory.mktemp("data"), tables=False) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with this version's tables and no content."""
    with_tables = Database(database_url)
    yield with_tables
    with_tables.close()


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


@contextmanager
def _new(kind: str, folder: Path, request: pytest.FixtureRequest, template: str = "") -> Iterator[str]:
    if kind == "sqlite":
        file = folder / "barodap.db"
        if template:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(make_url(template).database or "", file)
        yield f"sqlite:///{file}"
        return
    server = make_url(request.getfixturevalue("postgres_url"))
    name = f"barodap_{uuid4().hex}"
    copied = f" TEMPLATE {make_url(template).database}" if template else ""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{copied}"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
