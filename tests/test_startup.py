"""Servers that start together on one data folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import paths, startup
from app.publishing import layout
from app.publishing.lock import PublisherBusyError, publish_lock
from app.services import build_services
from app.storage.database import Database
from app.storage.schema import one_process, upgrade
from app.storage.tables import RevisionRow
from tests.conftest import settings_in
from tests.databases import NewDatabase, new_database, postgres_url

__all__ = ["new_database", "postgres_url"]

ROOT = Path(__file__).resolve().parents[1]

PREPARE = """
import sys
from pathlib import Path
from app.services import build_services
from app.startup import prepare
from tests.conftest import settings_in

services = build_services(settings_in(Path(sys.argv[1]), **dict(each.split("=", 1) for each in sys.argv[2:])))
print("ready", flush=True)
sys.stdin.readline()
done = prepare(services)
print(done.imported is not None, done.published is not None)
"""


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A folder like ``faq_data`` with a few of its articles."""
    folder = tmp_path / "faq_data"
    (folder / "articles").mkdir(parents=True)
    for file in (*sorted((paths.FAQ_DATA / "articles").rglob("*.md"))[:5], *paths.FAQ_DATA.glob("*.yaml")):
        shutil.copy(file, folder / "articles" if file.suffix == ".md" else folder)
    return folder


def hold_publish_lock(index_dir: Path, held: Event, leave: Event) -> None:
    with publish_lock(index_dir):
        held.set()
        leave.wait()


def test_of_processes_that_start_together_one_works_and_the_others_wait(tmp_path: Path) -> None:
    answers = prepared_together([[str(tmp_path)]] * 3)
    assert sorted(imported for imported, _ in answers) == ["False", "False", "True"]
    assert any(published == "True" for _, published in answers)
    services = build_services(settings_in(tmp_path))
    with services.database.read() as session:
        assert session.execute(select(func.max(RevisionRow.revision))).scalar_one() == 1
    with services.generations.current() as generation:
        assert generation.manifest.document_count == len(list(services.articles.published()))
        assert not generation.degraded
    services.generations.close()
    services.database.close()


def test_hosts_that_start_together_import_once(new_database: NewDatabase, seed: Path, tmp_path: Path) -> None:
    """Each has an index folder of its own; the database is what they share."""
    with new_database("postgresql", tmp_path, tables=False) as url:
        answers = prepared_together(
            [[str(tmp_path / str(number)), f"database_url={url}", f"faq_data={seed}"] for number in range(2)]
        )
        assert sorted(imported for imported, _ in answers) == ["False", "True"]
        assert [published for _, published in answers] == ["True", "True"]


def prepared_together(given: list[list[str]]) -> list[list[str]]:
    """What PREPARE prints of importing and publishing in a process for each of ``given``, its arguments; all are told
    to go on before any is waited for."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for arguments in given
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(given), answers
    return [stdout.split() for stdout, _ in answers]


def test_waits_for_another_publisher_and_then_looks_again(seed: Path, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, faq_data=seed)
    settings.index_dir.mkdir()
    context = get_context("spawn")
    held, leave = context.Event(), context.Event()
    holder = context.Process(target=hold_publish_lock, args=(settings.index_dir, held, leave), daemon=True)
    holder.start()
    assert held.wait(60)
    services = build_services(settings)
    waits: list[str] = []

    def waiting() -> None:
        waits.append("waited")
        leave.set()

    done = startup.prepare(services, waiting=waiting)
    holder.join()
    assert waits == ["waited"]
    assert done.published is not None
    assert layout.read_pointer(settings.index_dir) == done.published.generation
    assert startup.prepare(services).published is None
    services.database.close()


def test_waits_no_longer_than_its_patience(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "PATIENCE_SECONDS", 0.0)
    settings = settings_in(tmp_path, faq_data=seed)
    settings.index_dir.mkdir()
    services = build_services(settings)
    with publish_lock(settings.index_dir), pytest.raises(PublisherBusyError, match="다른 발행"):
        startup.prepare(services)
    services.database.close()


def test_the_seed_is_not_imported_over_what_another_process_has_just_imported(
    seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = build_services(settings_in(tmp_path, faq_data=seed))
    upgrade(services.database)
    asked: list[bool] = []

    def overtaken(database: Database) -> AbstractContextManager[None]:
        """As when the lock was free only after another process had imported."""
        if not asked:
            asked.append(True)
            assert startup.prepare(services).imported is not None
        return one_process(database)

    monkeypatch.setattr(startup, "one_process", overtaken)
    assert startup.prepare(services).imported is None
    assert asked == [True]
    services.database.close()
