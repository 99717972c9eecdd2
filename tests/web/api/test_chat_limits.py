"""How much may be said from one address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.api.conftest import SESSIONS, Visitor, app_on
from tests.web.conftest import services_of

PER_MINUTE = 2
CONTACT = {"name": "홍길동", "contact": "hong@example.com", "message": "환불이 안 돼요.", "consent": True}
ROUTES: list[tuple[str, dict[str, object]]] = [
    ("/api/v1/ask", {"question": "환불"}),
    (SESSIONS, {}),
    ("{conversation}/messages", {"client_message_id": "m-1", "text": "환불"}),
    ("{conversation}/rating", {"helpful": True}),
    ("{conversation}/handover", CONTACT),
]


@pytest.fixture(scope="module")
def limited(app: Flask) -> Iterator[Flask]:
    settings = services_of(app.test_client()).settings
    yield from app_on(settings.model_copy(update={"messages_per_minute": PER_MINUTE}))


def at(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


@pytest.mark.parametrize(("place", "route"), list(enumerate(ROUTES)))
def test_one_address_may_not_say_more_than_is_set(
    limited: Flask, place: int, route: tuple[str, dict[str, object]]
) -> None:
    visitor = Visitor(at(limited, f"198.51.100.{place}"))
    path, body = route
    path = path.format(conversation=visitor.address)

    def send(address: str) -> Any:
        return at(limited, address).post(path, json=body, headers=visitor.headers)

    mine, other = f"203.0.113.{place}", f"192.0.2.{place}"
    assert [send(mine).status_code < 300 for _ in range(PER_MINUTE)] == [True] * PER_MINUTE
    refused = send(mine)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert send(other).status_code < 300


def test_all_that_is_said_counts_together_and_reading_does_not(limited: Flask) -> None:
    visitor = Visitor(at(limited, "203.0.113.99"))
    assert visitor.say("환불", "m-1").status_code == 200
    assert visitor.client.post("/api/v1/ask", json={"question": "환불"}).status_code == 429
    for path in ("/messages", "/export"):
        assert [visitor.get(path).status_code for _ in range(PER_MINUTE + 1)] == [200] * (PER_MINUTE + 1)


def test_the_document_says_so(app: Flask) -> None:
    paths = app.test_client().get("/api/v1/openapi.json").json["paths"]  # type: ignore[index]
    for path, _ in ROUTES:
        template = path.replace("{conversation}", f"{SESSIONS}/{{session_id}}")
        assert "429" in paths[template]["post"]["responses"]
