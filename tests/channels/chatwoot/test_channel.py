"""Who answers when: what is left unanswered, what is said once, and when people take over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.channels.chatwoot import channel, render, wording
from app.channels.chatwoot.channel import ChatwootChannel
from app.chat import wording as said
from app.chat.models import Turn
from app.chat.sessions import Session
from app.config import Settings
from app.services import Services
from tests.channels.chatwoot.fake import FakeChatwoot, Fault
from tests.channels.chatwoot.given import ACCOUNT, message_created, message_updated, signed
from tests.contracts.channel import CHARGE
from tests.web.api.conftest import app_on

PERSON = "상담원 연결해 주세요"


def post(client: FlaskClient, payload: Any) -> TestResponse:
    return client.post(ChatwootChannel.path, **signed(payload))


def session(services: Services, conversation: int) -> Session | None:
    return services.chat.store.for_visitor("chatwoot", f"{ACCOUNT}:{conversation}")


def latest(chatwoot: FakeChatwoot, conversation: int) -> tuple[int, dict[str, Any]]:
    found = [each for each in chatwoot.written if each.conversation == conversation][-1]
    return found.id, found.body


@pytest.mark.parametrize(
    "changes",
    [
        {"message_type": "outgoing", "sender": {"id": 1, "type": "agent_bot"}},
        {"message_type": "outgoing", "sender": {"id": 2, "type": "user"}},
        {"message_type": "template"},
        {"message_type": "activity"},
        {"private": True},
        {"status": "open"},
        {"status": "resolved"},
        {"status": "snoozed"},
        {"status": None},
        {"event": "message_updated"},
        {"event": "message_updated", "content_type": "input_select", "content_attributes": {"submitted_values": None}},
        {"event": "message_updated", "content_type": "input_select", "content_attributes": {"submitted_values": [{}]}},
        {"event": "message_updated", "content_type": "input_csat", "content_attributes": {"submitted_values": [{}]}},
        {"event": "webwidget_triggered"},
        {"event": "conversation_status_changed"},
        {"event": "conversation_opened"},
        {"event": "conversation_resolved"},
        {"event": "made_up_later"},
    ],
    ids=str,
)
def test_what_asks_for_no_reply_gets_none(
    client: FlaskClient, services: Services, chatwoot: FakeChatwoot, conversation: int, changes: dict[str, Any]
) -> None:
    assert post(client, message_created(conversation, CHARGE, **changes)).status_code == 204
    assert chatwoot.asked == []
    assert session(services, conversation) is None


@pytest.mark.parametrize("bad", ["7/../../../x", "7", True, 0, -1, 7.5, 2**63, None, [7], {}])
@pytest.mark.parametrize("name", ["account", "conversation", "id"])
def test_ids_are_whole_numbers(
    client: FlaskClient, chatwoot: FakeChatwoot, conversation: int, name: str, bad: object
) -> None:
    payload = message_created(conversation, CHARGE)
    if name == "id":
        payload["id"] = bad
    else:
        payload[name] = {**payload[name], "id": bad}
    response = post(client, payload)
    assert response.status_code == 200
    assert name in response.json["message"]  # type: ignore[index]
    assert chatwoot.asked == []


def test_the_reply_is_written_by_the_bot(client: FlaskClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    response = post(client, message_created(conversation, CHARGE))
    id_, body = latest(chatwoot, conversation)
    assert (response.status_code, response.json) == (200, {"messages": [id_]})
    assert "](https://help.example/articles/wallet-charge/" in body["content"]
    assert chatwoot.asked == ["messages"]


def test_what_comes_again_is_not_said_again(client: FlaskClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    said = message_created(conversation, CHARGE)
    for _ in range(3):
        assert post(client, said).status_code == 200
    assert len(chatwoot.to(conversation)) == 1


def test_a_choice_is_taken_once_whatever_else_changes(
    client: FlaskClient, services: Services, chatwoot: FakeChatwoot, conversation: int
) -> None:
    post(client, message_created(conversation, "친구그룹 만들기"))
    id_, body = latest(chatwoot, conversation)
    for title in ("안드로이드", "안드로이드", "PC"):
        post(client, message_updated(conversation, id_, body, title))
    assert len(chatwoot.to(conversation)) == 3
    found = session(services, conversation)
    assert found is not None
    assert found.context.article == "friends-pc"


def test_a_value_that_comes_as_words_is_the_choice(
    client: FlaskClient, services: Services, chatwoot: FakeChatwoot, conversation: int
) -> None:
    """As from inboxes whose buttons send it back as a message, Telegram's among them."""
    post(client, message_created(conversation, CHARGE))
    item, *_ = latest(chatwoot, conversation)[1]["content_attributes"]["items"]
    post(client, message_created(conversation, item["value"]))
    found = session(services, conversation)
    assert found is not None
    reply = services.chat.store.last_reply(found.id)
    assert reply is not None
    assert (reply.reason, found.context.article) == ("picked", "wallet-refund")


def test_people_take_over_and_the_bot_keeps_quiet(
    client: FlaskClient, chatwoot: FakeChatwoot, conversation: int
) -> None:
    post(client, message_created(conversation, PERSON))
    assert chatwoot.asked == ["messages", "toggle_status"]
    assert chatwoot.opened[-1] == (ACCOUNT, conversation)
    assert post(client, message_created(conversation, CHARGE, status="open")).status_code == 204
    assert len(chatwoot.to(conversation)) == 1


