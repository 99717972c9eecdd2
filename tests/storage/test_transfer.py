"""Everything is moved to another database, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, inspect, text
from sqlalchemy.orm import Session

from app.content.articles import ArticleStore
from app.errors import StorageError
from app.storage import transfer as module
from app.storage.database import Database
from app.storage.schema import is_current
from app.storage.tables import Base
from app.storage.transfer import transfer
from tests.databases import KINDS, NewDatabase
from tests.storage.given import ROWS, fill, held
from tests.storage.test_schema import downgrade

ROOT = Path(__file__).resolve().parents[2]
OTHER = dict(zip(KINDS, reversed(KINDS), strict=True))


@pytest.fixture(params=KINDS)
def source(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[Database]:
    """A database with something in every table."""
    with new_database(request.param, tmp_path / "from") as url:
        database = Database(url)
        with database.write() as session:
            fill(session.connection(), Base.metadata)
        yield database
        database.close()


@pytest.fixture
def target(source: Database, new_database: NewDatabase, tmp_path: Path) -> Iterator[Database]:
    """One of the other kind, without tables."""
    kind = OTHER[source.url.get_backend_name()]
    with new_database(kind, tmp_path / "to", tables=False) as url:
        database = Database(url)
        yield database
        database.close()


def contents(database: Database) -> dict[str, list[tuple[str, ...]]]:
    with database.read() as session:
        return held(session.connection(), Base.metadata)


def is_bare(database: Database) -> bool:
    if database.file is not None and not database.file.exists():
        return True
    with database.read() as session:
        return inspect(session.connection()).get_table_names() == []


def test_everything_arrives_and_the_source_stays(source: Database, target: Database) -> None:
    before = contents(source)
    moved = transfer(source, target)
    assert {each.table: each.contents.rows for each in moved} == {name: len(rows) for name, rows in ROWS.items()}
    assert contents(target) == before
    assert is_current(target)
    assert contents(source) == before
    # An index made of the one is up to date with the other.
    assert ArticleStore(target).digest() == ArticleStore(source).digest()


def test_a_file_that_is_moved_is_not_written_to(new_database: NewDatabase, tmp_path: Path) -> None:
    with new_database("sqlite", tmp_path / "from") as url, new_database("postgresql", tmp_path, tables=False) as to:
        source, target = Database(url), Database(to)
        with source.write() as session:
            fill(session.connection(), Base.metadata)
        source.close()
        assert source.file is not None
        before = source.file.read_bytes()
        transfer(source, target)
        source.close()
        target.close()
        assert source.file.read_bytes() == before


def test_it_goes_by_few_rows_at_a_time(source: Database, target: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    held_at_once = []

    def watched(table: object, row: tuple[object, ...], check: object = module._check) -> None:
        held_at_once.append(row)
        check(table, row)  # type: ignore[operator]

    monkeypatch.setattr(module, "_check", watched)
    transfer(source, target)
    assert contents(target) == contents(source)
    assert len(held_at_once) == sum(map(len, ROWS.values()))


def test_a_target_with_anything_in_it_is_left_alone(source: Database, target: Database) -> None:
    transfer(source, target)
    before = contents(target)
    with pytest.raises(StorageError, match=r"비어 있지 않아서.*articles"):
        transfer(source, target)
    assert contents(target) == before


def test_empty_tables_are_no_obstacle(source: Database, new_database: NewDatabase, tmp_path: Path) -> None:
    with new_database(OTHER[source.url.get_backend_name()], tmp_path / "to") as url:
        target = Database(url)
        transfer(source, target)
        assert contents(target) == contents(source)
        target.close()


def test_tables_of_another_version_are_not_moved(source: Database, target: Database) -> None:
    downgrade(source, "0004")
    with pytest.raises(StorageError, match="이 버전과 달라서") as caught:
        transfer(source, target)
    assert "barodap serve" in caught.value.remedy
    assert is_bare(target)


def test_a_file_that_is_not_there_is_not_made(target: Database, tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    with pytest.raises(StorageError, match="없어요"):
        transfer(Database(f"sqlite:///{missing}"), target)
    assert not missing.exists()


def test_a_database_is_not_moved_onto_itself(source: Database) -> None:
    with pytest.raises(StorageError, match="같아요"):
        transfer(source, Database(source.url.render_as_string(hide_password=False)))


@pytest.mark.parametrize(
    ("table", "accident"),
    [
        ("article_views", "UPDATE article_views SET views = views - 1"),
        ("read_together", "DELETE FROM read_together WHERE other_id = 'B'"),
    ],
)
def test_what_arrives_otherwise_is_noticed(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch, table: str, accident: str
) -> None:
    copy = module._copy

    def spoilt(reading: Session, writing: Session, table: Table) -> module.Contents:
        copied = copy(reading, writing, table)
        writing.execute(text(accident))
        return copied

    monkeypatch.setattr(module, "_copy", spoilt)
    with pytest.raises(StorageError, match=rf"{table}의 내용이 달라서"):
        transfer(source, target)
    assert is_bare(target)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE articles SET title = 'a' || char(0) || 'b' WHERE id = 'a'", r"title.*NUL 문자.*id='a'"),
        ("UPDATE articles SET content_hash = printf('%0200d', 0) WHERE id = 'a'", r"content_hash.*64자보다"),
        ("UPDATE categories SET position = 2147483648 WHERE id = 'a'", r"position.*큰 수예요: 2147483648.*id='a'"),
        ("UPDATE articles SET category_id = 'gone' WHERE id = 'a'", r"표 articles의 행을 받지 않아서"),
        ("UPDATE articles SET title = CAST(x'61ff62' AS TEXT) WHERE id = 'a'", r"표 articles에 읽을 수.*title.*id='a'"),
        ("UPDATE articles SET title = x'6162' WHERE id = 'a'", r"title 값을.*다른 종류의 값.*id='a'"),
        ("UPDATE articles SET views = 'x' WHERE id = 'a'", r"views 값을.*다른 종류의 값.*id='a'"),
        ("UPDATE articles SET views = 1.5 WHERE id = 'a'", r"views 값을.*다른 종류의 값.*id='a'"),
        ("UPDATE articles SET updated_at = 'x' WHERE id = 'a'", r"표 articles에 읽을 수.*id='a'"),
        ("UPDATE articles SET related = '[' WHERE id = 'a'", r"표 articles에 읽을 수.*id='a'"),
        (f"UPDATE articles SET related = '{'[' * 9_999}' WHERE id = 'a'", r"표 articles에 읽을 수.*id='a'"),
        ("UPDATE articles SET related = '[NaN]' WHERE id = 'a'", r"related 값을.*JSON.*id='a'"),
        ("""UPDATE articles SET related = '["\\ud800"]' WHERE id = 'a'""", r"related 값을.*JSON.*id='a'"),
        ("UPDATE articles SET variant_group = hex(randomblob(9000)) WHERE id = 'a'", r"표 articles의 행을 받지 않아서"),
    ],
)
def test_rows_that_only_sqlite_holds_are_named(
    new_database: NewDatabase, tmp_path: Path, statement: str, said: str
) -> None:
    with new_database("sqlite", tmp_path / "from") as url, new_database("postgresql", tmp_path, tables=False) as to:
        source, target = Database(url), Database(to)
        with source.write() as session:
            fill(session.connection(), Base.metadata)
        with source.engine.execution_options(barodap_begin="").connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql(statement)
        with pytest.raises(StorageError, match=said):
            transfer(source, target)
        assert is_bare(target)
        source.close()
        target.close()


def test_of_two_databases_the_damaged_one_is_named(new_database: NewDatabase, tmp_path: Path) -> None:
    with new_database("sqlite", tmp_path / "from") as url, new_database("postgresql", tmp_path, tables=False) as to:
        source, target = Database(url), Database(to)
        with source.write() as session:
            fill(session.connection(), Base.metadata)
            size = session.execute(text("PRAGMA page_size")).scalar_one()
            place = session.execute(text("SELECT rootpage FROM sqlite_schema WHERE name = 'events'")).scalar_one()
        source.close()
        assert source.file is not None
        with source.file.open("r+b") as file:
            file.seek((place - 1) * size)
            file.write(b"?" * size)
        with pytest.raises(StorageError, match="손상됐어요") as caught:
            transfer(source, target)
        assert str(source.file) in caught.value.message
        assert is_bare(target)
        source.close()
        target.close()


KILLED = """
import sys
from app.storage.database import Database
from app.storage.transfer import transfer

