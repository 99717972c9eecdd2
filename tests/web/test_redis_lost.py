"""A server of two processes that loses Redis while people search, ask, talk and listen."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPResponse
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.conftest import settings_in
from tests.live_server import live_process, log_of
from tests.live_visitor import Visitor
from tests.redis_server import RedisServer, own_redis
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, published

PASSWORD = "a-password-that-nobody-may-read"
EVENTS_PER_MINUTE = 6
SOON = 20.0
ENOUGH = 5
"""Times that each kind of request is answered before the test goes on."""


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with own_redis(PASSWORD) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("redis-lost")
    published(settings_in(made), ARTICLES)
    return made


@pytest.fixture(scope="module")
def address(folder: Path, redis: RedisServer) -> Iterator[str]:
    given = {
        "semantic_weight": "0",
        "lexicon": str(settings_in(folder).lexicon),
        "business_hours": "",
        "agent_token": AGENT_TOKEN,
        "redis_url": redis.url,
        "events_per_minute": str(EVENTS_PER_MINUTE),
    }
    with live_process(folder, workers="2", **given) as (_, address):
        yield address


def requests(visitor: Visitor, number: int) -> Iterator[tuple[str, int]]:
    """One of each kind and its status."""
    query = quote(f"월렛 {number}")
    yield "search", visitor.request("GET", f"/api/v1/search?q={query}").status
    yield "suggest", visitor.request("GET", f"/api/v1/suggest?q={query}").status
    yield "ask", visitor.request("POST", "/api/v1/ask", {"question": f"월렛 충전 {number}"}).status
    yield "message", visitor.say(f"m-{number}", "캐시를 어떻게 충전하나요?").status


@contextmanager
def load(address: str) -> Iterator[Counter[tuple[str, int]]]:
    """People at work; how often which kind of request got which status."""
    counts: Counter[tuple[str, int]] = Counter()
    ended = Event()

    def work(_: int) -> None:
        visitor, number = Visitor(address), 0
        while visitor.open().status != 201 and not ended.is_set():
            counts["open", 0] += 1
        with closing(visitor):
            while not ended.is_set():
                number += 1
                for each in requests(visitor, number):
                    counts[each] += 1

    with ThreadPoolExecutor(3) as people:
        done = [people.submit(work, person) for person in range(3)]
        try:
            yield counts
        finally:
            ended.set()
        for each in done:
            each.result()


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answered_more(counts: Counter[tuple[str, int]]) -> None:
    """Until each kind of request has been answered some more times."""
    before = Counter(counts)
    kinds = ("search", "suggest", "ask", "message")
    until(lambda: all(counts[kind, 200] >= before[kind, 200] + ENOUGH for kind in kinds))


def say(address: str, session_id: str, text: str) -> None:
    body = json.dumps({"client_message_id": text, "text": text}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {AGENT_TOKEN}"}
    with urlopen(Request(f"{address}/api/v1/agent/conversations/{session_id}/messages", body, headers)):
        pass


def events_of(visitor: Visitor) -> Request:
    headers = {"Authorization": f"Bearer {visitor.token}"}
    return Request(f"{visitor.address}/api/v1/chat/sessions/{visitor.session_id}/events", headers=headers)


def heard(stream: HTTPResponse) -> str:
    """What an agent says next."""
    while line := stream.readline().decode():
        if line.startswith("data: ") and "text" in (data := json.loads(line.removeprefix("data: "))):
            text: str = data["text"]
            return text
    raise AssertionError("the stream has ended")


def ready(address: str) -> str:
    with urlopen(f"{address}/readyz") as answer:
        return str(answer.read().decode())


def test_processes_count_together(address: str) -> None:
    def send(number: int) -> int:
        visitor = Visitor(address)
        body: dict[str, Any] = {"kind": "click", "query": "월렛 충전", "article_id": "wallet-charge"}
        with closing(visitor):
            return visitor.request("POST", "/api/v1/events", {**body, "visitor": f"{number}"}).status

    with ThreadPoolExecutor(4) as people:
        statuses = Counter(people.map(send, range(4 * EVENTS_PER_MINUTE)))
    assert statuses == {200: EVENTS_PER_MINUTE, 429: 3 * EVENTS_PER_MINUTE}


def test_nobody_notices_but_the_operator(address: str, redis: RedisServer, folder: Path) -> None:
    visitor = Visitor(address)
    with closing(visitor), load(address) as counts:
        assert visitor.open().status == 201
        with urlopen(events_of(visitor)) as stream:

            def converses(id_: str) -> None:
                say(address, visitor.session_id, id_)
                assert heard(stream) == id_
                answered_more(counts)

            converses("before")
            with redis.client() as client:
                for kind in ("cache", "limit"):
                    assert list(client.scan_iter(f"barodap:*{kind}*")), kind
            redis.kill()
            converses("killed")
            until(lambda: "degraded=redis_down" in ready(address))
            redis.start()
            until(lambda: not any("degraded" in ready(address) for _ in range(20)))
            converses("back")
            redis.signal(signal.SIGSTOP)
            converses("hanging")
            until(lambda: "degraded=redis_down" in ready(address))
            redis.signal(signal.SIGCONT)
            until(lambda: not any("degraded" in ready(address) for _ in range(20)))
            converses("well")
    assert {status for _, status in counts} <= {200, 409}, counts
    log = log_of(folder).read_text(encoding="utf-8")
    assert 2 <= log.count("를 쓸 수 없어서") <= 4
    assert log.count("를 쓸 수 없어서") == log.count("를 다시 써요")
    assert PASSWORD not in log
