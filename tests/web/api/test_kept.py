"""Answers are given again as they are until the index changes, and only to who asks the very same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Settings
from app.services import roll_back
from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, app_on, published

SEARCH, SUGGEST = "/api/v1/search?q=월렛", "/api/v1/suggest?q=월렛"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return published(settings_in(tmp_path_factory.mktemp("kept")), ARTICLES[:2])


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    yield from app_on(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def fail(*_: object) -> None:
    raise AssertionError("made anew")


@pytest.mark.parametrize("path", [SEARCH, SUGGEST])
def test_the_same_is_answered_without_searching(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(path)
    service = type(client.application.extensions["barodap"].search)
    monkeypatch.setattr(service, "search", fail)
    monkeypatch.setattr(service, "suggest", fail)
    again = client.get(path)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])


@pytest.mark.parametrize("path", [SEARCH, SUGGEST])
def test_each_host_is_given_its_own_addresses(client: FlaskClient, path: str) -> None:
    for host in ("one.example", "two.example"):
        assert f"http://{host}/" in client.get(path, headers={"Host": host}).get_data(as_text=True)
    mounted = client.get(path, environ_overrides={"SCRIPT_NAME": "/help"}).get_data(as_text=True)
    assert "http://localhost/help/" in mounted


def test_what_was_refused_is_refused_again(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.get(f"{SEARCH}&page=0").status_code == 400
        assert client.get(f"{SUGGEST}&q=다시").get_json()["code"] == "repeated_parameter"


def test_the_tag_leaves_aside_how_long_it_took(settings: Settings) -> None:
    answers = [app.test_client().get(SEARCH) for _ in range(2) for app in app_on(settings)]
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert len({answer.data for answer in answers}) == 2


def test_going_back_while_an_answer_is_made_keeps_nothing_of_the_generation_between(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, services = app.test_client(), app.extensions["barodap"]
    other = {**ARTICLES[0], "title": "월렛에 쌈짓돈은 어떻게 넣나요?"}
    search = type(services.search).search

    def overtaken(*given: object) -> object:
        published(settings, [other, ARTICLES[1]])
        result = search(*given)
        roll_back(services)
        return result

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(services.search), "search", overtaken)
        between = client.get(f"{SEARCH} 넣기")
    assert "쌈짓돈" in between.get_data(as_text=True)
    assert "쌈짓돈" not in client.get(f"{SEARCH} 넣기").get_data(as_text=True)


def test_what_is_published_is_answered_at_once(client: FlaskClient, settings: Settings) -> None:
    before = {path: client.get(path) for path in (SEARCH, SUGGEST)}
    published(settings, [{**ARTICLES[0], "title": "월렛에 용돈은 어떻게 넣나요?"}, ARTICLES[1]])
    for path, answer in before.items():
        after = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert after.status_code == 200
        assert ("용돈은" in answer.get_data(as_text=True), "용돈은" in after.get_data(as_text=True)) == (False, True)
