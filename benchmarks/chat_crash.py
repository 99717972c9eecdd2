"""Kills a real server while people talk to it: ``python -m benchmarks.chat_crash --rounds 300``.

Visitors send each message until it is acknowledged, as a client should. At the end every acknowledged turn must be
there, once, in order and as it was acknowledged. Exits with 1 when anything was wrong.

With ``--postgres`` the conversations are in a PostgreSQL of its own, which is killed more often than its clients.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import click

from benchmarks.chat_server import VICTIMS, Server, Victim
from tests import postgres
from tests.live_visitor import Answer, Visitor, insist

TALKERS, TURNS = 4, 25
"""Conversations at a time, each of two people who say so many things; then another begins."""

WORDS = ("캐시 충전은 어떻게 해요?", "채널 이름을 바꾸고 싶어요", "그거 말고요", "고마워요", "두 번째 거", "환불")
PATIENCE_SECONDS = 120
DATABASE = "database"

ORDER: tuple[Victim, ...] = ("worker", "group", "worker", "master")
"""Who is killed in turn; after a worker the server need not be started again, so there are more of these."""

WITH_POSTGRES: tuple[Victim | signal.Signals, ...] = (signal.SIGKILL, "worker", signal.SIGQUIT, "group")
"""Signals are for PostgreSQL: its first process alone, whose children end by themselves, or all at once."""


@dataclass
class Figures:
    """``unheard`` are turns that were kept though their answer never came: what was sent again found them there."""

    rounds: int
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*VICTIMS, DATABASE), 0))
    conversations: int = 0
    acknowledged: int = 0
    failed_requests: int = 0
    unheard: int = 0
    busy: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Conversation:
    """What its people said, by id, and what each was told."""

    visitor: Visitor
    said: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)


class Talk:
    """People who talk, one conversation after the other, until they are to stop."""

    def __init__(self, address: str, seed: int, figures: Figures, stop: Event) -> None:
        self._address, self._chance, self._figures, self._stop = address, Random(seed), figures, stop
        self.conversations: list[Conversation] = []

    def run(self) -> None:
        while not self._stop.is_set():
            visitor = Visitor(self._address)
            self._insist(visitor.open)
            conversation = Conversation(visitor)
            self.conversations.append(conversation)
            people = [Thread(target=self._speak, args=(conversation, name)) for name in "ab"]
            for person in people:
                person.start()
            for person in people:
                person.join()

    def _speak(self, conversation: Conversation, name: str) -> None:
        visitor = conversation.visitor.again()
        for number in range(TURNS):
            if self._stop.is_set():
                break
            id_ = f"{name}-{number}"
            conversation.said[id_] = text = f"{self._chance.choice(WORDS)} ({id_})"
            conversation.told[id_] = self._insist(partial(visitor.say, id_, text))
        visitor.close()

    def _insist(self, send: Callable[[], Answer]) -> dict[str, Any]:
        failures: list[int] = []
        answer = insist(send, lambda failed: failures.append(failed.status))
        lost = [status for status in failures if status != 409]
        self._figures.failed_requests += len(lost)
        self._figures.busy += len(failures) - len(lost)
        if answer.status not in (200, 201):
            self._figures.faults.append(f"{answer.status}: {answer.body}")
        self._figures.unheard += bool(lost and answer.body.get("repeated"))
        body: dict[str, Any] = answer.body
        return body


def faults_of(conversation: Conversation) -> Iterator[str]:
    """What is wrong with a conversation, read and asked anew at the end."""
    messages, name = conversation.visitor.messages(), conversation.visitor.session_id
    if [each["id"] for each in messages] != list(range(1, len(messages) + 1)):
        yield f"{name}: numbers with gaps"
    if [each["author"] for each in messages] != ["visitor", "assistant"] * (len(messages) // 2):
        yield f"{name}: not one reply to each message"
    said = [each["text"] for each in messages[::2]]
    for person in "ab":
        own = [text for id_, text in conversation.said.items() if id_.startswith(person)]
        if [text for text in said if text.endswith(f"({person}-{text.rpartition('-')[2]}")] != own:
            yield f"{name}: {person} said other things than are there"
    for id_, told in conversation.told.items():
        text, reply = messages[told["turn_id"] - 2]["text"], messages[told["turn_id"] - 1]["reply"]
        if text != conversation.said[id_] or reply != {key: told[key] for key in reply}:
            yield f"{name}: {id_} is not as it was acknowledged"
        again = insist(partial(conversation.visitor.say, id_, text))
        if again.status != 200 or again.body != {**told, "repeated": True}:
            yield f"{name}: {id_} sent again: {again}"
    if len(conversation.visitor.messages()) != len(messages):
        yield f"{name}: grew by what was sent again"


@contextmanager
def _durable() -> Iterator[postgres.Server]:
    database = postgres.Server(durable=True)
    try:
        database.start()
        yield database
    finally:
        database.remove()


def run(rounds: int, seed: int, database: postgres.Server | None = None) -> Figures:
    figures, chance, stop, started = Figures(rounds), Random(seed), Event(), time.perf_counter()
    order = WITH_POSTGRES if database else ORDER
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), database.url if database else "")
        try:
            server.start()
            talks = [Talk(server.address, seed + number, figures, stop) for number in range(TALKERS)]
            threads = [Thread(target=talk.run) for talk in talks]
            for thread in threads:
                thread.start()
            for number in range(rounds):
                _wait_for_turns(talks)
                time.sleep(chance.uniform(0, 0.5))
                victim = order[number % len(order)]
                if database is not None and isinstance(victim, signal.Signals):
                    database.kill(victim)
                    time.sleep(chance.uniform(0, 0.5))
                    database.start()
                    figures.kills[DATABASE] += 1
                    continue
                assert not isinstance(victim, signal.Signals)
                server.kill(victim, chance)
                figures.kills[victim] += 1
                if not server.is_up:
                    server.start()
            stop.set()
            for thread in threads:
                thread.join()
            conversations = [each for talk in talks for each in talk.conversations]
            for conversation in conversations:
                figures.faults += faults_of(conversation)
            figures.conversations = len(conversations)
            figures.acknowledged = _acknowledged(talks)
        finally:
            stop.set()
            server.stop()
    figures.seconds = round(time.perf_counter() - started, 1)
    return figures


def _wait_for_turns(talks: list[Talk]) -> None:
    """Until every talk has gone on by a turn, so that each round has something to lose."""
    before, deadline = [_acknowledged([talk]) for talk in talks], time.monotonic() + PATIENCE_SECONDS
    while any(_acknowledged([talk]) <= count for talk, count in zip(talks, before, strict=True)):
        if time.monotonic() > deadline:
            raise RuntimeError("nobody gets an answer any more")
        time.sleep(0.01)


def _acknowledged(talks: list[Talk]) -> int:
    return sum(len(each.told) for talk in talks for each in list(talk.conversations))


@click.command()
@click.option("--rounds", default=300, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--postgres", "on_postgres", is_flag=True, help="Keep the conversations in a private PostgreSQL.")
def main(rounds: int, seed: int, on_postgres: bool) -> None:
    if on_postgres:
        with _durable() as database:
            figures = run(rounds, seed, database)
    else:
        figures = run(rounds, seed)
    print(json.dumps(asdict(figures), ensure_ascii=False))
    sys.exit(bool(figures.faults))


if __name__ == "__main__":
    main()
