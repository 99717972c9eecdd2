"""Platforms that name visitors in words may do so at some length, in whole characters."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.channels.base import MAX_VISITOR, Channel
from app.channels.kakao.channel import KakaoChannel
from app.channels.rasa import RasaChannel
from app.services import Services
from tests.channels.conftest import SECRET
from tests.channels.kakao.given import payload

HEADERS = {"X-Barodap-Secret": SECRET}


def said(channel: type[Channel], visitor: str) -> dict[str, Any]:
    return payload(visitor, "안녕") if channel is KakaoChannel else {"sender": visitor, "message": "안녕"}


@pytest.mark.parametrize("channel", [KakaoChannel, RasaChannel])
def test_a_visitor_of_too_many_characters_is_refused(
    client: FlaskClient, services: Services, channel: type[Channel]
) -> None:
    longest = "가" * MAX_VISITOR
    for visitor, kept in ((longest, True), (longest + "나", False)):
        response = client.post(channel.path, json=said(channel, visitor), headers=HEADERS)
        assert response.status_code == 200
        assert ("너무 길어요" in response.get_data(as_text=True)) is not kept
        assert (services.chat.store.for_visitor(channel.name, visitor) is not None) is kept


@pytest.mark.parametrize("channel", [KakaoChannel, RasaChannel])
def test_half_a_character_is_refused(client: FlaskClient, services: Services, channel: type[Channel]) -> None:
    body = json.dumps(said(channel, "\ud800")).encode()
    response = client.post(channel.path, data=body, content_type="application/json", headers=HEADERS)
    assert response.status_code == 200
    assert "깨져 있어요" in response.get_data(as_text=True)
    assert services.chat.store.for_visitor(channel.name, "\ud800") is None
