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
from tests.live_server import live_process
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


def test_streams_do_not_keep_a_server_from_stopping(tmp_path: Path) -> None:
    published(settings_in(tmp_path), ARTICLES)
    with live_process(tmp_path, semantic_weight="0", lexicon=str(settings_in(tmp_path).lexicon)) as (process, address):
        sessions = f"{address}/api/v1/chat/sessions"
        start = urllib.request.Request(sessions, b"{}", {"Content-Type": "application/json"})
        with urllib.request.urlopen(start) as response:
            session = json.load(response)
        events = f"{sessions}/{session['session_id']}/events"
        request = urllib.request.Request(events, headers={"Authorization": f"Bearer {session['token']}"})
        with urllib.request.urlopen(request) as stream:
            assert stream.readline().startswith(b"retry:")
            process.send_signal(signal.SIGTERM)
            assert b"message" not in stream.read()
        try:
            process.wait(SOONER_THAN_GRACE)
        except subprocess.TimeoutExpired:
            pytest.fail("the server waited for a stream")
