"""The stream of what agents do, read in one piece and again."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from threading import Timer
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.cluster.memory import MemoryListener
from app.web.api.chat_events import MAX_STREAMS
from tests.conftest import settings_in
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, Agent, Visitor, app_on, published

STREAM = "app.web.api.chat_events"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, module_database_url: str) -> Iterator[FlaskClient]:
    settings = settings_in(
        tmp_path_factory.mktemp("events"), database_url=module_database_url, agent_token=AGENT_TOKEN, business_hours=""
    )
    for app in app_on(published(settings, ARTICLES)):
        yield app.test_client()


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Someone who has asked for a person, whose conversation has two messages."""
    visitor = Visitor(client)
    assert visitor.say("상담원 연결해 주세요", "m-1").json["outcome"] == "handover"
    return visitor


@pytest.fixture
def agent(client: FlaskClient) -> Agent:
    return Agent(client)


def stream(visitor: Visitor, last: str | int | None = None, query: str = "") -> Any:
    headers = visitor.headers if last is None else {**visitor.headers, "Last-Event-ID": str(last)}
    return visitor.client.get(f"{visitor.address}/events{query}", headers=headers)


def events(answer: Any) -> Generator[str, None, None]:
    """The events of a stream, comments among them, as they come."""
    with closing(answer):
        for event in answer.response:
            yield event.decode().strip()


def heard(visitor: Visitor, last: str | int, *meanwhile: Callable[[], object]) -> list[tuple[str, Any]]:
    """Name and id, and data, of all events of a stream from ``last`` on that ends once each of ``meanwhile`` happened,
    one between any two looks."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        pauses: Iterator[object] = (act() for act in meanwhile)
        ends = object()

        def wait(_: object, seconds: float) -> bool:
            if next(pauses, ends) is ends:
                patch.setattr(f"{STREAM}.STREAM_SECONDS", 0.0)
            return seconds > 0

        patch.setattr(MemoryListener, "wait", wait)
        for event in events(stream(visitor, last)):
            fields = dict(line.split(": ", 1) for line in event.splitlines() if line != ":")
            if "event" in fields:
                found.append((f"{fields['event']} {fields.get('id', '-')}", json.loads(fields["data"])))
    return found


def messages(visitor: Visitor, last: str | int) -> list[tuple[str, Any]]:
    """Those of them that are messages."""
    return [event for event in heard(visitor, last) if event[0].startswith("message")]


def test_each_message_of_an_agent_is_heard_once_wherever_a_stream_broke(visitor: Visitor, agent: Agent) -> None:
    said = [agent.say(visitor, f"{number}번째예요.", f"a-{number}").json["message"] for number in range(3)]
    visitor.say("네", "n-1")
    said.append(agent.say(visitor, "끝이에요.", "a-9").json["message"])
    for place in range(len(said) + 1):
        last = said[place - 1]["id"] if place else 2
        assert messages(visitor, last) == [(f"message {each['id']}", each) for each in said[place:]]


def test_a_stream_that_heard_nothing_goes_on_from_where_it_began(visitor: Visitor, agent: Agent) -> None:
    began = next(events(stream(visitor))).splitlines()
    agent.say(visitor, "그 사이에 한 말이에요.", "a-1")
    (id_,) = [line.removeprefix("id: ") for line in began if line.startswith("id: ")]
    assert [data["text"] for _, data in messages(visitor, id_)] == ["그 사이에 한 말이에요."]


def test_typing_is_heard_without_an_id_until_the_message_comes(visitor: Visitor, agent: Agent) -> None:
    assert agent.post(f"/{visitor.id}/typing").json["done"]
    assert heard(visitor, 2) == [("status -", {"status": "waiting"}), ("typing -", {"typing": True})]
    agent.say(visitor, "네", "a-1")
    assert heard(visitor, 3) == [("status -", {"status": "agent"}), ("typing -", {"typing": False})]


def test_typing_ends_in_the_stream_that_told_of_it(visitor: Visitor, agent: Agent) -> None:
    agent.post(f"/{visitor.id}/typing")
    told = heard(visitor, 2, lambda: agent.say(visitor, "네", "a-1"))
    assert [data.get("typing", name) for name, data in told] == ["status -", True, "message 3", "status -", False]


def test_a_change_of_who_answers_is_told_when_it_happens(visitor: Visitor, agent: Agent) -> None:
    changes = ("agent", "agent", "waiting", "bot", "ended")
    told = heard(visitor, 2, *(lambda status=status: agent.assign(visitor, status) for status in changes))
    assert [data["status"] for name, data in told if name == "status -"] == [
        "waiting",
        "agent",
        "waiting",
        "bot",
        "ended",
    ]
    assert [name for name, _ in told].count("typing -") == 1


def test_a_stream_says_something_with_every_look(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryListener, "wait", lambda _, seconds: False)
    answer = events(stream(visitor))
    begins, status, typing, *beats = (next(answer) for _ in range(6))
    assert begins.startswith("retry: ")
    assert (status, typing) == (
        'event: status\ndata: {"status": "waiting"}',
        'event: typing\ndata: {"typing": false}',
    )
    assert beats == [":"] * 3


def test_it_begins_at_a_number_that_the_header_has_rather_than_the_address(visitor: Visitor) -> None:
    for last, query, begins in ((None, "", 2), (None, "?after=0", 0), (1, "?after=0", 1)):
        answer = stream(visitor, last, query)
        assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/event-stream", "no-store")
        assert next(events(answer)).endswith(f"id: {begins}")


@pytest.mark.parametrize("number", ["-1", "x", "１", "1" * 20, "9" * 5_000], ids=lambda number: number[:20])
def test_what_is_no_number_is_refused(visitor: Visitor, agent: Agent, number: str) -> None:
    for answer in (
        stream(visitor, number.encode().decode("latin-1")),
        visitor.get(f"/events?after={number}"),
        visitor.get(f"/messages?after={number}"),
        agent.get(f"/{visitor.id}?after={number}"),
    ):
        assert (answer.status_code, answer.mimetype, answer.json["parameter"]) == (
            400,
            "application/problem+json",
            "after",
        )


def test_a_stream_is_for_its_visitor(visitor: Visitor) -> None:
    assert visitor.client.get(f"{visitor.address}/events").status_code == 404


def test_a_worker_holds_eight_streams(visitor: Visitor) -> None:
    with ExitStack() as held:
        first, *others = (stream(visitor) for _ in range(MAX_STREAMS))
        for each in others:
            held.enter_context(closing(each))
        assert [answer.status_code for answer in (first, *others)] == [200] * 8
        ninth = stream(visitor)
        assert (ninth.status_code, ninth.json["code"]) == (429, "too_many_requests")
        assert int(ninth.headers["Retry-After"]) > 0
        assert visitor.get().status_code == 200
        first.close()
        assert held.enter_context(closing(stream(visitor))).status_code == 200


def test_a_stream_does_not_wait_for_its_next_look(
    visitor: Visitor, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, wait = list[bool](), MemoryListener.wait
    monkeypatch.setattr(MemoryListener, "wait", lambda listener, _: waits.append(wait(listener, 30.0)))
    answer = events(stream(visitor))
    with closing(answer):
        assert [next(answer) for _ in range(4)][-1] == ":"
        teller = Timer(0.2, agent.say, (visitor, "네", "a-1"))
        teller.start()
        assert "event: message" in next(answer)
        teller.join()
    assert waits == [True]
