"""Odd, broken and hostile messages to a conversation of a real server: a clear answer, and no turn lost or doubled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from app.web.security import MAX_REQUEST_BYTES
from tests.live_visitor import SESSIONS, Answer, Visitor

CHARGE = "월렛에 캐시를 어떻게 충전하나요?"


@pytest.fixture
def visitor(server: str) -> Iterator[Visitor]:
    """Someone who has begun a conversation."""
    with closing(Visitor(server)) as visitor:
        assert visitor.open().status == 201
        yield visitor


def said(visitor: Visitor) -> list[str]:
    """What is kept of what visitors said; each has its reply, and the numbers have no gaps."""
    messages = visitor.messages()
    assert [each["id"] for each in messages] == list(range(1, len(messages) + 1))
    assert [each["author"] for each in messages] == ["visitor", "assistant"] * (len(messages) // 2)
    return [each["text"] for each in messages[::2]]


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["code"] if answer.status >= 400 else ""


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "😀😃🇰🇷👨‍👩‍👧‍👦❤️",
        "ㅋㅋㅋㅋㅠㅠ",
        "ㅁㄴㅇㄹ",
        "ㅇㅇ",
        "<script>alert('x')</script>",
        "<b>환불</b><img src=x onerror=a>",
        "!?",
        "a\nb",
        "가" * 2_000,
    ],
)
def test_odd_messages_are_answered_and_kept_as_they_are(visitor: Visitor, text: str) -> None:
    answer = visitor.say("m-1", text)
    assert answer.status == 200
    assert answer.body["outcome"] in ("answered", "clarify", "abstained", "smalltalk")
    assert answer.body["reply"]["text"]
    assert said(visitor) == [text]


@pytest.mark.parametrize(
    "body",
    [
        {"client_message_id": "m-1", "text": ""},
        {"client_message_id": "m-1", "text": " \n\t"},
        {"client_message_id": "m-1", "text": "가" * 2_001},
        {"client_message_id": "m-1", "text": 7},
        {"client_message_id": "m-1", "text": ["환불"]},
        {"client_message_id": "m-1", "text": None},
        {"client_message_id": 1, "text": "환불"},
        {"client_message_id": "m-1"},
        {"client_message_id": "m-1", "text": "환불\x00"},
        {"client_message_id": "m-1", "text": "\ud800"},
        {"text": "환불"},
        ["환불"],
        "환불",
        7,
        None,
    ],
)
def test_what_is_no_message_is_refused(visitor: Visitor, body: object) -> None:
    address = f"{SESSIONS}/{visitor.session_id}/messages"
    answer = visitor.request("POST", address, body)
    # Nothing at all is sent for None, without a type.
    assert code(answer) == ((415, "unsupported_media_type") if body is None else (400, "invalid_request"))
    assert answer.body["detail"].endswith((".", ")"))
    assert said(visitor) == []


@pytest.mark.parametrize("size", [MAX_REQUEST_BYTES + 1, 10 * 1024 * 1024])
def test_a_message_of_megabytes_is_too_large_and_the_next_one_is_heard(visitor: Visitor, size: int) -> None:
    for number in range(2):
        assert code(visitor.say(f"m-{number}", "a" * size)) == (413, "content_too_large")
    assert visitor.say("m-1", CHARGE).body["outcome"] == "answered"
    assert said(visitor) == [CHARGE]


def test_a_token_opens_its_own_conversation_alone(visitor: Visitor, server: str) -> None:
    with closing(Visitor(server)) as other:
        other.open()
    for token in (other.token, "", "x" * 1_000, visitor.token[:-1]):
        with closing(Visitor(server, visitor.session_id, token)) as stranger:
            assert code(stranger.say("m-1", "환불")) == (404, "not_found")
    assert said(visitor) == []


def test_an_expired_conversation_is_gone(visitor: Visitor, server_folder: Path) -> None:
    visitor.say("m-1", CHARGE)
    with closing(sqlite3.connect(server_folder / "barodap.db", timeout=30)) as connection, connection:
        change = "UPDATE chat_sessions SET expires_at = '2026-01-01 00:00:00.000000' WHERE id = ?"
        assert connection.execute(change, (visitor.session_id,)).rowcount == 1
    for id_ in ("m-1", "m-2"):
        assert code(visitor.say(id_, CHARGE)) == (404, "not_found")


def together(visitor: Visitor, *messages: tuple[str, str]) -> list[Any]:
    """The answers to messages that are sent at the same moment."""
    start = Barrier(len(messages))

    def send(message: tuple[str, str]) -> Any:
        with closing(visitor.again()) as another:
            start.wait()
            answer = another.say(*message)
        assert answer.status == 200, answer
        return answer.body

    with ThreadPoolExecutor(len(messages)) as pool:
        return list(pool.map(send, messages))


def test_messages_sent_at_once_are_answered_one_after_the_other(visitor: Visitor) -> None:
    sent = [(f"m-{number}", f"{number}번 {CHARGE}") for number in range(4)]
    answers = together(visitor, *sent)
    assert sorted(answer["turn_id"] for answer in answers) == [2, 4, 6, 8]
    kept = said(visitor)
    assert sorted(kept) == [text for _, text in sent]
    assert [kept[answer["turn_id"] // 2 - 1] for answer in answers] == [text for _, text in sent]


def test_one_message_sent_many_times_is_answered_once(visitor: Visitor) -> None:
    answers = together(visitor, *[("m-1", CHARGE)] * 4)
    assert sorted(answer.pop("repeated") for answer in answers) == [False, True, True, True]
    assert all(answer == answers[0] for answer in answers)
    # The id counts, not what is said under it.
    assert visitor.say("m-1", "다른 말").body == {**answers[0], "repeated": True}
    assert said(visitor) == [CHARGE]


def test_conversations_at_once_do_not_mix(server: str) -> None:
    def hold(name: int) -> list[str]:
        with closing(Visitor(server)) as visitor:
            visitor.open()
            for number in range(3):
                assert visitor.say(f"m-{number}", f"{name}의 {number}번째 말").status == 200
            return said(visitor)

    with ThreadPoolExecutor(6) as pool:
        held = list(pool.map(hold, range(6)))
    assert held == [[f"{name}의 {number}번째 말" for number in range(3)] for name in range(6)]
