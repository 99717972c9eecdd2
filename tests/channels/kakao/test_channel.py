from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.channels.base import Answer, Incoming
from app.channels.kakao import callback, channel, limits
from app.channels.kakao.channel import KakaoChannel
from app.chat.models import Message, Reply
from app.config import Settings
from app.errors import StorageError
from app.services import Services
from tests.channels.kakao.given import CALLBACK, HEADERS, payload
from tests.contracts.channel import CHARGE, ChannelContract, Shown

SLOW = "답을 찾는 데 시간이 걸리고 있어요."


class TestKakaoChannel(ChannelContract):
    channel = KakaoChannel

    def request(self, visitor: str, text: str) -> dict[str, Any]:
        return {"json": payload(visitor, text), "headers": HEADERS}

    def pressed(self, visitor: str, response: TestResponse, label: str) -> dict[str, Any]:
        (offer,) = (each for each in quick_replies(response) if each["label"] == label)
        return {"json": payload(visitor, offer["messageText"], extra=offer["extra"]), "headers": HEADERS}

    def forged(self, visitor: str, text: str) -> list[dict[str, Any]]:
        said = {"json": payload(visitor, text)}
        wrong = [{"X-Barodap-Secret": "wrong"}, {"X-Barodap-Secret": ""}, {"Authorization": "Bearer wrong"}]
        return [said, *({**said, "headers": headers} for headers in wrong)]

    def shown(self, response: TestResponse) -> Shown:
        body: Any = response.get_json()
        assert limits.faults(body) == []
        texts = [text for output in body["template"]["outputs"] for text in texts_of(output)]
        return Shown("\n".join(texts), tuple(each["label"] for each in quick_replies(response)))


