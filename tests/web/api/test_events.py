"""Events and related articles over the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, app_on, published
from tests.web.conftest import services_of

CLICK = {"kind": "click", "query": "세금계산서 다시 발급", "article_id": "tax-invoice-reissue"}


@pytest.fixture(params=[{}], ids=[""])
def client(tmp_path: Path, url_to_publish: str, request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    for app in app_on(published(settings_in(tmp_path, database_url=url_to_publish, **request.param), ARTICLES)):
        yield app.test_client()


def send(client: FlaskClient, **changes: Any) -> TestResponse:
    return client.post("/api/v1/events", json={**CLICK, **changes})


def test_an_event_is_recorded(client: FlaskClient) -> None:
    assert send(client).json == {"recorded": True}
    assert send(client, kind="choice", visitor="widget-1").json == {"recorded": True}
    assert {event.kind for event in services_of(client).events.all()} == {"click", "choice"}


def test_visitors_are_told_apart_by_name_or_cookie(client: FlaskClient) -> None:
    for name in ("one", "one", "two"):
        send(client, visitor=name)
    send(client)
    send(client)
    assert len({event.visitor for event in services_of(client).events.all()}) == 3


def test_what_the_question_does_not_find_is_not_recorded(client: FlaskClient) -> None:
    assert send(client, query="야호 꿀꿀").json == {"recorded": False}
    assert services_of(client).events.all() == []


@pytest.mark.parametrize("client", [{"learning": False}], indirect=True)
def test_nothing_is_recorded_when_learning_is_off(client: FlaskClient) -> None:
    assert send(client).json == {"recorded": False}


@pytest.mark.parametrize(
    ("changes", "status", "code", "parameter"),
    [
        ({"article_id": "nothing"}, 404, "not_found", None),
        ({"query": " "}, 400, "invalid_request", "query"),
        ({"query": "가" * 301}, 400, "invalid_request", "query"),
        ({"kind": "helpful"}, 400, "invalid_request", "kind"),
        ({"extra": 1}, 400, "unknown_parameter", "extra"),
        ({"visitor": "v" * 201}, 400, "invalid_request", "visitor"),
    ],
)
def test_bad_events(
    client: FlaskClient, changes: dict[str, Any], status: int, code: str, parameter: str | None
) -> None:
    response = send(client, **changes)
    assert response.status_code == status
    assert response.json is not None
    assert (response.json["code"], response.json.get("parameter")) == (code, parameter)


@pytest.mark.parametrize("client", [{"events_per_minute": 3}], indirect=True)
def test_too_many_events(client: FlaskClient) -> None:
    assert [send(client, visitor=str(number)).status_code for number in range(5)] == [200, 200, 200, 429, 429]
    response = send(client)
    assert response.json is not None
    assert response.json["code"] == "too_many_requests"
    assert response.mimetype == "application/problem+json"
    assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_a_vote_goes_with_the_event_before_it(client: FlaskClient) -> None:
    send(client, kind="choice", visitor="kakao-7")
    client.post("/api/v1/articles/tax-invoice-reissue/feedback", json={"helpful": True, "visitor": "kakao-7"})
    assert {event.kind for event in services_of(client).events.all()} == {"choice", "helpful"}


def test_related_articles(client: FlaskClient) -> None:
    response = client.get("/api/v1/articles/tax-invoice-reissue/related")
    assert response.json is not None
    ids = [article["id"] for article in response.json["articles"]]
    assert response.json["id"] == "tax-invoice-reissue"
    assert 0 < len(ids) <= 5
    assert "tax-invoice-reissue" not in ids
    assert client.get("/api/v1/articles/nothing/related").status_code == 404
