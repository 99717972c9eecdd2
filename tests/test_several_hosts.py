"""Two servers with nothing in common but a real PostgreSQL, a real Redis and a real OpenSearch."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from app.content.importers.beir import BeirImporter
from app.content.importing import import_articles
from app.engine.opensearch.client import Client, Connection
from app.paths import FAQ_DATA
from app.services import Services, build_services, publish
from tests.conftest import NO_LEXICON, settings_in
from tests.databases import NewDatabase, new_database, postgres_url
from tests.engine.opensearch.conftest import opensearch_url
from tests.hosts import hosts
from tests.live_server import live_process
from tests.live_visitor import Visitor

__all__ = ["new_database", "opensearch_url", "postgres_url"]

pytestmark = pytest.mark.long

AGENT_TOKEN = "agents-of-the-tests-only"
EVENTS_PER_MINUTE = 6
SOON = 30.0
"""Seconds within which everything happens on a busy machine; how long it takes, benchmarks.hosts tells."""


class Pair:
    """The addresses of two servers, and what the first one's host publishes with."""

    def __init__(self, here: str, there: str, services: Services) -> None:
        self.here, self.there, self.services = here, there, services


@pytest.fixture(scope="module")
def pair(
    new_database: NewDatabase, redis_url: str, opensearch_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("hosts")
    shutil.copytree(FAQ_DATA / "articles" / "start", folder / "faq_data" / "articles")
    shutil.copy(FAQ_DATA / "categories.yaml", folder / "faq_data")
    given = {
        "engine": "opensearch",
        "opensearch_prefix": f"test-{uuid4().hex}",
        "opensearch_replicas": "0",
        "opensearch_timeout": "20",
        "faq_data": str(folder / "faq_data"),
        "secret_key": uuid4().hex * 2,
        "agent_token": AGENT_TOKEN,
        "business_hours": "",
        "events_per_minute": str(EVENTS_PER_MINUTE),
        "trusted_proxies": "1",
        "semantic_weight": "0",
        "lexicon": str(NO_LEXICON),
    }
    with ExitStack() as stack:
        database_url = stack.enter_context(new_database("postgresql", folder, tables=False))
        servers = {"database_url": database_url, "redis_url": redis_url, "opensearch_url": opensearch_url}
        client = Client(Connection(opensearch_url, timeout=20.0))
        stack.callback(client.write, "DELETE", f"/{given['opensearch_prefix']}-*", timeout=60.0)
        addresses: list[str] = []
        for host, name in zip(stack.enter_context(hosts(2)), ("here", "there"), strict=True):
            (folder / name).mkdir()
            reached = {setting: host.reaching(url) for setting, url in servers.items()}
            process = live_process(folder / name, host, workers="1", **given, **reached)
            addresses.append(stack.enter_context(process)[1])
        services = build_services(settings_in(folder / "here", **given, **servers))
        yield Pair(addresses[0], addresses[1], services)
        services.cluster.close()
        services.database.close()


def get(address: str, path: str) -> str:
    place = urlsplit(address)
    with closing(HTTPConnection(place.hostname or "", place.port, timeout=SOON)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def agent(address: str, session_id: str, path: str, body: object) -> int:
    with closing(Visitor(address, session_id, AGENT_TOKEN)) as speaking:
        return speaking.request("POST", f"/api/v1/agent/conversations/{session_id}{path}", body).status


def test_what_one_publishes_the_other_serves(pair: Pair) -> None:
    folder = pair.services.settings.index_dir.parent / "edit"
    folder.mkdir()
    row = {"_id": "edited", "title": "어제 없던 낱말", "text": "본문", "metadata": {"category": "새 분류"}}
    (folder / "corpus.jsonl").write_text(json.dumps(row), encoding="utf-8")
    import_articles(pair.services.database, BeirImporter(), folder)
    generation = publish(pair.services).generation
    until(lambda: generation in get(pair.there, "/readyz"))
    assert "edited" in get(pair.there, f"/api/v1/search?q={quote('어제 없던 낱말')}")


def test_they_count_together(pair: Pair) -> None:
    place = [urlsplit(address) for address in (pair.here, pair.there)]
    body: dict[str, Any] = {"kind": "click", "query": "시작", "article_id": "edited"}
    statuses: Counter[int] = Counter()
    for number in range(4 * EVENTS_PER_MINUTE):
        server = place[number % 2]
        with closing(HTTPConnection(server.hostname or "", server.port, timeout=SOON)) as connection:
            headers = {"Content-Type": "application/json", "X-Forwarded-For": "203.0.113.9"}
            text = json.dumps({**body, "visitor": f"{number}"})
            connection.request("POST", "/api/v1/events", text, headers)
            statuses[connection.getresponse().status] += 1
    assert statuses == {200: EVENTS_PER_MINUTE, 429: 3 * EVENTS_PER_MINUTE}


def test_a_conversation_goes_on_at_the_other_and_its_stream_shows_who_speaks_there(pair: Pair) -> None:
    with closing(Visitor(pair.here)) as visitor:
        assert visitor.open().status == 201
        assert visitor.say("m-1", "상담원 연결해 주세요").status == 200
        moved = Visitor(pair.there, visitor.session_id, visitor.token)
        with closing(moved):
            assert moved.messages()[0]["text"] == "상담원 연결해 주세요"
            assert moved.say("m-1", "상담원 연결해 주세요").status == 200  # sent again, and known there
            assert moved.say("m-2", "고마워요").status == 200
            assert [message["author"] for message in visitor.messages()].count("visitor") == 2
        stream = listening(pair.here, visitor)
        with closing(stream):
            assert (
                agent(pair.there, visitor.session_id, "/messages", {"client_message_id": "a", "text": "옆에서"}) == 200
            )
            while "옆에서" not in (line := stream.readline().decode()):
                assert line, "the stream has ended"


def listening(address: str, visitor: Visitor) -> HTTPResponse:
    """The visitor's stream of events, which has begun."""
    headers = {"Authorization": f"Bearer {visitor.token}"}
    path = f"/api/v1/chat/sessions/{visitor.session_id}/events"
    answer: HTTPResponse = urlopen(Request(address + path, headers=headers), timeout=SOON)
    assert answer.readline().startswith(b"retry:")
    return answer