def test_back_from_people_the_bot_answers_again(client: FlaskClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    post(client, message_created(conversation, PERSON))
    post(client, message_created(conversation, "오늘 날씨"))
    assert chatwoot.opened.count((ACCOUNT, conversation)) == 1
    post(client, message_created(conversation, PERSON))
    assert latest(chatwoot, conversation)[1]["content"] == said.HANDOVER_OPEN
    assert chatwoot.opened.count((ACCOUNT, conversation)) == 2


def test_agents_who_write_from_here_come_first(
    client: FlaskClient, services: Services, chatwoot: FakeChatwoot, conversation: int
) -> None:
    post(client, message_created(conversation, CHARGE))
    found = session(services, conversation)
    assert found is not None
    services.chat.store.say(found.id, "안녕하세요.")
    assert post(client, message_created(conversation, "고마워요")).status_code == 200
    assert [body["content"] for body in chatwoot.to(conversation)][1:] == ["상담원: 안녕하세요."]


def test_a_reply_of_no_words_is_not_sent(
    client: FlaskClient, services: Services, chatwoot: FakeChatwoot, conversation: int
) -> None:
    """As while agents write from here: the assistant keeps quiet, and Chatwoot takes no empty message."""
    post(client, message_created(conversation, CHARGE))
    found = session(services, conversation)
    assert found is not None
    services.chat.store.say(found.id, "안녕하세요.")
    for text in ("고마워요", "그리고요?"):
        assert post(client, message_created(conversation, text)).status_code == 200
    assert [body["content"] for body in chatwoot.to(conversation)][1:] == ["상담원: 안녕하세요."]


def test_a_broken_value_is_refused(client: FlaskClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    post(client, message_created(conversation, "친구그룹 만들기"))
    id_, body = latest(chatwoot, conversation)
    chosen = message_updated(conversation, id_, body, "PC")
    chosen["content_attributes"]["submitted_values"] = [{"title": "PC", "value": "\ud800"}]
    assert post(client, chosen).status_code == 200
    assert "글자가 깨져 있어요" in latest(chatwoot, conversation)[1]["content"]


def test_pictures_are_not_read(client: FlaskClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    said = message_created(conversation, None, attachments=[{"id": 1, "file_type": "image"}])
    assert post(client, said).status_code == 200
    assert latest(chatwoot, conversation)[1]["content"] == wording.NO_TEXT


def test_out_of_order_people_take_over(
    channel_settings: Settings, chatwoot: FakeChatwoot, conversation: int, tmp_path: Path
) -> None:
    for app in app_on(channel_settings.model_copy(update={"index_dir": tmp_path})):
        assert post(app.test_client(), message_created(conversation, CHARGE)).status_code == 200
    assert latest(chatwoot, conversation)[1]["content"] == wording.PREPARING
    assert chatwoot.opened[-1] == (ACCOUNT, conversation)


@pytest.fixture
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "TURN_SECONDS", 1.0)
    monkeypatch.setattr(channel, "TOTAL_SECONDS", 1.5)


@pytest.mark.usefixtures("_in_a_hurry")
@pytest.mark.parametrize(
    "fault", [Fault(401), Fault(404), Fault(502), Fault(), Fault(done=True), Fault(200, done=True, held=True)], ids=str
)
def test_what_is_not_delivered_is_not_acknowledged_and_not_sent_again(
    client: FlaskClient, chatwoot: FakeChatwoot, conversation: int, fault: Fault
) -> None:
    said = message_created(conversation, CHARGE)
    chatwoot.faults.append(fault)
    # Neither 429 nor 500, after which Chatwoot would send it again instead of calling people.
    assert post(client, said).status_code == 502
    chatwoot.released.set()
    assert post(client, said).status_code == 200
    assert chatwoot.asked == ["messages"]


@pytest.mark.usefixtures("_in_a_hurry")
def test_a_handover_that_fails_is_not_acknowledged(
    client: FlaskClient, chatwoot: FakeChatwoot, conversation: int
) -> None:
    chatwoot.faults.extend([Fault(201, done=True), Fault(422)])
    response = post(client, message_created(conversation, PERSON))
    assert response.status_code == 502
    assert response.json == {"messages": [latest(chatwoot, conversation)[0]]}


def test_an_error_of_ours_is_not_one_to_try_again(
    client: FlaskClient, chatwoot: FakeChatwoot, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(render, "messages", broken)
    assert post(client, message_created(conversation, CHARGE)).status_code == 502
    assert chatwoot.asked == []


def test_after_an_error_before_the_turn_was_kept_it_can_come_again(
    client: FlaskClient,
    services: Services,
    chatwoot: FakeChatwoot,
    conversation: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    said = message_created(conversation, CHARGE)
    with monkeypatch.context() as once:
        once.setattr(services.dialogue, "take", broken)
        assert post(client, said).status_code == 500
    assert chatwoot.asked == []
    assert post(client, said).status_code == 200
    assert len(chatwoot.to(conversation)) == 1


@pytest.fixture
def _slow(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    taken = services.dialogue.take

    def slowly(*arguments: Any) -> Turn:
        time.sleep(1.3)
        return taken(*arguments)

    monkeypatch.setattr(services.dialogue, "take", slowly)
    yield
    time.sleep(0.8)


@pytest.mark.usefixtures("_in_a_hurry", "_slow")
def test_a_turn_that_takes_too_long_is_left_to_people(
    client: FlaskClient, chatwoot: FakeChatwoot, conversation: int
) -> None:
    assert post(client, message_created(conversation, CHARGE)).status_code == 502
    time.sleep(0.8)
    assert chatwoot.asked == []
