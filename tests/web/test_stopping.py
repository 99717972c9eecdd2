"""A server that is told to stop while somebody listens."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from app.web import stopping
from tests.conftest import settings_in
from tests.live_server import live_process, log_of
from tests.redis_server import RedisServer
from tests.web.api.conftest import ARTICLES, published

SOONER_THAN_GRACE = 12
"""Seconds; the server's workers are given 20."""


class Worker:
    alive = True


def test_a_worker_that_ends_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_known", [])
    assert not stopping.is_stopping()
    worker = Worker()
    stopping.post_worker_init(worker)
    assert not stopping.is_stopping()
    worker.alive = False
    assert stopping.is_stopping()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stopping")
    published(settings_in(made), ARTICLES)
    return made


@pytest.mark.parametrize("redis", ["none", "well", "hanging"])
def test_streams_do_not_keep_a_server_from_stopping(redis: str, folder: Path, request: pytest.FixtureRequest) -> None:
    server: RedisServer | None = None if redis == "none" else request.getfixturevalue("redis_server")
    given = {
        "semantic_weight": "0",
        "lexicon": str(settings_in(folder).lexicon),
        "redis_url": server.url if server else "",
    }
    with live_process(folder, **given) as (process, address):
        sessions = f"{address}/api/v1/chat/sessions"
        start = urllib.request.Request(sessions, b"{}", {"Content-Type": "application/json"})
        with urllib.request.urlopen(start) as response:
            session = json.load(response)
        events = f"{sessions}/{session['session_id']}/events"
        listen = urllib.request.Request(events, headers={"Authorization": f"Bearer {session['token']}"})
        with urllib.request.urlopen(listen) as stream:
            assert stream.readline().startswith(b"retry:")
            if server is not None and redis == "hanging":
                server.signal(signal.SIGSTOP)
            process.send_signal(signal.SIGTERM)
            # To its end: one that was cut off would raise IncompleteRead.
            assert b"message" not in stream.read()
        try:
            assert process.wait(SOONER_THAN_GRACE) == 0
        except subprocess.TimeoutExpired:
            pytest.fail("the server waited for a stream")
    assert "Traceback" not in log_of(folder).read_text(encoding="utf-8")
