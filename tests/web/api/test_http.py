"""Methods, headers, unknown addresses, and what happens without a database or an index."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.storage.schema import upgrade
from tests.conftest import settings_in
from tests.web.api.conftest import app_on, published


@pytest.mark.parametrize("path", ["search", "suggest", "articles", "articles/wallet-charge", "categories"])
def test_methods(client: FlaskClient, path: str) -> None:
    url = f"/api/v1/{path}"
    head = client.head(url)
    assert (head.status_code, head.data, head.mimetype) == (200, b"", "application/json")
    assert set(client.options(url).headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response = client.open(url, method=method)
        assert (response.status_code, response.get_json(force=True)["code"]) == (405, "method_not_allowed")
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_feedback_is_only_posted(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/articles/wallet-charge/feedback", method=method)
    assert (response.status_code, response.get_json(force=True)["code"]) == (405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/api/v1", "/api/v1/", "/api/v1/search/", "/api/v1/articles/", "/api/v2/search", "/api/x"]
)
def test_an_unknown_address_is_a_problem_too(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.get_json(force=True)["code"] == "not_found"


def test_other_sites_may_not_read_it(client: FlaskClient) -> None:
    response = client.get("/api/v1/search", headers={"Origin": "https://other.example"})
    assert not [name for name, _ in response.headers if name.lower().startswith("access-control-")]


def test_reading_sets_no_cookie(client: FlaskClient) -> None:
    for path in ("search", "articles", "articles/wallet-charge", "categories", "openapi.json"):
        assert "Set-Cookie" not in client.get(f"/api/v1/{path}").headers


def test_without_tables_and_index_it_is_unavailable(bare_app: Flask) -> None:
    client = bare_app.test_client()
    codes = {"search": "index_unavailable", "categories": "index_unavailable", "articles": "storage_unavailable"}
    for path, code in codes.items():
        response = client.get(f"/api/v1/{path}")
        assert (response.status_code, response.get_json(force=True)["code"]) == (503, code)
        assert str(bare_app.extensions["barodap"].settings.index_dir) not in response.text


def test_an_article_is_read_without_an_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = published(settings_in(tmp_path_factory.mktemp("unindexed")))
    elsewhere = settings.model_copy(update={"index_dir": tmp_path_factory.mktemp("empty")})
    for app in app_on(elsewhere):
        upgrade(app.extensions["barodap"].database)
        body = app.test_client().get("/api/v1/articles/wallet-charge").get_json()
        assert (body["id"], body["related"], body["degraded"]) == ("wallet-charge", [], ["related"])
        assert body["url"].startswith("http://localhost/articles/wallet-charge/")
