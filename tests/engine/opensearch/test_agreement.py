"""The whole search over OpenSearch finds what it finds over the embedded engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Settings
from app.paths import FAQ_DATA
from app.services import Services, build_services, publish
from benchmarks.opensearch import compare, random_queries
from tests.conftest import AS_SHIPPED


@pytest.fixture
def shared(settings: Settings, published_sample: Path, tmp_path: Path) -> Iterator[Services]:
    """The sample articles, published to OpenSearch."""
    shutil.copytree(published_sample, tmp_path, dirs_exist_ok=True)
    services = build_services(settings.model_copy(update=AS_SHIPPED))
    publish(services)
    yield services
    services.generations.close()
    services.database.close()


def test_both_match_the_same_and_show_the_same(sample: Services, shared: Services) -> None:
    with shared.generations.current() as generation:
        assert (generation.manifest.engine, generation.degraded) == ("opensearch", ())
    given = FAQ_DATA / "evaluation" / "sample" / "queries.jsonl"
    asked = [json.loads(line)["text"] for line in given.read_text(encoding="utf-8").splitlines()]
    drawn = random_queries([f"{article.title} {article.body}" for article in sample.articles.published()], 60)
    for texts in (asked[::3], drawn):
        found = compare(sample.search, shared.search, texts)
        assert found.other_sets == []
        assert len(found.overlaps) > 30
        assert found.overlap >= 0.95
