"""A long write elsewhere costs visitors nothing but the vote they cannot cast."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from shutil import copytree

import pytest

import app
from app import create_app
from app.config import Settings
from tests.conftest import settings_in


@pytest.fixture
def settings(published_sample: Path, tmp_path: Path) -> Settings:
    return settings_in(copytree(published_sample, tmp_path / "busy"))


def test_readers_go_on_and_a_vote_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WEB_BUSY_TIMEOUT_SECONDS", 0.1)
    application = create_app(settings)
    client = application.test_client()
    writer = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        vote = client.post("/api/v1/articles/wallet-status/feedback", json={"helpful": True})
        assert (vote.status_code, vote.get_json()["code"]) == (503, "storage_unavailable")
        assert client.get("/articles/wallet-status", follow_redirects=True).status_code == 200
        assert client.get("/search?q=월렛").status_code == 200
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert client.post("/api/v1/articles/wallet-status/feedback", json={"helpful": True}).status_code == 200
    application.extensions["barodap"].generations.close()
    application.extensions["barodap"].database.close()