def texts_of(value: Any) -> list[str]:
    """Every text in an output, at any depth."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts_of(part)]


def quick_replies(response: TestResponse) -> list[dict[str, Any]]:
    body: Any = response.get_json()
    found: list[dict[str, Any]] = body["template"].get("quickReplies", [])
    return found


@pytest.mark.parametrize("extra", [None, "null", {}, {"choice": 3}, {"choice": None}, []])
def test_an_extra_that_is_no_choice_is_passed_over(client: FlaskClient, extra: object) -> None:
    response = client.post(KakaoChannel.path, json=payload("extra", CHARGE, extra=extra), headers=HEADERS)
    assert response.get_json()["data"]["outcome"] == "answered"


@pytest.mark.parametrize("name", ["knowledge", "knowledges"])
def test_matched_knowledge_is_taken_by_either_name(client: FlaskClient, name: str) -> None:
    body = payload("knowledge", CHARGE)
    matched = [{"answer": "답", "question": "질문", "categories": ["하나"], "landingUrl": "", "imageUrl": ""}]
    body["intent"]["extra"][name] = {"responseType": "skill", "matchedKnowledges": matched}
    assert client.post(KakaoChannel.path, json=body, headers=HEADERS).get_json()["data"]["outcome"] == "answered"


@pytest.mark.parametrize("missing", ["userRequest", "user", "id", "utterance"])
def test_a_bot_that_is_set_up_badly_is_told_so(client: FlaskClient, missing: str) -> None:
    body = payload("missing", CHARGE)
    for part in (body, body["userRequest"], body["userRequest"]["user"]):
        part.pop(missing, None)
        if missing in ("userRequest", "user") and part is body:
            body.setdefault("userRequest", {})
            break
    if missing == "user":
        body["userRequest"]["user"] = None
    response = client.post(KakaoChannel.path, json=body, headers=HEADERS)
    assert response.status_code == 200
    assert "챗봇 설정을 확인해 주세요" in response.get_json()["template"]["outputs"][0]["simpleText"]["text"]
    assert response.get_json()["data"] == {"error": "invalid_request"}


class Sent(list[tuple[callback.Callback, Any]]):
    """What was sent to callback addresses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        monkeypatch.setattr(callback, "send", lambda to, body, _: self.append((to, body)))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Nothing is waited for."""
    monkeypatch.setattr(channel, "WAIT_SECONDS", 0.0)
    return Sent(monkeypatch)


@pytest.fixture
def kakao(channel_settings: Settings) -> KakaoChannel:
    return KakaoChannel(channel_settings)


def incoming(url: str = CALLBACK) -> Incoming:
    return Incoming("slow", Message(CHARGE), reply_to={"site": "https://help.example", "callback": url})


class Awaited(Future[Answer]):
    """An answer that is asked for only once it is there: whoever asks before would wait without end."""

    def result(self, timeout: float | None = None) -> Answer:
        assert self.done()
        return super().result(timeout)


def respond(client: FlaskClient, kakao: KakaoChannel, message: Incoming, answer: Future[Answer]) -> Any:
    with client.application.test_request_context():
        return kakao.respond(message, answer).get_json()


def finish(kakao: KakaoChannel) -> None:
    """Wait for what is on its way to a callback address."""
    kakao._senders.shutdown()


def test_a_late_answer_goes_to_the_callback_address(client: FlaskClient, kakao: KakaoChannel, sent: Sent) -> None:
    answer = Awaited()
    body = respond(client, kakao, incoming(), answer)
    assert limits.faults(body) == []
    assert body["useCallback"] is True
    assert sent == []
    answer.set_result(Answer(Reply("smalltalk", "thanks", "도움이 됐다니 다행이에요.")))
    finish(kakao)
    ((to, late),) = sent
    assert to == callback.Callback("bot-api.kakao.com", "/v1/callback/0f1e2d3c?token=abc")
    assert limits.faults(late) == []
    assert late["template"]["outputs"] == [{"simpleText": {"text": "도움이 됐다니 다행이에요."}}]


@pytest.mark.parametrize(
    ("error", "said"),
    [(StorageError("비밀 경로 /srv/a"), "준비하고 있어요"), (ValueError("뜻밖의 일"), "문제가 생겼어요")],
)
def test_a_late_error_is_told(
    client: FlaskClient,
    kakao: KakaoChannel,
    sent: Sent,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    said: str,
) -> None:
    answer = Awaited()
    respond(client, kakao, incoming(), answer)
    answer.set_exception(error)
    finish(kakao)
    assert said in sent[0][1]["template"]["outputs"][0]["simpleText"]["text"]
    assert "뜻밖의 일" not in caplog.text


def test_an_answer_in_time_needs_no_callback(client: FlaskClient, kakao: KakaoChannel, sent: Sent) -> None:
    answer = Awaited()
    answer.set_result(Answer(Reply("smalltalk", "thanks", "다행이에요.")))
    assert "useCallback" not in respond(client, kakao, incoming(), answer)
    finish(kakao)
    assert sent == []


def test_an_answer_that_nobody_awaits_any_more_is_not_sent(
    client: FlaskClient, kakao: KakaoChannel, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "CALLBACK_SECONDS", -1.0)
    answer = Awaited()
    respond(client, kakao, incoming(), answer)
    answer.set_result(Answer(Reply("smalltalk", "thanks", "다행이에요.")))
    finish(kakao)
    assert sent == []


def test_an_unforeseen_error_of_sending_is_logged(
    client: FlaskClient,
    kakao: KakaoChannel,
    sent: Sent,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(callback, "send", broken)
    answer = Awaited()
    respond(client, kakao, incoming(), answer)
    answer.set_result(Answer(Reply("smalltalk", "thanks", "다행이에요.")))
    finish(kakao)
    assert sent == []
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("url", ["", "https://evil.example/a", "http://bot-api.kakao.com/a"])
def test_without_a_callback_address_the_visitor_is_asked_to_come_again(
    client: FlaskClient, kakao: KakaoChannel, sent: Sent, url: str
) -> None:
    answer = Awaited()
    body = respond(client, kakao, incoming(url), answer)
    assert body["template"]["outputs"][0]["simpleText"]["text"].startswith(SLOW)
    assert answer.cancelled()
    finish(kakao)
    assert sent == []


def test_a_response_that_is_not_valid_is_not_sent(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "faults", lambda _: ["output 0 textCard.title: too long"])
    response = client.post(KakaoChannel.path, json=payload("guard", CHARGE), headers=HEADERS)
    assert list(response.get_json()["template"]["outputs"][0]) == ["simpleText"]
    assert "too long" in caplog.text


def test_the_conversation_outlives_the_contexts(client: FlaskClient, services: Services) -> None:
    client.post(KakaoChannel.path, json=payload("same", CHARGE), headers=HEADERS)
    thanked: Any = client.post(KakaoChannel.path, json=payload("same", "고마워요"), headers=HEADERS).get_json()
    assert thanked["context"]["values"][0]["params"] == {"outcome": "smalltalk", "reason": "thanks"}
    session = services.chat.store.for_visitor("kakao", "same")
    assert session is not None
    assert session.context.article == "wallet-charge"
