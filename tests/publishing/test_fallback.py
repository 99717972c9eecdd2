"""What serves when a generation cannot be opened here, though none of its files is damaged."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app import registry
from app.engine.memory import MemoryEngine
from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing.publisher import Publisher
from app.registry import Entry
from tests.publishing.conftest import OpenGenerations, Publish, documents, served
from tests.publishing.given import left_behind


def publish_with(index_dir: Path, engine_name: str, *ids: str) -> None:
    Publisher(index_dir, engine_name, MemoryEngine()).publish(
        documents(*ids), (), analyzer_fingerprint="mecab", content_digest=""
    )


@pytest.mark.parametrize("missing", ["unknown", "not installed"])
def test_of_an_engine_that_is_not_here_the_generation_before_serves(
    missing: str,
    index_dir: Path,
    publish: Publish,
    open_generations: OpenGenerations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if missing == "not installed":
        entry = Entry("app.no_such_engine:Engine", extra="future")
        monkeypatch.setattr(registry, "ENGINES", {**registry.ENGINES, "future": entry})
    publish("old")
    publish_with(index_dir, "future", "new")
    with open_generations().current() as generation:
        assert generation.degraded == ("generation_damaged",)
        assert generation.reader.get(["old"])


def test_of_an_engine_that_is_not_here_and_nothing_before(index_dir: Path, open_generations: OpenGenerations) -> None:
    publish_with(index_dir, "future", "new")
    with pytest.raises(IndexUnavailableError, match="future"):
        served(open_generations())


def test_behind_what_a_server_holds_the_newest_stays_that_needs_none(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish_with(index_dir, "future", "a")
    shared = layout.generations(index_dir)[0]
    publish("own")
    layout.write_pointer(index_dir, shared)  # as this host follows the others again
    publish_with(index_dir, "future", "b")
    publish_with(index_dir, "future", "c")
    assert len(layout.generations(index_dir)) == 3
    assert served(open_generations()) == {"own"}


def test_what_an_engine_made_that_is_gone_for_good_is_deleted_and_said(
    index_dir: Path, publish: Publish, caplog: pytest.LogCaptureFixture
) -> None:
    publish_with(index_dir, "future", "old")
    publish("new", keep=1)
    assert left_behind(index_dir) == []
    assert len(layout.generations(index_dir)) == 1
    assert "엔진 'future'의 서버에 둔 것은 남아 있어요" in caplog.text


SEARCH = """
import encodings.ascii, os, sys
from pathlib import Path
from app.errors import IndexUnavailableError
from app.publishing.generation import load_engine
from app.publishing.generations import Generations
from tests.publishing.conftest import served

load_engine("memory")  # imported while the interpreter's files can be read
generations = Generations(Path(sys.argv[1]), analyzer_fingerprint="mecab")
if os.geteuid() == 0:
    os.setuid(65534)
try:
    print(served(generations))
except IndexUnavailableError as error:
    print(error.message)
"""


@pytest.mark.parametrize(
    ("harm", "answer"), [("", "{'new'}"), ("categories.json", "손상"), ("current", "읽을 수 없어요")]
)
def test_a_folder_that_may_be_entered_but_not_listed(harm: str, answer: str) -> None:
    # Not below tmp_path, whose parents only its owner may enter: root gives up its rights for this.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        index_dir = Path(folder) / "index"
        for id_ in ("old", "new"):
            publish_with(index_dir, "memory", id_)
        name = (index_dir / "current").read_text().strip()
        if harm:
            (index_dir / harm if harm == "current" else index_dir / name / harm).unlink()
        index_dir.chmod(0o311)
        try:
            done = subprocess.run(
                [sys.executable, "-c", SEARCH, str(index_dir)], capture_output=True, text=True, check=False
            )
        finally:
            index_dir.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert answer in done.stdout
