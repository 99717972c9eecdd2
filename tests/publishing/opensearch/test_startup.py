from __future__ import annotations

import shutil
from pathlib import Path

from app.config import Settings
from app.engine.opensearch.client import Client
from app.paths import FAQ_DATA
from app.publishing import layout
from app.services import build_services
from app.startup import prepare


def test_a_host_fetches_what_is_live_and_publishes_when_nothing_is(
    settings: Settings, client: Client, tmp_path: Path
) -> None:
    shutil.copytree(FAQ_DATA / "articles" / "start" / "join", tmp_path / "faq_data" / "articles")
    one, other = (
        build_services(settings.model_copy(update={"faq_data": tmp_path / "faq_data", "index_dir": tmp_path / name}))
        for name in ("one", "other")
    )
    published = prepare(one).published
    assert published is not None
    assert other.follower is not None
    other.follower.sync()
    assert prepare(other).published is None
    assert layout.read_pointer(other.settings.index_dir) == published.generation
    # As on the first start after an update to a version that shares.
    client.write("DELETE", f"/{settings.opensearch_prefix}-*/_alias/{settings.opensearch_prefix}-live", timeout=60)
    assert prepare(other).published is not None
    for services in (one, other):
        services.generations.close()
        services.database.close()
