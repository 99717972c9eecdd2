"""Three real nodes: a full disk, a publish under load, the loss of a node in the middle of searches."""

from __future__ import annotations

import json
import shutil
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.content.importers.beir import BeirImporter
from app.content.importing import import_articles
from app.engine.base import EngineDocument
from app.engine.opensearch.client import Client, Connection
from app.errors import PublishError
from app.paths import FAQ_DATA
from app.publishing.generation import load_engine
from app.publishing.generations import Generations
from app.publishing.publisher import Publisher
from app.services import Services, build_services, publish
from scripts.opensearch.nodes import Cluster, Node, running
from tests.conftest import NO_LEXICON, settings_in
from tests.contracts.engine.documents import document, ids, morph
from tests.engine.opensearch.conftest import need_server
from tests.live_server import live_process

pytestmark = pytest.mark.long

COUNT = 300
MADE: dict[str, Any] = {"analyzer_fingerprint": "mecab", "content_digest": "내용"}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    need_server()
    with running(tmp_path_factory.mktemp("cluster"), nodes=3, brief=True) as cluster:
        yield cluster


@pytest.fixture
def settings(cluster: Cluster, tmp_path: Path) -> Settings:
    return settings_in(tmp_path, engine="opensearch", opensearch_url=cluster.url, opensearch_timeout=10)


@pytest.fixture
def publisher(settings: Settings) -> Publisher:
    return Publisher(settings.index_dir, "opensearch", load_engine("opensearch", settings))


@pytest.fixture
def generations(settings: Settings) -> Iterator[Generations]:
    opened = Generations(
        settings.index_dir, analyzer_fingerprint="mecab", engine_for=partial(load_engine, settings=settings)
    )
    yield opened
    opened.close()


def edition(number: int) -> list[EngineDocument]:
    """Documents that all hold a word of their own and one of the edition."""
    return [document(f"{number}-{each:03}", title=["말", f"{number}판"], body=[f"낱말{each}"]) for each in range(COUNT)]


def whole(generations: Generations) -> int:
    """The edition that serves, all of it and nothing of another."""
    with generations.current() as generation:
        assert not generation.degraded
        found = ids(generation.reader.retrieve(morph("말")))
        assert len(generation.reader.get(sorted(found)[:5])) == 5
    editions = {id_.partition("-")[0] for id_ in found}
    assert (len(found), len(editions)) == (COUNT, 1)
    return int(editions.pop())


@contextmanager
def searching(generations: Generations, threads: int = 4) -> Iterator[Callable[[], set[int]]]:
    """Searches all the while; what is yielded stops that and gives the editions seen, or raises what went wrong."""
    stopped = threading.Event()

    def search() -> set[int]:
        seen = set()
        while not stopped.is_set():
            seen.add(whole(generations))
        return seen

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(search) for _ in range(threads)]

        def stop() -> set[int]:
            stopped.set()
            return set().union(*(each.result() for each in running))

        try:
            yield stop
        finally:
            stopped.set()


def test_a_full_disk_fails_publishing_and_not_searching(
    cluster: Cluster, publisher: Publisher, generations: Generations
) -> None:
    """As the server itself blocks every index when a disk passes its last watermark."""
    publisher.publish(edition(1), (), **MADE)
    client = Client(Connection(cluster.url))

    def block(value: bool | None) -> None:
        blocked = {"cluster.blocks.read_only_allow_delete": value}
        client.write("PUT", "/_cluster/settings", {"persistent": blocked}, timeout=60)

    block(True)
    try:
        with pytest.raises(PublishError, match="cluster_block_exception"):
            publisher.publish(edition(2), (), **MADE)
        assert whole(generations) == 1
    finally:
        block(None)
    publisher.publish(edition(3), (), **MADE)
    assert whole(generations) == 3


def test_a_publish_under_load_is_seen_whole(publisher: Publisher, generations: Generations) -> None:
    publisher.publish(edition(1), (), **MADE)
    with searching(generations) as stop:
        for number in (2, 3, 4):
            publisher.publish(edition(number), (), **MADE)
            # One thread opens the new one; meanwhile the others go on with the one before.
            deadline = time.monotonic() + 60
            while whole(generations) != number:
                assert time.monotonic() < deadline
        assert stop() <= {1, 2, 3, 4}


