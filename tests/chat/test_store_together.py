"""Conversations that several threads and processes write at once, some of which are killed."""

from __future__ import annotations

import multiprocessing
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from app.chat.models import Turn
from app.chat.sessions import Entry, Session, Taken
from app.chat.store import ATTEMPTS, ConversationStore
from app.errors import ConversationBusyError
from app.storage.database import Database
from tests.chat.given import listing

FORK = multiprocessing.get_context("fork")
ROOT = Path(__file__).parents[2]


def insistent(store: ConversationStore, session_id: str, name: str, answer: Callable[[Session], Turn]) -> Taken:
    """Take a turn as a client does: send the same again until there is a reply."""
    while True:
        try:
            return store.take_turn(session_id, name, name, answer)
        except ConversationBusyError:
            time.sleep(random.uniform(0, 0.02))


def check_order(entries: list[Entry]) -> list[str]:
    """The visitor's messages. Each was answered at once, in the light of all before it and of nothing else."""
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.author for entry in entries] == ["visitor", "assistant"] * (len(entries) // 2)
    names = [entry.text for entry in entries[::2]]
    assert [entry.text.split() for entry in entries[1::2]] == [names[:count] for count in range(len(names))]
    return names


def talk(url: str, session_id: str, speaker: str, turns: int) -> None:
    database = Database(url)
    store = ConversationStore(database, retention_days=90, session_days=30)
    for number in range(turns):
        name = f"{speaker}{number}"

        def answer(session: Session, name: str = name) -> Turn:
            time.sleep(random.uniform(0, 0.004))
            return listing(name, session)

        assert not insistent(store, session_id, name, answer).repeated
    database.close()


def test_processes_take_turns_in_one_session(store: ConversationStore, database_url: str) -> None:
    session_id = store.open("web").session_id
    processes = [FORK.Process(target=talk, args=(database_url, session_id, speaker, 25)) for speaker in "ab"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    names = check_order(store.messages(session_id, limit=1000))
    for speaker in "ab":
        assert [name for name in names if name[0] == speaker] == [f"{speaker}{number}" for number in range(25)]


def test_as_many_at_once_as_there_are_attempts_all_get_through(store: ConversationStore) -> None:
    session_id = store.open("web").session_id
    start = threading.Barrier(ATTEMPTS)

    def take(number: int) -> Taken:
        start.wait()
        return store.take_turn(session_id, f"m{number}", f"m{number}", partial(listing, f"m{number}"))

    with ThreadPoolExecutor(ATTEMPTS) as pool:
        taken = list(pool.map(take, range(ATTEMPTS)))
    assert sorted(each.seq for each in taken) == list(range(2, 2 * ATTEMPTS + 1, 2))
    names = check_order(store.messages(session_id))
    assert sorted(names) == sorted(f"m{number}" for number in range(ATTEMPTS))


def test_one_message_sent_many_times_at_once_is_kept_once(store: ConversationStore) -> None:
    session_id = store.open("web").session_id
    number = 6
    answering = threading.Barrier(number)

    def take(sender: int) -> Taken:
        def answer(session: Session) -> Turn:
            answering.wait(timeout=10)  # All have found it unanswered before any of them keeps its own reply.
            return listing(f"by{sender}", session)

        return store.take_turn(session_id, "same", "환불", answer)

    with ThreadPoolExecutor(number) as pool:
        taken = list(pool.map(take, range(number)))
    assert sorted(each.repeated for each in taken) == [False] + [True] * (number - 1)
    assert len({(each.seq, each.reply) for each in taken}) == 1
    assert len(store.messages(session_id)) == 2


def test_a_messenger_user_who_writes_twice_at_once_gets_one_session(store: ConversationStore) -> None:
    number = 6
    start = threading.Barrier(number)

    def join(_: int) -> str:
        start.wait()
        return store.join("kakao", "user").id

    with ThreadPoolExecutor(number) as pool:
        assert len(set(pool.map(join, range(number)))) == 1


KILLED = """
import sys
from functools import partial
from app.chat.store import ConversationStore
from app.storage.database import Database
from tests.chat.given import listing

store = ConversationStore(Database(sys.argv[1]), retention_days=90, session_days=30)
number = int(sys.argv[3])
while True:
    name = f"m{number}"
    store.take_turn(sys.argv[2], name, name, partial(listing, name))
    print(name, flush=True)
    number += 1
"""


def test_what_was_acknowledged_outlives_the_process(store: ConversationStore, database_url: str) -> None:
    session_id = store.open("web").session_id
    acknowledged: list[str] = []
    for after in (1, 4, 9):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, database_url, session_id, str(len(acknowledged))],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline().strip() for _ in range(after)]
        time.sleep(random.uniform(0, 0.01))
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
        assert writer.wait() == -signal.SIGKILL
        writer.stdout.close()
        kept = check_order(store.messages(session_id, limit=10_000))
        # The one that was on its way may have been kept or not; to its sender it is all the same.
        assert kept in (acknowledged, [*acknowledged, f"m{len(acknowledged)}"])
        last = f"m{len(acknowledged)}"
        taken = store.take_turn(session_id, last, last, partial(listing, last))
        assert taken.repeated is (last in kept)
        acknowledged.append(last)
        assert check_order(store.messages(session_id, limit=10_000)) == acknowledged
    assert len(acknowledged) >= 17


@pytest.mark.parametrize("point", ["message", "reply"])
def test_a_turn_is_kept_whole_or_not_at_all(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    session_id = store.open("web").session_id
    exported = store.export(session_id)
    name = "append" if point == "message" else "become"

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine stops")

    with monkeypatch.context() as patched:
        patched.setattr(f"app.chat.rows.{name}", fail)
        with pytest.raises(RuntimeError):
            store.take_turn(session_id, "m1", "환불", partial(listing, "m1"))
    assert store.export(session_id) == exported
