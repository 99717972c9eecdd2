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
from tests.conftest import AS_SHIPPED, copy_cache

pytestmark = pytest.mark.long


@pytest.fixture
def both(settings: Settings, published_sample: Path, tmp_path: Path) -> Iterator[list[Services]]:
    """The sample articles in the embedded engine and in OpenSearch; without nearness in meaning, which is beside both
    and takes long to learn."""
    shutil.copy(published_sample / "barodap.db", tmp_path)
    embedded = {"engine": "whoosh", "index_dir": tmp_path / "embedded"}
    same = {**AS_SHIPPED, "semantic_weight": 0.0}
    opened = [build_services(settings.model_copy(update={**same, **own})) for own in (embedded, {})]
    for services in opened:
        copy_cache(published_sample / "index", services.settings.index_dir)
        publish(services)
    yield opened
    for services in opened:
        services.generations.close()
        services.database.close()


def test_both_match_the_same_and_show_the_same(both: list[Services]) -> None:
    embedded, shared = both
    with shared.generations.current() as generation:
        assert (generation.manifest.engine, generation.degraded) == ("opensearch", ())
    given = FAQ_DATA / "evaluation" / "sample" / "queries.jsonl"
    asked = [json.loads(line)["text"] for line in given.read_text(encoding="utf-8").splitlines()]
    drawn = random_queries([f"{article.title} {article.body}" for article in embedded.articles.published()], 40)
    for texts in (asked[::5], drawn):
        found = compare(embedded.search, shared.search, texts)
        assert found.other_sets == []
        assert len(found.overlaps) > 20
        assert found.overlap >= 0.95
