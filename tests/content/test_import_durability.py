from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from app.content.articles import ArticleStore
from app.content.importers.jsonl import JsonlImporter
from app.content.importing import BATCH, import_articles
from app.errors import StorageError
from app.storage.database import Database
from app.storage.tables import ArticleRow
from tests.content.given import draft, run

ROOT = Path(__file__).parents[2]


def test_imports_at_the_same_time_wait_for_each_other(database: Database) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            run(database, *(draft(f"a{index}", title=f"{number}") for index in range(200)))
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    articles = list(ArticleStore(database).published())
    assert {article.revision for article in articles} == {4}
    assert len({article.title for article in articles}) == 1


KILLED = """
import sys
from pathlib import Path
from app.content.importers.jsonl import JsonlImporter
from app.content.importing import import_articles
from app.storage.database import Database

def tell(done):
    print(done, flush=True)
    sys.stdin.readline()

import_articles(Database(sys.argv[1]), JsonlImporter(), Path(sys.argv[2]), replace=True, progress=tell)
"""


def test_a_killed_import_leaves_everything_as_it_was(database: Database, database_url: str, tmp_path: Path) -> None:
    run(database, draft("old"))
    source = tmp_path / "articles.jsonl"
    lines = [
        json.dumps({"id": f"a{number}", "title": "제목", "body": "본문", "category": "채널"})
        for number in range(3 * BATCH)
    ]
    source.write_text("\n".join(lines))
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, database_url, str(source)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin
    assert process.stdout
    for batch in (1, 2):  # after the second call, the first batch is in the open transaction
        assert process.stdout.readline() == f"{batch * BATCH}\n"
        if batch == 1:
            process.stdin.write("\n")
            process.stdin.flush()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert [article.id for article in ArticleStore(database).published()] == ["old"]
    assert import_articles(database, JsonlImporter(), source).created == 3 * BATCH


def test_a_database_that_may_not_be_written_is_reported(database: Database) -> None:
    if database.file is None:
        pytest.skip("SQLite 파일의 쓰기 권한을 시험해요")
    read_only = Database(f"sqlite:///file:{database.file}?mode=ro&uri=true")
    with pytest.raises(StorageError, match="읽기 전용"):
        run(read_only, draft("a"))
    read_only.close()


def test_nothing_is_written_that_does_not_change(database: Database) -> None:
    run(database, draft("a"), draft("b"))
    with database.read() as session:
        hashes = session.execute(select(ArticleRow.id, ArticleRow.content_hash)).all()
    if database.file is not None:
        wal = database.file.with_name(database.file.name + "-wal")
        before = wal.stat().st_size
        run(database, draft("a"), draft("b"))
        assert wal.stat().st_size == before
    with database.read() as session:
        assert session.execute(select(ArticleRow.id, ArticleRow.content_hash)).all() == hashes
