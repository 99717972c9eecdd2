"""The API with a model at work: what it put into words says so, in a field and in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.chat import wording
from app.config import BadSettingsError, Settings, load_settings
from tests.chat.generation.model_server import ModelServer, model_server, says
from tests.web.api.conftest import app_on

QUESTION = {"question": "세금계산서는 언제 나오나요?"}


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
def client(sample_settings: Settings, model: ModelServer) -> Iterator[FlaskClient]:
    for app in app_on(sample_settings.model_copy(update={"generation_url": model.url, "generation_model": "small"})):
        yield app.test_client()


def test_a_reply_says_whether_a_model_wrote_it(site: FlaskClient, client: FlaskClient, model: ModelServer) -> None:
    model.answer = says("세금계산서는 한 달 동안 소진한 금액을 모아 다음 달 5일까지 발행합니다. [1]")
    quoted, written = (each.post("/api/v1/ask", json=QUESTION).get_json() for each in (site, client))
    assert (quoted["reply"]["generated"], written["reply"]["generated"]) == (False, True)
    assert written["reply"]["text"].startswith(wording.GENERATED)
    assert "AI" in wording.GENERATED
    assert "AI" not in quoted["reply"]["text"]
    assert written["reply"]["passages"][0]["text"] == quoted["reply"]["passages"][0]["text"]


def test_a_lie_is_never_shown(client: FlaskClient, model: ModelServer) -> None:
    model.answer = says("세금계산서는 한 달 동안 소진한 금액을 모아 다음 달 15일까지 발행합니다. [1]")
    written = client.post("/api/v1/ask", json=QUESTION).get_json()
    assert model.requests
    assert not written["reply"]["generated"]
    assert "15일" not in written["reply"]["text"]


def test_an_address_needs_a_model() -> None:
    with pytest.raises(BadSettingsError, match="BARODAP_GENERATION_MODEL"):
        load_settings(generation_url="http://127.0.0.1:11434/v1")
    with pytest.raises(BadSettingsError, match="https://"):
        load_settings(generation_url="127.0.0.1:11434", generation_model="small")
