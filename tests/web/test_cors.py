"""Pages of other sites: which may talk to the chat, and what browsers are told of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.config import BadSettingsError, load_settings
from app.web.origins import origins_of
from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, app_on, published

SHOP, STRANGER = "https://shop.example", "https://evil.example"
FROM_SHOP = {"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}
SESSIONS = "/api/v1/chat/sessions"
QUESTION = {"question": "캐시를 환불받을 수 있나요?"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cors")
    published(settings_in(folder), ARTICLES)
    return folder


def _client(folder: Path, origins: str) -> Iterator[FlaskClient]:
    for app in app_on(settings_in(folder, widget_origins=origins)):
        yield app.test_client()


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    yield from _client(folder, f"{SHOP}, http://localhost:8080")


@pytest.fixture(scope="module")
def closed(folder: Path) -> Iterator[FlaskClient]:
    """Where no origin is allowed, as by default."""
    yield from _client(folder, "")


def test_an_allowed_page_holds_a_conversation(client: FlaskClient) -> None:
    opened = client.post(SESSIONS, json={}, headers=FROM_SHOP)
    assert (opened.status_code, opened.headers["Access-Control-Allow-Origin"]) == (201, SHOP)
    address = f"{SESSIONS}/{opened.json['session_id']}"  # type: ignore[index]
    headers = {**FROM_SHOP, "Authorization": f"Bearer {opened.json['token']}"}  # type: ignore[index]
    said = client.post(f"{address}/messages", json={"client_message_id": "1", "text": "안녕하세요"}, headers=headers)
    assert (said.status_code, said.headers["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert "Access-Control-Allow-Credentials" not in said.headers
    read = client.get(f"{address}/messages", headers=headers)
    assert [each["client_message_id"] for each in read.json["messages"]] == ["1", None]  # type: ignore[index]
    assert client.delete(address, headers=headers).headers["Access-Control-Allow-Origin"] == SHOP
    # Refusals can be read as well: a page must know that its conversation is gone, and how long to wait.
    gone = client.get(f"{address}/messages", headers=headers)
    assert (gone.status_code, gone.headers["Access-Control-Allow-Origin"]) == (404, SHOP)
    assert gone.headers["Access-Control-Expose-Headers"] == "Retry-After"


@pytest.mark.parametrize("origin", [STRANGER, "null", "http://shop.example", f"{SHOP}.evil.example", f"{SHOP}:444"])
def test_any_other_page_is_refused(client: FlaskClient, origin: str) -> None:
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    for path, body in ((SESSIONS, {}), ("/api/v1/ask", QUESTION)):
        answer = client.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
        assert "Access-Control-Allow-Origin" not in answer.headers
    read = client.get("/api/v1/search?q=환불", headers=headers)
    assert (read.status_code, "Origin" in read.headers["Vary"]) == (200, True)
    assert "Access-Control-Allow-Origin" not in read.headers


def test_an_allowed_page_changes_nothing_but_conversations(client: FlaskClient) -> None:
    article = "/api/v1/articles/wallet-charge"
    for path in (f"{article}/feedback", "/api/v1/events", "/articles/wallet-charge/feedback", "/api/v1/asking"):
        assert client.post(path, json={"helpful": True}, headers=FROM_SHOP).status_code == 403


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ("/api/v1/search?q=환불", True),
        ("/api/v1/suggest?q=환", True),
        ("/api/v1/articles/wallet-refund", True),
        ("/api/v1/articles/no-such", True),
        ("/static/widget.js", True),
        ("/static/widget/panel.js", True),
        ("/static/widget/panel.css", True),
        ("/static/js/copy.js", False),
        ("/", False),
        ("/search?q=환불", False),
        ("/api/v1/openapi.json", False),
    ],
)
def test_what_an_allowed_page_reads(client: FlaskClient, path: str, shared: bool) -> None:
    answer = client.get(path, headers=FROM_SHOP, buffered=True)
    assert answer.headers.get("Access-Control-Allow-Origin") == (SHOP if shared else None)
    assert ("Origin" in answer.headers.get("Vary", "")) is shared


def _preflight(client: FlaskClient, path: str, origin: str, method: str) -> dict[str, str]:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
        "Sec-Fetch-Site": "cross-site",
    }
    answer = client.options(path, headers=headers)
    assert answer.status_code == 200
    return {name: value for name, value in answer.headers.items() if name.startswith("Access-Control-")}


def test_browsers_ask_before_they_send(client: FlaskClient) -> None:
    told = _preflight(client, f"{SESSIONS}/x/messages", SHOP, "POST")
    assert told["Access-Control-Allow-Origin"] == SHOP
    assert told["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
    assert told["Access-Control-Allow-Headers"] == "Authorization, Content-Type, Last-Event-ID"
    assert int(told["Access-Control-Max-Age"]) > 0
    assert _preflight(client, "/api/v1/articles/a/feedback", SHOP, "POST")["Access-Control-Allow-Methods"] == "GET"
    assert _preflight(client, f"{SESSIONS}/x/messages", STRANGER, "POST") == {}


def test_by_default_no_other_page_is_allowed(closed: FlaskClient) -> None:
    assert closed.post(SESSIONS, json={}, headers=FROM_SHOP).status_code == 403
    for path in ("/api/v1/search?q=환불", "/static/widget/panel.js"):
        headers = closed.get(path, headers=FROM_SHOP, buffered=True).headers
        assert not [name for name in headers.keys() if name.startswith("Access-Control-")]  # noqa: SIM118
        assert "Origin" not in headers.get("Vary", "")
    assert closed.post(SESSIONS, json={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 201


def test_a_star_allows_every_page(folder: Path) -> None:
    for client in _client(folder, "*"):
        for origin in (STRANGER, "null"):
            answer = client.post("/api/v1/ask", json=QUESTION, headers={**FROM_SHOP, "Origin": origin})
            assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")


def test_origins_are_read_as_browsers_write_them() -> None:
    written = "https://Shop.example:443/, http://도움.example:8080 ,http://[::1]:80,https://shop.example"
    assert origins_of(written) == ("https://shop.example", "http://xn--hq1b137a.example:8080", "http://[::1]")
    assert origins_of("") == ()


@pytest.mark.parametrize(
    "value",
    ["shop.example", "https://a/b", "https://*.a", "https://a:99999", "ftp://a", "https://", "null", "https://u@a"],
)
def test_what_is_no_origin_stops_the_start(value: str) -> None:
    with pytest.raises(BadSettingsError, match=r"BARODAP_WIDGET_ORIGINS.*출처가 아니에요"):
        load_settings(widget_origins=value)
