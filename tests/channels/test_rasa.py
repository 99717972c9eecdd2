from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.channels.rasa import RasaChannel
from app.services import Services
from tests.channels.conftest import SECRET
from tests.contracts.channel import CHARGE, ChannelContract, Shown

HEADERS = {"Authorization": f"Bearer {SECRET}"}


def body(visitor: str, text: str) -> dict[str, str]:
    return {"sender": visitor, "message": text}


class TestRasaChannel(ChannelContract):
    channel = RasaChannel

    def request(self, visitor: str, text: str) -> dict[str, Any]:
        return {"json": body(visitor, text), "headers": HEADERS}

    def pressed(self, visitor: str, response: TestResponse, label: str) -> dict[str, Any]:
        (payload,) = (each["payload"] for each in buttons(response) if each["title"] == label)
        return self.request(visitor, payload)

    def forged(self, visitor: str, text: str) -> list[dict[str, Any]]:
        said = {"json": body(visitor, text)}
        return [
            said,
            {**said, "headers": {"Authorization": "Bearer wrong"}},
            {**said, "headers": {"Authorization": f"Basic {SECRET}"}},
            {**said, "headers": {"X-Barodap-Secret": SECRET + "x"}},
            {**said, "query_string": {"secret": "비밀"}},
            {**said, "query_string": {"secret": ""}},
        ]

    def shown(self, response: TestResponse) -> Shown:
        messages: Any = response.get_json()
        assert isinstance(messages, list)
        for message in messages:
            assert {"recipient_id", "text"} <= set(message) <= {"recipient_id", "text", "buttons", "custom"}
        text = "\n".join(message["text"] for message in messages)
        return Shown(text, tuple(each["title"] for each in buttons(response)))


def buttons(response: TestResponse) -> list[dict[str, str]]:
    messages: Any = response.get_json()
    found: list[dict[str, str]] = messages[-1].get("buttons", [])
    return found


def test_a_reply_says_how_sure_it_is(client: FlaskClient) -> None:
    (message,) = client.post(RasaChannel.path, json=body("sure", CHARGE), headers=HEADERS).get_json()
    assert message["recipient_id"] == "sure"
    custom = message["custom"]
    assert (custom["outcome"], custom["reason"]) == ("answered", "sure")
    assert 0.78 <= custom["confidence"] <= 1
    assert [source["id"] for source in custom["sources"]] == ["wallet-charge"]
    (message,) = client.post(RasaChannel.path, json=body("unsure", "오늘 날씨"), headers=HEADERS).get_json()
    assert message["custom"]["outcome"] == "abstained"


@pytest.mark.parametrize("given", [{"headers": {"X-Barodap-Secret": SECRET}}, {"query_string": {"secret": SECRET}}])
def test_the_secret_may_come_in_other_places(client: FlaskClient, given: dict[str, Any]) -> None:
    assert client.post(RasaChannel.path, json=body("other-places", "안녕"), **given).status_code == 200


def test_what_agents_said_comes_in_place_of_a_reply(client: FlaskClient, services: Services) -> None:
    client.post(RasaChannel.path, json=body("agents", "상담원 연결해 주세요"), headers=HEADERS)
    session = services.chat.store.join("rasa", "agents")
    services.chat.store.say(session.id, "안녕하세요, 상담원이에요.")
    services.chat.store.say(session.id, "무엇을 도와드릴까요?")
    messages: Any = client.post(RasaChannel.path, json=body("agents", "고마워요"), headers=HEADERS).get_json()
    assert [message["text"] for message in messages] == ["안녕하세요, 상담원이에요.", "무엇을 도와드릴까요?"]
    assert client.post(RasaChannel.path, json=body("agents", "고마워요"), headers=HEADERS).get_json() == []


def test_people_answer_with_the_next_message_or_where_the_operator_is_asked(client: FlaskClient) -> None:
    called, waiting = (
        client.post(RasaChannel.path, json=body("people", text), headers=HEADERS).get_json()[0]["text"]
        for text in ("상담원 연결해 주세요", "오늘 날씨")
    )
    assert called == (
        "상담원에게 연결해 드릴게요. 답이 오면 다음 메시지를 보내실 때 함께 보여 드릴게요.\n"
        "문의하기: https://help.example/contact"
    )
    assert waiting == "상담원에게 전달했어요. 답이 오면 다음 메시지를 보내실 때 함께 보여 드릴게요."
