"""What the API tells of parts that are well and of such that are not."""

from __future__ import annotations

from typing import get_args

import pytest
from flask.testing import FlaskClient

from app.health import Health, Part, Reason, Report
from app.web.api.health_views import _DETAILS

HEALTH = "/api/v1/health"


def test_all_is_well(client: FlaskClient) -> None:
    answer = client.get(HEALTH)
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.get_json()
    assert body["status"] == "up"
    assert [part["name"] for part in body["parts"]] == ["engine", "database", "cluster"]
    assert all(part == {**part, "status": "up", "reasons": [], "detail": ""} for part in body["parts"])


def test_what_is_wrong_is_said_and_takes_nobody_out_of_rotation(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Report((Part("engine"), Part("database", ("database_down",)), Part("cluster", ("redis_down",))))
    monkeypatch.setattr(Health, "report", lambda _: gone)
    answer = client.get(HEALTH)
    body = answer.get_json()
    assert (answer.status_code, body["status"]) == (200, "degraded")
    assert [part["status"] for part in body["parts"]] == ["up", "down", "degraded"]
    assert "검색" in body["parts"][1]["detail"]
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_data(as_text=True).endswith("degraded=database_down,redis_down\n")


def test_every_reason_is_explained() -> None:
    def names(kind: object) -> set[str]:
        return {name for each in get_args(kind) for name in (names(each) or {each})}

    assert set(_DETAILS) == names(Reason)
