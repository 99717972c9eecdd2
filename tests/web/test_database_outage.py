"""A real server whose PostgreSQL dies, hangs and comes back, while people search and talk."""

from __future__ import annotations

import json
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

import pytest

from app.config import Settings
from app.storage.database import Database
from app.storage.transfer import transfer
from tests import postgres
from tests.conftest import AS_SHIPPED, NO_LEXICON, settings_in
from tests.live_server import free_port, launch, live_process, log_of, wait_until_ready
from tests.live_visitor import SESSIONS, Answer, Visitor

pytestmark = pytest.mark.long

SEARCHES = (
    f"/api/v1/search?q={quote('환불')}",
    f"/api/v1/suggest?q={quote('환ㅂ')}",
    f"/search?q={quote('세금계산서')}",
    f"/search?q={quote('퀘이사 관측')}",
    "/",
    "/categories/channel-admin",
    "/articles/wallet-status/",
    "/readyz",
)
"""What goes on; the article and the list of what is most read come from the index."""

BOUND_SECONDS = 15
"""Far above what a request may wait for the database in all, far below for ever."""


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.killable() as made:
        yield made


@pytest.fixture(scope="module")
def folder(published_sample: Path, server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, moved into ``server``: its index needs no publishing."""
    made = shutil.copytree(published_sample, tmp_path_factory.mktemp("outage"), dirs_exist_ok=True)
    sample: Settings = settings_in(made, **AS_SHIPPED)
    source, target = Database(sample.database_url), Database(server.url)
    transfer(source, target)
    source.close()
    target.close()
    return made


@pytest.fixture(scope="module")
def address(folder: Path, server: postgres.Server) -> Iterator[str]:
    with live_process(folder, database_url=server.url, lexicon=str(NO_LEXICON)) as (_, address):
        yield address


class Crowd:
    """People who search without a pause; what each was answered is counted."""

    def __init__(self, address: str) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self._address, self._stop = address, Event()
        self._threads = [Thread(target=self._ask, args=(number,)) for number in range(4)]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        while not self._stop.is_set():
            for path in SEARCHES[number:] + SEARCHES[:number]:
                self.statuses[path.partition("?")[0], status_of(self._address, path)] += 1

    def wait_for_rounds(self, number: int = 2) -> None:
        """Until each address has been asked ``number`` times more."""
        before = {path: self._asked(path) for path in SEARCHES}
        while any(self._asked(path) < before[path] + number for path in SEARCHES):
            time.sleep(0.02)

    def _asked(self, path: str) -> int:
        return sum(count for (each, _), count in list(self.statuses.items()) if each == path.partition("?")[0])


def status_of(address: str, path: str) -> int:
    try:
        with urllib.request.urlopen(address + path, timeout=60) as response:
            response.read()
            status: int = response.status
            return status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def health_of(address: str) -> dict[str, str]:
    """The status of each part."""
    with urllib.request.urlopen(f"{address}/api/v1/health", timeout=BOUND_SECONDS) as response:
        return {part["name"]: part["status"] for part in json.load(response)["parts"]}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def refused(answer: Answer) -> bool:
    problem: Any = answer.body
    return (
        answer.status == 503 and problem["code"] == "storage_unavailable" and "다시 시도해 주세요" in problem["detail"]
    )


def hang(server: postgres.Server) -> None:
    server.send(signal.SIGSTOP)


def go_on(server: postgres.Server) -> None:
    server.send(signal.SIGCONT)


@pytest.mark.parametrize(
    ("away", "back"),
    [
        (lambda server: server.kill(signal.SIGQUIT), postgres.Server.start),
        (lambda server: server.kill(signal.SIGKILL), postgres.Server.start),
        (hang, go_on),
    ],
    ids=["stopped at once", "killed", "hanging"],
)
def test_searching_goes_on_and_what_cannot_is_refused(
    address: str, folder: Path, server: postgres.Server, away: Callable[..., None], back: Callable[..., None]
) -> None:
    visitor = Visitor(address)
    assert visitor.open().status == 201
    assert visitor.say("before", "환불은 어떻게 받나요?").status == 200
    with Crowd(address) as crowd:
        crowd.wait_for_rounds()
        visitor.close()  # a connection that was idle for so long may be closed at the other end, too
        away(server)
        began = time.monotonic()
        answers = [visitor.say("during", "고마워요"), visitor.open(), visitor.request("GET", f"{SESSIONS}/x/messages")]
        answers.append(visitor.request("POST", "/api/v1/articles/wallet-status/feedback", {"helpful": True}))
        assert time.monotonic() - began < BOUND_SECONDS * len(answers)
        asked = visitor.request("POST", "/api/v1/ask", {"question": "환불은 어떻게 받나요?"})
        until(lambda: health_of(address) == {"engine": "up", "database": "down", "cluster": "up"})
        crowd.wait_for_rounds(4)
        back(server)
        until(lambda: visitor.say("during", "고마워요").status == 200)
        until(lambda: all(health_of(address)["database"] == "up" for _ in range(10)))
        crowd.wait_for_rounds()
    assert [answer for answer in answers if not refused(answer)] == []
    assert asked.status == 200
    assert asked.body["outcome"] in ("answered", "clarify")
    assert {status for _, status in crowd.statuses} == {200}, crowd.statuses
    said = [message["text"] for message in visitor.messages() if message["author"] == "visitor"]
    assert said == ["환불은 어떻게 받나요?", "고마워요"]
    visitor.close()
    log = log_of(folder).read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "데이터베이스가 필요한 일은 지금 할 수 없어요." in log
    assert "데이터베이스에 다시 연결됐어요." in log


def test_when_to_ask_again_is_said(address: str, server: postgres.Server) -> None:
    server.kill()
    try:
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{address}/api/v1/articles", timeout=60)
        headers = caught.value.headers
        caught.value.close()
        assert (caught.value.code, headers["Content-Type"]) == (503, "application/problem+json")
        assert int(headers["Retry-After"]) > 0
    finally:
        server.start()
    until(lambda: status_of(address, "/api/v1/articles") == 200)


def test_a_server_starts_to_search_while_the_database_is_away(folder: Path, server: postgres.Server) -> None:
    port = free_port()
    server.kill()
    process = launch(folder, port, workers="1", database_url=server.url, lexicon=str(NO_LEXICON))
    try:
        wait_until_ready(process, port, folder)
        address = f"http://127.0.0.1:{port}"
        assert {status_of(address, path) for path in SEARCHES} == {200}
        server.start()
        visitor = Visitor(address)
        until(lambda: visitor.open().status == 201)
        visitor.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        server.start()
    assert "이미 발행한 색인으로 검색만 해요" in log_of(folder).read_text(encoding="utf-8")


def test_without_an_index_a_server_does_not_start_before_the_database(server: postgres.Server, tmp_path: Path) -> None:
    server.kill()
    try:
        process = launch(tmp_path, free_port(), database_url=server.url, lexicon=str(NO_LEXICON))
        assert process.wait(120) == 1
    finally:
        server.start()
    assert "데이터베이스에 연결할 수 없어요" in log_of(tmp_path).read_text(encoding="utf-8")
