from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from app.errors import ConfigurationError, StorageError
from app.storage.database import Database
from app.storage.schema import upgrade
from app.storage.tables import CategoryRow, ViewsRow

FORK = multiprocessing.get_context("fork")


def category(name: str) -> dict[str, object]:
    return {"id": name, "name": name, "description": "", "position": 0}


def row(name: str) -> CategoryRow:
    return CategoryRow(**category(name))


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.execute(select(CategoryRow.id).order_by(CategoryRow.id)).scalars())


def test_a_write_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.write() as session:
        session.add(row("a"))
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(CategoryRow), [category("b"), category("a")])
    assert names(database) == ["a"]


def test_a_reader_sees_one_state_while_another_writes(database: Database) -> None:
    with database.read() as session:
        assert session.execute(select(CategoryRow.id)).all() == []
        with database.write() as writing:
            writing.add(row("a"))
        assert session.execute(select(CategoryRow.id)).all() == []
    assert names(database) == ["a"]


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(
            text(
                "INSERT INTO articles (id, title, body, category_id, slug, updated_at, questions, keywords, platform,"
                " related, status, revision, views, content_hash)"
                " VALUES ('a', '', '', 'nowhere', '', '2026-01-01', '[]', '[]', 'all', '[]', 'draft', 1, 0, '')"
            )
        )


def count_in_a_process(url: str, times: int) -> None:
    database = Database(url)
    for _ in range(times):
        # Reads before it writes: the order that fails without BEGIN IMMEDIATE.
        with database.write() as session:
            counted = session.execute(select(ViewsRow.views).with_for_update()).scalar_one()
            session.execute(text("UPDATE article_views SET views = :views"), {"views": counted + 1})
    database.close()


def test_processes_and_threads_write_in_turn(database: Database, database_url: str) -> None:
    with database.write() as session:
        session.add(ViewsRow(article_id="a", views=0))
    run(lambda: FORK.Process(target=count_in_a_process, args=(database_url, 25)), 3)
    threads = [threading.Thread(target=count_in_a_process, args=(database_url, 25)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.execute(select(ViewsRow.views)).scalar_one() == 150


def run(make: Callable[[], multiprocessing.process.BaseProcess], number: int) -> None:
    processes = [make() for _ in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * number


def write_after_the_fork(database: Database, name: str) -> None:
    with database.write() as session:
        session.add(row(name))
    os._exit(0)


def test_a_child_opens_connections_of_its_own(database: Database) -> None:
    with database.write() as session:
        session.add(row("parent"))
    before = database.engine
    run(lambda: FORK.Process(target=write_after_the_fork, args=(database, "child")), 1)
    assert database.engine is before
    assert names(database) == ["child", "parent"]

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"same" if database.engine is before else b"own!")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 4) == b"own!"


def test_text_is_stored_as_it_is(database: Database) -> None:
    names_in = ["한글", "e\u0301", "👩‍👩‍👧", "' OR 1=1 --", "%_\\", "𠮷"]
    with database.write() as session:
        session.add_all(row(name) for name in names_in)
    assert sorted(names(database)) == sorted(names_in)


class TestSqlite:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "barodap.db"

    def test_makes_its_folder_and_writes_ahead(self, tmp_path: Path) -> None:
        file = tmp_path / "없던 폴더" / "100%" / "barodap.db"
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        with database.read() as session:
            assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
            assert session.execute(text("PRAGMA synchronous")).scalar_one() == 2  # FULL
            assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        database.close()
        assert file.is_file()

    def test_says_when_another_holds_it_too_long(self, file: Path) -> None:
        database = Database(f"sqlite:///{file}", busy_timeout=0.05)
        upgrade(database)
        with database.write(), pytest.raises(StorageError, match="오래 쓰고 있어요"), database.write():
            pass
        database.close()

    def test_refuses_a_file_that_is_no_database_and_leaves_it(self, file: Path) -> None:
        file.write_text("이것은 데이터베이스가 아니라 메모예요.\n" * 50)
        before = file.read_bytes()
        database = Database(f"sqlite:///{file}")
        with pytest.raises(StorageError, match="SQLite 데이터베이스 파일이 아니에요") as caught:
            upgrade(database)
        assert caught.value.remedy
        assert file.read_bytes() == before
        database.close()

    def test_reports_a_damaged_page(self, file: Path) -> None:
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        with database.write() as session:
            session.add_all(row(f"{number:05}" * 20) for number in range(2_000))
        database.verify()
        with database.read() as session:
            session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        database.close()
        content = bytearray(file.read_bytes())
        content[40_000:] = b"\x5a" * (len(content) - 40_000)
        file.write_bytes(content)
        with pytest.raises(StorageError, match="손상됐어요"):
            database.verify()
        with pytest.raises(StorageError, match="손상됐어요"), database.read() as session:
            session.execute(select(CategoryRow)).all()
        database.close()

    def test_reads_but_refuses_to_write_where_it_may_not(self, file: Path) -> None:
        owner = Database(f"sqlite:///{file}")
        upgrade(owner)
        database = Database(f"sqlite:///file:{file}?mode=ro&uri=true")
        assert upgrade(database) is False
        assert names(database) == []
        with pytest.raises(StorageError, match="읽기 전용") as caught, database.write() as session:
            session.add(row("a"))
        assert caught.value.remedy
        database.close()
        owner.close()

    def test_reports_a_folder_in_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        database = Database(f"sqlite:///{tmp_path}/file/barodap.db")
        with pytest.raises(StorageError, match="폴더를 만들 수 없어요"):
            upgrade(database)
        directory = Database(f"sqlite:///{tmp_path}")
        with pytest.raises(StorageError, match="열 수 없어요"):
            upgrade(directory)

    @pytest.mark.skipif(os.getuid() != 0, reason="다른 사용자로 바꾸려면 root여야 해요")
    def test_reports_a_folder_it_may_not_write(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path}/barodap.db")
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            for path in (tmp_path, *tmp_path.parents[:3]):
                path.chmod(0o755)
            os.setuid(65534)
            try:
                upgrade(database)
            except StorageError as error:
                os.write(writer, str(error).encode())
            os._exit(0)
        os.waitpid(child, 0)
        assert "쓸 수 없어요" in os.read(reader, 4096).decode()

    def test_the_file_is_found_in_every_spelling_of_the_url(self) -> None:
        assert Database("sqlite:////a/b.db").file == Path("/a/b.db")
        assert Database("sqlite:///b.db").file == Path("b.db")
        assert Database("sqlite:///file:/a/b.db?mode=ro&uri=true").file == Path("/a/b.db")
        assert Database("postgresql://server/name").file is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "oracle://x",
        "mysql://x/y",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+nothing://x/y",
        "postgresql+asyncpg://x/y",
    ],
)
def test_refuses_a_url_that_cannot_work(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database(url)
    assert "sqlite:////" in caught.value.remedy


def test_reports_an_unreachable_server_without_its_password() -> None:
    pytest.importorskip("psycopg")
    database = Database("postgresql+psycopg://me:secret@127.0.0.1:1/barodap?connect_timeout=2")
    with pytest.raises(StorageError, match="연결할 수 없어요") as caught:
        upgrade(database)
    assert "secret" not in str(caught.value)
    assert caught.value.status == 503
    database.close()


def test_the_sqlite_of_python_is_new_enough() -> None:
    # count(*) FILTER and ON CONFLICT need 3.30; Debian 11 has 3.34.
    assert sqlite3.sqlite_version_info >= (3, 30)
