"""A PostgreSQL that dies while the index is being made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import DatabaseUnreachableError
from app.models import Article, Query
from app.search.indexing import publish_index
from app.services import Services, build_services
from app.storage.schema import upgrade
from tests import postgres
from tests.conftest import settings_in
from tests.content.given import draft, run

pytestmark = pytest.mark.long

ARTICLES = 1_200
"""More than the database sends at once."""


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    with postgres.killable() as made:
        yield made


@pytest.fixture
def services(server: postgres.Server, tmp_path: Path) -> Iterator[Services]:
    made = build_services(settings_in(tmp_path, database_url=server.url))
    upgrade(made.database)
    run(made.database, *(draft(f"a{number:04}", title=f"{number}번 질문이에요") for number in range(ARTICLES)))
    yield made
    made.generations.close()
    made.database.close()


def test_the_index_before_serves_and_publishing_again_succeeds(
    services: Services, server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publish_index(services.settings, services.articles, services.analyzer).generation
    published = services.articles.published

    def dying() -> Iterator[Article]:
        articles = published()
        yield next(articles)
        server.kill()
        yield from articles

    monkeypatch.setattr(services.articles, "published", dying)
    with pytest.raises(DatabaseUnreachableError):
        publish_index(services.settings, services.articles, services.analyzer, fresh=True)
    monkeypatch.undo()
    assert services.search.search(Query("7번 질문")).generation == before
    server.start()
    after = _published(services)
    found = services.search.search(Query("7번 질문"))
    assert (found.generation, found.hits[0].article.id) == (after, "a0007")


def _published(services: Services) -> str:
    """The generation that is published once the database has been tried again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return publish_index(services.settings, services.articles, services.analyzer).generation
        except DatabaseUnreachableError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
