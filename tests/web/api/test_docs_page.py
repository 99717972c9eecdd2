"""The human page: complete from this server alone."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def test_the_page_needs_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient) -> None:
    response = client.get("/api/docs")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.text
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page) == []
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [address for address in addresses if not address.startswith("/") or address.startswith("//")] == []


@pytest.mark.parametrize(
    ("name", "mimetype"), [("swagger-ui.css", "text/css"), ("swagger-ui-bundle.js", "text/javascript")]
)
def test_swagger_ui_is_served(client: FlaskClient, name: str, mimetype: str) -> None:
    with client.get(f"/api/docs/assets/{name}") as response:
        assert (response.status_code, response.mimetype) == (200, mimetype)
        assert len(response.data) > 100_000


@pytest.mark.parametrize("name", ["index.css", "..%2Fcore.py", "swagger-editor.js", "LICENSE"])
def test_nothing_else_of_the_package_is(client: FlaskClient, name: str) -> None:
    assert client.get(f"/api/docs/assets/{name}").status_code == 404
