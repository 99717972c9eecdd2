"""What only a server can do to us: it stops answering, runs out of things, and lets many write at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, select, text

from app.chat.store import ConversationStore
from app.errors import DatabaseUnreachableError, StorageError, TransactionConflictError
from app.learning.events import EventLog
from app.storage import outage
from app.storage import postgres as server
from app.storage.database import Database
from app.storage.retrying import ATTEMPTS, retried
from app.storage.schema import one_process, upgrade
from app.storage.tables import ViewsRow
from tests import postgres
from tests.databases import NewDatabase


@pytest.fixture
def url(new_database: NewDatabase, tmp_path: Path) -> Iterator[str]:
    with new_database("postgresql", tmp_path) as made:
        yield made


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """One that may be stopped."""
    if reason := postgres.missing() or ("" if postgres.find() else "no PostgreSQL of our own to stop"):
        (pytest.fail if postgres.required() else pytest.skip)(reason)
    server = postgres.Server()
    try:
        server.start()
        yield server
    finally:
        server.remove()


def one(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT 1")).scalar_one())


def test_a_server_that_hangs_is_given_up_and_found_again(
    own_server: postgres.Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outage, "RETRY_SECONDS", 0.0)
    database = Database(own_server.url, patience=0.5)
    assert one(database) == 1
    own_server.send(signal.SIGSTOP)
    for _ in range(2):
        with pytest.raises(DatabaseUnreachableError) as caught:
            one(database)
        assert caught.value.remedy
    own_server.send(signal.SIGCONT)
    assert one(database) == 1
    said = [record.message for record in caplog.records if record.name == outage.__name__]
    assert ["할 수 없어요" in said[0], "다시 연결" in said[1]] == [True, True]
    assert len(said) == 2
    database.close()


def test_a_connection_at_rest_is_not_given_the_patience_of_a_statement(
    own_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PING_SECONDS", 0.3)
    database = Database(own_server.url, patience=60)
    assert one(database) == 1
    own_server.send(signal.SIGSTOP)
    # And no new connection is waited for either: that would be a time-out of another name.
    with pytest.raises(DatabaseUnreachableError, match=r"no answer in 0\.3 s"):
        one(database)
    own_server.send(signal.SIGCONT)
    database.close()


def test_connections_that_went_with_the_server_are_made_anew(own_server: postgres.Server) -> None:
    database = Database(own_server.url, patience=60)
    with database.read(), database.read(), database.read():
        pass
    own_server.kill()
    own_server.start()
    assert [one(database) for _ in range(4)] == [1] * 4
    database.close()


def test_while_one_finds_out_the_others_are_told_at_once(
    own_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "RETRY_SECONDS", 3600.0)
    database = Database(own_server.url, patience=0.5)
    assert one(database) == 1
    own_server.kill()
    with pytest.raises(DatabaseUnreachableError):
        one(database)
    monkeypatch.setattr("app.storage.postgres._Connection.connect", None)
    with pytest.raises(DatabaseUnreachableError):
        one(database)  # without an attempt, which would fail otherwise
    database.close()


def test_a_statement_that_takes_too_long_is_called_off(url: str) -> None:
    database = Database(url, patience=0.4)
    with pytest.raises(StorageError, match="오래 쓰고 있어요"), database.read() as session:
        session.execute(text("SELECT pg_sleep(60)"))
    assert one(database) == 1
    database.close()


def test_a_row_or_a_turn_that_another_holds_is_waited_for_so_long(url: str) -> None:
    database = Database(url, busy_timeout=0.1)
    with database.write() as session:
        session.add(ViewsRow(article_id="a", views=0))
    with database.write(exclusive=True) as session:
        session.execute(select(ViewsRow).with_for_update()).all()
        with pytest.raises(StorageError, match="오래 쓰고 있어요"), database.write() as other:
            other.execute(select(ViewsRow).with_for_update()).all()
        with pytest.raises(StorageError, match="오래 쓰고 있어요"), database.write(exclusive=True):
            pass
    database.close()


def test_a_connection_of_the_pool_is_waited_for_so_long(url: str) -> None:
    database = Database(url, busy_timeout=0.1, pool=1)
    with database.read(), pytest.raises(StorageError, match="오래 쓰고 있어요"), database.read():
        pass
    assert one(database) == 1
    database.close()


def test_one_process_waits_as_long_as_it_takes(url: str) -> None:
    database, reached = Database(url, busy_timeout=0.1), threading.Event()

    def start() -> None:
        other = Database(url, busy_timeout=0.1)
        with one_process(other):
            reached.set()
        other.close()

    thread = threading.Thread(target=start)
    with one_process(database):
        thread.start()
        assert not reached.wait(0.5)
    thread.join()
    assert reached.is_set()
    database.close()


def test_a_server_that_does_not_hold_every_letter_is_refused(postgres_url: str) -> None:
    name = f"barodap_{uuid4().hex}"
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    kind = "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} {kind}"))
    database = Database(make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    try:
        with pytest.raises(StorageError, match="SQL_ASCII") as caught:
            upgrade(database)
        assert "UTF8" in caught.value.remedy
    finally:
        database.close()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def test_a_server_that_may_only_be_read_says_so(url: str) -> None:
    read_only = make_url(url).update_query_dict({"options": "-cdefault_transaction_read_only=on"})
    database = Database(read_only.render_as_string(hide_password=False))
    assert upgrade(database) is False
    assert database.is_read_only()
    with pytest.raises(StorageError, match="읽기 전용"), database.write() as session:
        session.add(ViewsRow(article_id="a", views=0))
    database.close()


def test_a_database_or_a_role_that_is_not_there_is_unreachable(url: str) -> None:
    for changed in (make_url(url).set(database="gone"), make_url(url).set(username="nobody-here")):
        database = Database(changed.render_as_string(hide_password=False))
        with pytest.raises(DatabaseUnreachableError, match="연결할 수 없어요"):
            one(database)
        database.close()


def test_a_deadlock_is_a_conflict_and_tried_again(url: str) -> None:
    database = Database(url)
    with database.write() as session:
        session.add_all(ViewsRow(article_id=id_, views=0) for id_ in "ab")
    tries: list[str] = []
    both_hold_one = threading.Barrier(2)

    def count(first: str, second: str) -> None:
        @retried
        def work() -> None:
            tries.append(first)
            with database.write() as session:
                for id_ in (first, second):
                    row = select(ViewsRow).where(ViewsRow.article_id == id_).with_for_update()
                    session.execute(row).scalar_one().views += 1
                    session.flush()
                    if tries.count(first) == 1 and id_ == first:
                        both_hold_one.wait(60)

        work()

    threads = [threading.Thread(target=count, args=pair) for pair in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.execute(select(ViewsRow.views)).scalars().all() == [2, 2]
    assert len(tries) > 2
    database.close()


def test_a_conflict_that_does_not_end_is_told() -> None:
    calls: list[int] = []

    @retried
    def work() -> None:
        calls.append(1)
        raise TransactionConflictError("늘 누군가 있어요.")

    with pytest.raises(TransactionConflictError):
        work()
    assert len(calls) == ATTEMPTS


def test_many_write_the_same_events_at_once(url: str) -> None:
    database = Database(url)
    log, errors = EventLog(database, enabled=True), list[BaseException]()

    def visit(queries: list[str]) -> None:
        try:
            for _ in range(6):
                log.opened("a", queries[0], visitor="v", before=queries[1:])
                log.forget(days=0)
        except BaseException as error:
            errors.append(error)
            raise

    words = ["가", "나", "다", "라"]
    threads = [threading.Thread(target=visit, args=(order,)) for order in (words, words[::-1], words[2:] + words[:2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    database.close()


def test_purges_at_once_share_the_work_and_wait_for_nobody(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.chat.store._PURGED_AT_ONCE", 3)
    database = Database(url, busy_timeout=1.0)
    store = ConversationStore(database, retention_days=1, session_days=1)
    taken_up, *_ = [store.open("web").session_id for _ in range(30)]
    later, counts = datetime.now(UTC) + timedelta(days=9), list[int]()
    threads = [threading.Thread(target=lambda: counts.append(store.purge(later))) for _ in range(4)]
    with store.changing(taken_up):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(counts) == 29
    assert store.purge(later) == 1
    database.close()
