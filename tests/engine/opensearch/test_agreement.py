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
def both(
    settings: Settings, sample_settings: Settings, published_sample: Path, tmp_path: Path
) -> Iterator[tuple[Services, Services]]:
    """The sample articles in the embedded engine and in OpenSearch; without nearness in meaning, which is beside both
    and takes long to learn."""
    shutil.copytree(published_sample, tmp_path, dirs_exist_ok=True)
    same = {**AS_SHIPPED, "semantic_weight": 0.0}
    embedded, shared = (build_services(each.model_copy(update=same)) for each in (sample_settings, settings))
    publish(shared)
    yield embedded, shared
    for services in (embedded, shared):
        services.generations.close()
        services.database.close()


def test_both_match_the_same_and_show_the_same(both: tuple[Services, Services]) -> None:
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
