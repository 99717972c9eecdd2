"""The stream of what agents do, from a server of one worker."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.web.api.chat_events import MAX_STREAMS
from tests.conftest import settings_in
from tests.live_server import live_process
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, published

SECONDS = 10.0
"""Within which what takes some seconds has happened; a stream lasts 50."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("live-events")
    settings = settings_in(folder)
    published(settings, ARTICLES)
    given = {"semantic_weight": "0", "lexicon": str(settings.lexicon), "agent_token": AGENT_TOKEN, "business_hours": ""}
    with live_process(folder, workers="1", **given) as (_, address):
        yield f"{address}/api/v1"


def post(address: str, body: object, token: str = "") -> Any:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with urlopen(Request(address, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


@pytest.fixture
def session(api: str) -> dict[str, str]:
    """Id and token of a conversation in which nothing was said."""
    opened: dict[str, str] = post(f"{api}/chat/sessions", {})
    return opened


def listen(api: str, session: dict[str, str]) -> HTTPResponse:
    """Raises HTTPError."""
    headers = {"Authorization": f"Bearer {session['token']}"}
    answer: HTTPResponse = urlopen(Request(f"{api}/chat/sessions/{session['session_id']}/events", headers=headers))
    return answer


def until(answer: HTTPResponse, line: str) -> list[str]:
    """The lines up to ``line``, but for empty ones and comments."""
    lines: list[str] = []
    while line not in lines:
        read = answer.readline().decode()
        assert read, f"the stream has ended before {line}"
        if read.strip(": \n"):
            lines.append(read.strip())
    return lines


def test_a_visitor_hears_at_once_who_answers(api: str, session: dict[str, str]) -> None:
    agents = f"{api}/agent/conversations/{session['session_id']}"
    started = time.monotonic()
    with closing(listen(api, session)) as answer:
        until(answer, 'data: {"status": "bot"}')
        for status in ("agent", "bot", "waiting"):
            post(f"{agents}/status", {"status": status}, AGENT_TOKEN)
            assert "event: status" in until(answer, f'data: {{"status": "{status}"}}')
        post(f"{agents}/messages", {"client_message_id": "a-1", "text": "안녕하세요."}, AGENT_TOKEN)
        lines = until(answer, 'data: {"status": "agent"}')
        assert lines[:2] == ["id: 1", "event: message"]
        post(f"{agents}/status", {"status": "ended"}, AGENT_TOKEN)
        until(answer, 'data: {"status": "ended"}')
    assert time.monotonic() - started < 2 * SECONDS


def test_who_leaves_makes_place_for_others_in_seconds(api: str, session: dict[str, str]) -> None:
    def all_of_them() -> list[HTTPResponse]:
        """Once those before have been noticed to be gone."""
        held: list[HTTPResponse] = []
        deadline = time.monotonic() + SECONDS
        while len(held) < MAX_STREAMS and time.monotonic() < deadline:
            try:
                held.append(listen(api, session))
            except HTTPError as error:
                if error.code != 429:
                    raise
                time.sleep(0.2)
        return held

    for _ in range(2):
        streams = all_of_them()
        assert len(streams) == MAX_STREAMS
        with pytest.raises(HTTPError) as refused:
            listen(api, session)
        assert json.load(refused.value)["code"] == "too_many_requests"
        for each in streams:
            each.close()
