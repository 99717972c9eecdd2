from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.publishing import layout
from app.publishing.generation import load_engine
from app.publishing.sweeping import Sweeper
from tests.publishing.conftest import OpenGenerations, Publish, served


def test_a_lexicon_that_is_being_written_holds_no_publisher_up(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("a")
    writing = index_dir / f"{layout.TEMPORARY}{layout.LEXICON}-0"
    writing.mkdir()
    remove = os.rmdir

    def late(path: str | Path, **rest: int | None) -> None:
        # After the folder was listed, before it is removed.
        (writing / "leads.npy").touch()
        monkeypatch.setattr(os, "rmdir", remove)
        remove(path, **rest)

    monkeypatch.setattr(os, "rmdir", late)
    publish("b")
    assert served(open_generations()) == {"b"}
    Sweeper(index_dir, "memory", load_engine, keep=2).clear()
    assert not writing.exists()
