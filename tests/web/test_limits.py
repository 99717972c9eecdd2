"""What is remembered of those who are counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
from flask import Flask

from app.web import limits
from tests.conftest import settings_in
from tests.web.api.conftest import app_on


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    yield from app_on(settings_in(tmp_path))


def test_visitors_are_forgotten_and_their_names_never_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    storage: Any = app.extensions["barodap"].cluster.limiter._limiter.storage
    with app.test_request_context():
        for number in range(50):
            limits.spend("messages", f"{number}" + "가" * 50_000)
        assert len(storage.storage) > 0
        assert sum(map(len, storage.storage)) < 50 * 2 * 200
        later = time() + 180
        monkeypatch.setattr("time.time", lambda: later)
        storage._MemoryStorage__expire_events()
        assert not storage.storage
