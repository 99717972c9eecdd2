from __future__ import annotations

from pathlib import Path

import pytest

from app.publishing.status import is_stale, status
from tests.publishing.conftest import Publish

WANTED = {"engine_name": "memory", "analyzer_fingerprint": "mecab", "content_digest": "내용"}


def test_missing(index_dir: Path) -> None:
    assert status(index_dir).state == "missing"
    assert is_stale(index_dir, **WANTED) == "missing"
    index_dir.mkdir()
    assert is_stale(index_dir, **WANTED) == "missing"


def test_ready(index_dir: Path, publish: Publish) -> None:
    manifest = publish("a")
    found = status(index_dir)
    assert (found.state, found.manifest) == ("ready", manifest)
    assert manifest.generation in found.message
    assert is_stale(index_dir, **WANTED) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [("engine_name", "engine"), ("analyzer_fingerprint", "analyzer"), ("content_digest", "content")],
)
def test_made_from_something_else(changed: str, reason: str, index_dir: Path, publish: Publish) -> None:
    publish("a")
    assert is_stale(index_dir, **{**WANTED, changed: "다른 것"}) == reason


@pytest.mark.parametrize("harm", ["truncate", "pointer", "directory"])
def test_damaged(harm: str, index_dir: Path, publish: Publish) -> None:
    name = publish("a").generation
    if harm == "truncate":
        path = index_dir / name / "engine" / "documents.jsonl"
        path.write_bytes(path.read_bytes()[:-1])
    elif harm == "pointer":
        (index_dir / "current").write_text("../elsewhere")
    else:
        (index_dir / name).rename(index_dir / "elsewhere")
    found = status(index_dir)
    assert (found.state, found.manifest) == ("damaged", None)
    assert found.message
    assert is_stale(index_dir, **WANTED) == "damaged"
