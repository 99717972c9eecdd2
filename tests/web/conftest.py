"""The pages on the sample articles, and on a few articles of hostile content that a test may change."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Settings
from app.services import Services
from tests.conftest import NO_LEXICON, settings_in
from tests.live_server import live_server
from tests.web.api.conftest import ARTICLES, app_on, published

SCRIPT = "<script>alert('x')</script>"
HOSTILE: dict[str, Any] = {
    "id": "hostile",
    "title": f"</script>{SCRIPT} 제목에 태그가 있으면 어떻게 되나요?",
    "body": f"본문 {SCRIPT} </script><img src=x onerror=alert(1)> [눌러](javascript:alert(1))\n\n| 값 |\n|--:|\n| 1 |",
    "category": ["<b 채널 & 관리자", "관리하기"],
    "updated": "2026-02-03",
}


@pytest.fixture(scope="package")
def server_folder(published_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database and the index of ``server`` are."""
    return copytree(published_sample, tmp_path_factory.mktemp("live"), dirs_exist_ok=True)


@pytest.fixture(scope="package")
def server(server_folder: Path) -> Iterator[str]:
    """The address of a real server over the sample articles, in processes of its own."""
    with live_server(server_folder, lexicon=str(NO_LEXICON)) as address:
        yield address


@pytest.fixture(scope="package")
def sample_app(sample_settings: Settings) -> Iterator[Flask]:
    settings = sample_settings.model_copy(
        update={"base_url": "https://help.example", "contact_url": "https://help.example/chat"}
    )
    yield from app_on(settings)


@pytest.fixture
def site(sample_app: Flask) -> FlaskClient:
    """A visitor of the sample help centre; only reads."""
    return sample_app.test_client()


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from app_on(published(settings_in(tmp_path_factory.mktemp("own")), [*ARTICLES, HOSTILE]))


@pytest.fixture
def own(own_app: Flask) -> FlaskClient:
    """A new visitor of a help centre of this module's own; may write."""
    return own_app.test_client()


@pytest.fixture
def unindexed(tmp_path: Path) -> Iterator[FlaskClient]:
    """A visitor of a help centre whose articles are there and whose index is gone."""
    settings = published(settings_in(tmp_path))
    (settings.index_dir).rename(tmp_path / "gone")
    for app in app_on(settings):
        yield app.test_client()


def services_of(client: FlaskClient) -> Services:
    services: Services = client.application.extensions["barodap"]
    return services


def text_of(response: TestResponse) -> str:
    """What a reader sees, roughly: the page without tags, one space between words."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())
