from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.channels.chatwoot.channel import ChatwootChannel
from app.chat.sessions import Session
from app.services import Services
from tests.channels.chatwoot.fake import FakeChatwoot
from tests.channels.chatwoot.given import ACCOUNT, message_created, message_updated, signed
from tests.channels.conftest import SECRET
from tests.contracts.channel import ChannelContract, Shown


class TestChatwootChannel(ChannelContract):
    """Requests are signed; those of an older Chatwoot, with the secret in the address, are among them."""

    channel = ChatwootChannel
    unforeseen = 500

    @pytest.fixture(autouse=True)
    def _chatwoot(self, chatwoot: FakeChatwoot) -> None:
        self.chatwoot = chatwoot

    def request(self, visitor: str, text: str) -> dict[str, Any]:
        return {"json": message_created(number(visitor), text), "query_string": {"secret": SECRET}}

    def with_body(self, visitor: str, body: bytes) -> dict[str, Any]:  # noqa: ARG002
        return signed(body)

    def say(self, client: FlaskClient, visitor: str, text: str) -> TestResponse:
        body = json.dumps(self.request(visitor, text)["json"]).encode()
        response = client.post(self.channel.path, **self.with_body(visitor, body))
        assert response.status_code == 200, response.get_data(as_text=True)
        return response

    def pressed(self, visitor: str, response: TestResponse, label: str) -> dict[str, Any]:
        (id_,) = written(response)
        return signed(message_updated(number(visitor), id_, self.chatwoot.message(id_), label))

    def forged(self, visitor: str, text: str) -> list[dict[str, Any]]:
        said = message_created(number(visitor), text)
        unsigned = {"json": said}
        other = signed(message_created(number(visitor), "다른 말"))
        untimed = signed(said)
        del untimed["headers"]["X-Chatwoot-Timestamp"]
        later = signed(said, age=100)
        later["headers"]["X-Chatwoot-Timestamp"] = signed(said)["headers"]["X-Chatwoot-Timestamp"]
        return [
            unsigned,
            {**unsigned, "query_string": {"secret": SECRET + "x"}},
            signed(said, secret="some-other-secret"),
            signed(said, age=301),
            signed(said, age=-302),
            {**signed(said), "data": other["data"]},
            {**signed(said, secret="wrong"), "query_string": {"secret": SECRET}},
            untimed,
            later,
            {**unsigned, "headers": {"X-Chatwoot-Timestamp": "١٢٣", "X-Chatwoot-Signature": "sha256=é"}},
        ]

    def shown(self, response: TestResponse) -> Shown:
        body: Any = response.get_json()
        if "message" in body:
            return Shown(body["message"])
        bodies = [self.chatwoot.message(id_) for id_ in written(response)]
        for each in bodies:
            assert (each["message_type"], each["private"]) == ("outgoing", False)
            items = each.get("content_attributes", {}).get("items", [])
            assert each["content_type"] == ("input_select" if items else "text")
            assert all(set(item) == {"title", "value"} and all(item.values()) for item in items)
        items = bodies[-1].get("content_attributes", {}).get("items", [])
        return Shown("\n".join(each["content"] for each in bodies), tuple(item["title"] for item in items))

    def session(self, services: Services, visitor: str) -> Session:
        return super().session(services, f"{ACCOUNT}:{number(visitor)}")


def number(visitor: str) -> int:
    """A conversation for ``visitor``, away from those of other tests."""
    return 1_000_000 + int.from_bytes(blake2b(visitor.encode(), digest_size=5).digest())


def written(response: TestResponse) -> list[int]:
    assert response.status_code == 200, response.get_data(as_text=True)
    ids: list[int] = response.json["messages"]  # type: ignore[index]
    assert ids
    return ids