def test_hosts_of_their_own_follow_each_other_and_lose_a_node_and_a_host(cluster: Cluster, tmp_path: Path) -> None:
    """Real servers that share a database and nothing else on disk. The last test: the node stays lost."""
    here, there = tmp_path / "here", tmp_path / "there"
    shared = {
        "engine": "opensearch",
        "opensearch_url": cluster.url,
        "opensearch_prefix": "hosts",
        "faq_data": str(tmp_path / "faq_data"),
        "database_url": f"sqlite:///{here / 'barodap.db'}",
        "semantic_weight": "0",
        "lexicon": str(NO_LEXICON),
    }
    for folder in (here, there):
        folder.mkdir()
    shutil.copytree(FAQ_DATA / "articles" / "start", tmp_path / "faq_data" / "articles")
    shutil.copy(FAQ_DATA / "categories.yaml", tmp_path / "faq_data")
    with (
        live_process(here, workers="1", **shared) as (process, here_url),
        live_process(there, workers="1", **shared) as (_, there_url),
        asking(there_url) as stop,
    ):
        # The second to start fetched what the first had published.
        assert ready(there_url) == ready(here_url)
        services = build_services(settings_in(here, **shared))
        edit(services, "어제 없던 낱말")
        seen_by(there_url, publish(services).generation)
        assert ready(here_url) == ready(there_url)
        process.kill()
        holder_of_the_primary(cluster).kill()
        edit(services, "그제 없던 낱말")
        seen_by(there_url, publish(services).generation)
        statuses = stop()
        assert set(statuses) == {200}
        assert len(statuses) > 20
        assert engine_of(there_url) == "up"
        for node in cluster.nodes:
            node.kill()
        # A search server that is gone is gone for every worker: none is taken out of rotation for it.
        until(lambda: engine_of(there_url) == "down")
        assert "degraded=engine_down" in ready(there_url)
        services.database.close()


def edit(services: Services, title: str) -> None:
    folder = services.settings.index_dir.parent / "edit"
    folder.mkdir(exist_ok=True)
    row = {"_id": "edited", "title": title, "text": "본문", "metadata": {"category": "새 분류"}}
    (folder / "corpus.jsonl").write_text(json.dumps(row), encoding="utf-8")
    import_articles(services.database, BeirImporter(), folder)


def ready(address: str) -> str:
    """What ``/readyz`` says, with the generation that serves."""
    with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:
        told: str = answer.read().decode()
        return told


def engine_of(address: str) -> str:
    """The status of the engine."""
    with urllib.request.urlopen(f"{address}/api/v1/health", timeout=30) as answer:
        told: dict[str, str] = {part["name"]: part["status"] for part in json.load(answer)["parts"]}
        return told["engine"]


def seen_by(address: str, generation: str) -> None:
    until(lambda: generation in ready(address))


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def asking(address: str) -> Iterator[Callable[[], list[int]]]:
    """Searches over HTTP all the while; what is yielded stops that and gives the statuses."""
    stopped = threading.Event()

    def ask(word: str) -> list[int]:
        statuses: list[int] = []
        while not stopped.is_set():
            url = f"{address}/api/v1/search?q={urllib.parse.quote(f'{word} {len(statuses)}')}"
            try:
                with urllib.request.urlopen(url, timeout=30) as answer:
                    statuses.append(answer.status)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
            time.sleep(0.02)
        return statuses

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(ask, word) for word in ("환불", "배송 조회")]

        def stop() -> list[int]:
            stopped.set()
            return [status for each in running for status in each.result()]

        try:
            yield stop
        finally:
            stopped.set()


def holder_of_the_primary(cluster: Cluster) -> Node:
    client = Client(Connection(cluster.url))
    shards = client.read("GET", "/_cat/shards", params={"h": "index,prirep,id", "format": "json", "s": "index"})
    holder = [shard["id"] for shard in shards if shard["prirep"] == "p"][-1]
    nodes = client.read("GET", "/_nodes/http")["nodes"]
    address = next(node["http"]["publish_address"] for id_, node in nodes.items() if id_ == holder)
    return next(node for node in cluster.nodes if node.url.endswith(address))