def tell(table):
    print(table.table, flush=True)
    if table.table == "chat_sessions":
        sys.stdin.readline()

transfer(Database(sys.argv[1]), Database(sys.argv[2]), tell)
"""


def test_killed_in_the_middle_it_leaves_nothing_and_can_be_started_again(source: Database, target: Database) -> None:
    urls = [database.url.render_as_string(hide_password=False) for database in (source, target)]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *urls], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    while process.stdout.readline() != "chat_sessions\n":
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert is_bare(target)
    transfer(source, target)
    assert contents(target) == contents(source)


def test_no_number_is_made_by_the_database() -> None:
    """Otherwise a sequence of PostgreSQL would have to be set after moving."""
    assert [table.name for table in Base.metadata.sorted_tables if table.autoincrement_column is not None] == []


def test_nothing_is_written_meanwhile(new_database: NewDatabase, tmp_path: Path) -> None:
    with new_database("sqlite", tmp_path / "from") as url, new_database("postgresql", tmp_path) as to:
        source, target, late = Database(url), Database(to), Database(to, busy_timeout=0.2)

        def write(_: object) -> None:
            with pytest.raises(StorageError, match="오래 쓰고 있어요"), late.write() as session:
                session.execute(text("INSERT INTO article_views (article_id, views) VALUES ('late', 1)"))

        transfer(source, target, write)
        for database in (source, target, late):
            database.close()
