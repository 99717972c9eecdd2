"""Pages, answers and files are sent in fewer bytes to who takes them so."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

LONG = (
    "/",
    "/search?q=월렛",
    "/api/v1/categories",
    "/api/v1/articles/wallet-status",
    "/static/css/site.css",
    "/sitemap.xml",
)


@pytest.mark.parametrize(
    "path", [*LONG, "/static/widget.js", "/api/docs/assets/swagger-ui.css", "/api/v1/openapi.json"]
)
@pytest.mark.parametrize("accepted", ["gzip", "deflate, gzip;q=0.5, br", "GZIP"])
def test_what_is_long_is_packed(site: FlaskClient, path: str, accepted: str) -> None:
    plain = site.get(path, headers={"Accept-Encoding": "identity"})
    packed = site.get(path, headers={"Accept-Encoding": accepted})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert packed.headers.get("ETag") == plain.headers.get("ETag")
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip;q=0, *"])
@pytest.mark.parametrize("path", LONG)
def test_who_does_not_take_it_is_sent_it_plain(site: FlaskClient, path: str, accepted: str) -> None:
    assert "Content-Encoding" not in site.get(path, headers={"Accept-Encoding": accepted}).headers


@pytest.mark.parametrize("path", ["/healthz", "/static/icon.svg", "/api/v1/search?x=1"])
def test_what_is_short_is_sent_as_it_is(site: FlaskClient, path: str) -> None:
    headers = site.get(path, headers={"Accept-Encoding": "gzip"}).headers
    assert "Content-Encoding" not in headers
    assert "Accept-Encoding" not in headers.get("Vary", "")


def test_secrets_are_not_packed_beside_what_others_choose(own: FlaskClient) -> None:
    opened = own.post("/api/v1/chat/sessions", json={}).get_json()
    address = f"/api/v1/chat/sessions/{opened['session_id']}/messages"
    headers = {"Authorization": f"Bearer {opened['token']}", "Accept-Encoding": "gzip"}
    own.post(address, json={"client_message_id": "1", "text": "환불 " * 500}, headers=headers)
    answer = own.get(address, headers=headers)
    assert len(answer.data) > 1_000
    assert "Content-Encoding" not in answer.headers
