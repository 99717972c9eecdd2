from __future__ import annotations

import socket
import threading
from time import monotonic
from typing import Any, Literal

import pytest

from app.channels.chatwoot import client
from app.channels.chatwoot.client import ChatwootClient, DeliveryError
from tests.channels.chatwoot.fake import TOKEN, FakeChatwoot, Fault

BODY = {"content": "안녕하세요.", "message_type": "outgoing"}
REFUSED = [Fault(500), Fault(503), Fault(429)]
FINAL = [Fault(400), Fault(401), Fault(403), Fault(404), Fault(422), Fault(302, (("Location", "http://127.0.0.1:9"),))]
DOUBTFUL = [Fault(), Fault(done=True), Fault(502), Fault(502, done=True), Fault(504, done=True)]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, which take no time."""
    made: list[float] = []
    monkeypatch.setattr(client, "sleep", made.append)
    return made


@pytest.fixture
def api(chatwoot: FakeChatwoot) -> ChatwootClient:
    return ChatwootClient(chatwoot.url, TOKEN)


def soon() -> float:
    return monotonic() + 30


def test_a_message_is_written(api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    id_ = api.send(7, conversation, BODY, soon())
    assert id_ is not None
    assert chatwoot.message(id_) == BODY


@pytest.mark.parametrize("fault", REFUSED, ids=str)
def test_what_was_refused_is_tried_again_with_longer_pauses(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, pauses: list[float], fault: Fault
) -> None:
    chatwoot.faults.extend([fault, fault])
    api.send(7, conversation, BODY, soon())
    assert chatwoot.to(conversation) == [BODY]
    assert pauses == [0.2, 0.4]


@pytest.mark.parametrize("fault", FINAL, ids=str)
def test_what_is_wrong_is_not_tried_again(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, fault: Fault
) -> None:
    chatwoot.faults.extend([fault, fault])
    with pytest.raises(DeliveryError, match=str(fault.status)):
        api.send(7, conversation, BODY, soon())
    with pytest.raises(DeliveryError, match=str(fault.status)):
        api.hand_over(7, conversation, soon())
    assert chatwoot.asked == ["messages", "toggle_status"]


@pytest.mark.parametrize("fault", DOUBTFUL, ids=str)
def test_a_message_that_may_have_arrived_is_not_sent_again(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, fault: Fault
) -> None:
    chatwoot.faults.append(fault)
    with pytest.raises(DeliveryError):
        api.send(7, conversation, BODY, soon())
    assert len(chatwoot.to(conversation)) == fault.done
    assert len(chatwoot.asked) == 1


@pytest.mark.parametrize("fault", [*REFUSED, *DOUBTFUL], ids=str)
def test_opening_twice_does_no_harm(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, pauses: list[float], fault: Fault
) -> None:
    chatwoot.faults.append(fault)
    api.hand_over(7, conversation, soon())
    assert set(chatwoot.opened) >= {(7, conversation)}
    assert pauses == [0.2]


def test_chatwoot_says_how_long_to_wait(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, pauses: list[float]
) -> None:
    chatwoot.faults.extend([Fault(429, (("Retry-After", "2"),)), Fault(429, (("Retry-After", "soon"),))])
    api.send(7, conversation, BODY, soon())
    assert pauses == [2.0, 0.4]


def test_nothing_is_tried_after_the_deadline(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, pauses: list[float]
) -> None:
    chatwoot.faults.append(Fault(429, (("Retry-After", "31"),)))
    with pytest.raises(DeliveryError, match="429"):
        api.send(7, conversation, BODY, soon())
    assert (chatwoot.to(conversation), pauses) == ([], [])


def test_an_answer_is_not_waited_for_after_the_deadline(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int
) -> None:
    chatwoot.faults.append(Fault(200, held=True))
    with pytest.raises(DeliveryError, match="may have arrived"):
        api.send(7, conversation, BODY, monotonic() + 1.5)
    assert len(chatwoot.asked) == 1


@pytest.mark.parametrize("part", ["headers", "body"])
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, part: Literal["headers", "body"]
) -> None:
    chatwoot.faults.append(Fault(200, done=True, drip=part))
    with pytest.raises(DeliveryError, match="may have arrived"):
        api.send(7, conversation, BODY, monotonic() + 1.5)
    # Neither is it by the thread that asked.
    api._threads.shutdown()
    assert chatwoot.dripped == 0
    chatwoot.released.set()


def test_looking_up_a_name_is_not_waited_for_and_nothing_sent_after_it(
    api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup, over = socket.getaddrinfo, threading.Event()
    was_over: list[bool] = []

    def slowly(*arguments: Any) -> Any:
        was_over.append(over.wait(5))
        return lookup(*arguments)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with pytest.raises(DeliveryError):
        api.send(7, conversation, BODY, monotonic() + 0.3)
    over.set()
    api._threads.shutdown()
    assert was_over == [True]
    # What had been sent would have come before this.
    ChatwootClient(chatwoot.url, TOKEN).send(7, conversation, BODY, soon())
    assert chatwoot.asked == ["messages"]


def test_an_answer_that_is_too_deep_is_none(api: ChatwootClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    chatwoot.faults.append(Fault(200, done=True, body=b"[" * 100_000))
    assert api.send(7, conversation, BODY, soon()) is None
    assert chatwoot.to(conversation) == [BODY]


def test_who_cannot_be_reached_is_tried_again(conversation: int, pauses: list[float]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(DeliveryError, match="not connected"):
        ChatwootClient(nobody, TOKEN).send(7, conversation, BODY, monotonic() + 0.5)
    assert pauses[:1] == [0.2]


def test_a_wrong_token_is_told(chatwoot: FakeChatwoot, conversation: int) -> None:
    with pytest.raises(DeliveryError, match="401"):
        ChatwootClient(chatwoot.url, "wrong").send(7, conversation, BODY, soon())
    assert chatwoot.to(conversation) == []
