"""What conversations cost: rows and bytes in the database, turns a second, a stream's look, operations of Redis."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text

from app import create_app
from app.chat.desk import Desk
from app.chat.models import Turn
from app.chat.sessions import Session
from app.config import Settings, load_settings
from app.services import Services, build_services, conversations
from app.storage.database import Database
from app.storage.schema import upgrade
from app.storage.tables import ChatMessageRow, ChatSessionRow
from benchmarks.peers.base import Collection, Place
from benchmarks.peers.questions import Questions
from tests import postgres, redis_server

TURNS = 4
CONVERSATIONS = 150
THREADS = 8
REQUESTS = 200
MANY = 1_000_000_000

Figures = dict[str, Any]


def settings_of(place: Place, **others: object) -> Settings:
    """Those of a published Barodap at ``place``."""
    database = f"sqlite:///{Collection(place.collection).database}"
    index = place.folder / "index"
    return load_settings().model_copy(update={"database_url": database, "index_dir": index, **others})


def conversation_costs(place: Place, asked: Questions) -> Figures:
    """By database; ``postgresql`` is missing where there is no server. Then ``answer_ms`` of the processor a turn."""
    texts = asked.once
    replies, answer_ms = _turns(place, texts)
    found: Figures = {"turns": TURNS, "answer_ms": answer_ms}
    with tempfile.TemporaryDirectory() as folder:
        found["sqlite"] = _stored(f"sqlite:///{Path(folder) / 'chat.db'}", replies, texts)
    if not postgres.missing():
        server = postgres.Server(durable=True)
        server.start()
        try:
            found["postgresql"] = _stored(server.url, replies, texts)
        finally:
            server.remove()
    return found


def _turns(place: Place, texts: Sequence[str]) -> tuple[list[Turn], float]:
    """What the assistant says to ``texts``, and the median cost of saying it."""
    services = build_services(settings_of(place))
    costs: list[float] = []

    def answered(asked: str) -> Turn:
        begun = thread_time()
        turn = services.dialogue.once(asked, None)
        costs.append(1e3 * (thread_time() - begun))
        return turn

    try:
        return [answered(asked) for asked in texts], round(median(costs), 3)
    finally:
        services.generations.close()
        services.database.close()


def _stored(url: str, replies: Sequence[Turn], texts: Sequence[str]) -> Figures:
    """CONVERSATIONS by one thread, for their size, then as many by THREADS, for the rate."""
    database = Database(url, pool=THREADS)
    try:
        upgrade(database)
        store = conversations(load_settings(), database)

        def talk(number: int) -> str:
            opened = store.open("web")
            for turn in range(TURNS):
                which = (number * TURNS + turn) % len(replies)
                store.take_turn(opened.session_id, f"m-{turn}", texts[which], partial(_always, replies[which]))
            return opened.session_id

        before = _bytes(database)
        one = _rate(lambda: list(map(talk, range(CONVERSATIONS))))
        grown = _bytes(database) - before
        with ThreadPoolExecutor(THREADS) as pool:
            many = _rate(lambda: list(pool.map(talk, range(CONVERSATIONS))))
        return {
            "bytes_per_conversation": round(grown / CONVERSATIONS),
            "rows_per_conversation": round(_rows(database) / (2 * CONVERSATIONS), 2),
            "turns_per_second_1": round(one, 1),
            f"turns_per_second_{THREADS}": round(many, 1),
            **_looks(database, talk(0)),
        }
    finally:
        database.close()


def _always(turn: Turn, _session: Session) -> Turn:
    return turn


def _rate(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return CONVERSATIONS * TURNS / (perf_counter() - begun)


def _bytes(database: Database) -> int:
    """What the database takes on disk, without its log."""
    with database.engine.connect() as connection:
        if database.is_server:
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        pages, size = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
        return int(pages) * int(size)


def _rows(database: Database) -> int:
    with database.read() as session:
        tables = (ChatSessionRow, ChatMessageRow)
        return sum(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def _looks(database: Database, session_id: str) -> Figures:
    """What a stream does each second: its statements, and milliseconds of this process's processor."""
    desk = Desk(database, conversations(load_settings(), database))
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    begun = thread_time()
    for _ in range(REQUESTS):
        desk.heard(session_id, 0)
    cost = 1e3 * (thread_time() - begun) / REQUESTS
    return {"look_ms": round(cost, 3), "look_statements": round(len(statements) / REQUESTS, 2)}


def redis_costs(place: Place, asked: Questions) -> Figures:
    """Operations of Redis, and its processor's microseconds, a request of each kind; empty where it is not installed.

    Each request is one that nobody made before.
    """
    texts = asked.once
    if redis_server.find() is None:
        return {}
    with tempfile.TemporaryDirectory() as folder, redis_server.own_redis() as server:
        database = f"sqlite:///{Path(folder) / 'chat.db'}"
        settings = settings_of(place, redis_url=server.url, database_url=database, messages_per_minute=MANY)
        app = create_app(settings)
        services: Services = app.extensions["barodap"]
        upgrade(services.database)
        client = app.test_client()
        opened = client.post("/api/v1/chat/sessions", json={}).get_json()

        def say(number: int) -> None:
            path = f"/api/v1/chat/sessions/{opened['session_id']}/messages"
            body = {"client_message_id": f"m-{number}", "text": texts[number]}
            answer = client.post(path, json=body, headers={"Authorization": f"Bearer {opened['token']}"})
            _check(answer.status_code)

        kinds = {
            "search": lambda number: _get(client, "/api/v1/search", texts[number]),
            "suggest": lambda number: _get(client, "/api/v1/suggest", texts[number][:6] + str(number)),
            "message": say,
        }
        with server.client() as redis:
            return {kind: _operations(redis, ask) for kind, ask in kinds.items()}


def _operations(redis: Any, ask: Callable[[int], None]) -> Figures:
    ask(0)
    redis.config_resetstat()
    for number in range(1, REQUESTS):
        ask(number)
    commands = redis.info("commandstats")
    counted = [one for name, one in commands.items() if not name.endswith(("config|resetstat", "info", "ping"))]
    calls, microseconds = (sum(one[key] for one in counted) for key in ("calls", "usec"))
    return {"operations": round(calls / (REQUESTS - 1), 2), "microseconds": round(microseconds / (REQUESTS - 1), 2)}


def _get(client: FlaskClient, path: str, asked: str) -> None:
    _check(client.get(path, query_string={"q": asked}).status_code)


def _check(status: int) -> None:
    if status >= 400:
        raise RuntimeError(f"an answer of {status}")
