from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Inspector, inspect, text

from app.errors import StorageError
from app.storage.database import Database
from app.storage.schema import VERSION_TABLE, alembic_config, head, is_current, upgrade
from app.storage.tables import Base

FORK = multiprocessing.get_context("fork")


def start(url: str, barrier: Barrier, results: multiprocessing.Queue[str]) -> None:
    database = Database(url)
    barrier.wait()
    try:
        results.put(str(upgrade(database)))
    except BaseException as error:
        results.put(repr(error))
        raise
    finally:
        database.close()


def checks_of(inspector: Inspector, table: str) -> set[str]:
    return {str(check["name"]) for check in inspector.get_check_constraints(table)}


def differences(connection: Connection) -> list[object]:
    """What alembic finds to differ between the tables that are there and those that are declared."""
    options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
    found: list[object] = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    return found


def test_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    with database.read() as session:
        assert differences(session.connection()) == []
        inspector = inspect(session.connection())
        # Of these, alembic compares nothing.
        made = {table: checks_of(inspector, table) for table in Base.metadata.tables}
    declared = {
        name: {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        for name, table in Base.metadata.tables.items()
    }
    assert made == declared
    assert "ck_chat_sessions_rating" in made["chat_sessions"]


def test_a_second_start_changes_nothing(database: Database) -> None:
    assert is_current(database)
    assert upgrade(database) is False


@pytest.mark.parametrize("_round", range(3))
def test_many_may_start_first(database_url: str, _round: int) -> None:
    number = 6
    barrier = FORK.Barrier(number)
    results: multiprocessing.Queue[str] = FORK.Queue()
    processes = [FORK.Process(target=start, args=(database_url, barrier, results)) for _ in range(number)]
    for process in processes:
        process.start()
    outcomes = [results.get() for _ in processes]
    for process in processes:
        process.join()
    assert sorted(outcomes) == ["False"] * 5 + ["True"]


def downgrade(database: Database, revision: str) -> None:
    config = alembic_config()
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.downgrade(config, revision)


def test_conversations_can_be_taken_back_and_brought_again(database: Database) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO categories (id, name, description, position) VALUES ('a', '가', '', 0)"))
    downgrade(database, "0002")
    with database.read() as session:
        tables = set(inspect(session.connection()).get_table_names())
    assert "events" in tables
    assert not {name for name in tables if name.startswith("chat_")}
    assert not is_current(database)
    assert upgrade(database) is True
    with database.read() as session:
        assert {"chat_sessions", "chat_messages"} <= set(inspect(session.connection()).get_table_names())
        assert session.execute(text("SELECT id FROM categories")).scalars().all() == ["a"]


def test_who_waited_before_times_were_kept_waits_since_the_last_message(database: Database) -> None:
    downgrade(database, "0003")
    columns = "id, token_hash, channel, visitor, status, context, version, created_at, active_at, expires_at"
    texts = "rating_comment, contact_name, contact, contact_message, contact_consent"
    with database.write() as session:
        for status in ("bot", "waiting"):
            values = f"'{status}', '', 'web', '', '{status}', '{{}}', 1, '2026-01-01', '2026-02-03', '2026-03-01'"
            row = f"INSERT INTO chat_sessions ({columns}, {texts}) VALUES ({values}, '', '', '', '', false)"
            session.execute(text(row))
    assert upgrade(database) is True
    with database.read() as session:
        since = {row.id: row.waiting_since for row in session.execute(text("SELECT * FROM chat_sessions"))}
    assert since["bot"] is None
    assert str(since["waiting"]).startswith("2026-02-03")


def test_refuses_a_newer_version_and_changes_nothing(database: Database) -> None:
    with database.write() as session:
        session.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    for check in (upgrade, is_current):
        with pytest.raises(StorageError, match="더 새로운 버전") as caught:
            check(database)
        assert head() in caught.value.message
        assert caught.value.remedy
    with database.read() as session:
        assert session.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one() == "9999"


def test_refuses_the_tables_of_another_program(database_url: str) -> None:
    database = Database(database_url)
    database.make_folder()
    with database.write() as session:
        session.execute(text("CREATE TABLE articles (headline TEXT)"))
        session.execute(text("INSERT INTO articles VALUES ('남의 글')"))
    with pytest.raises(StorageError, match="다른 프로그램"):
        upgrade(database)
    with database.read() as session:
        assert session.execute(text("SELECT headline FROM articles")).scalar_one() == "남의 글"
        assert inspect(session.connection()).get_table_names() == ["articles"]
    database.close()


def test_a_failed_migration_leaves_no_table(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(database_url)

    def fail(*_: object) -> None:
        raise RuntimeError("the machine stops")

    with monkeypatch.context() as patched:
        # The last thing a migration does is to note its number.
        patched.setattr("alembic.migration.HeadMaintainer.update_to_step", fail)
        with pytest.raises(RuntimeError):
            upgrade(database)
    with database.read() as session:
        assert "articles" not in inspect(session.connection()).get_table_names()
    assert upgrade(database) is True
    database.close()
