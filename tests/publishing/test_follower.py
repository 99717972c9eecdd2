"""What a follower does when things change under it; ``opensearch/test_hosts.py`` has a real server."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.publishing import follower as following
from app.publishing.follower import Follower
from app.publishing.generation import load_engine
from app.publishing.sweeping import Sweeper

NAMES = ("20260301T000000.000000Z", "20260301T000001.000000Z")


class PlayedRepository:
    """Says what is live, one answer after the other; nothing can be fetched."""

    def __init__(self, *live: Callable[[], str | None]) -> None:
        self._live = list(live)
        self.asked = 0
        self.fetched: list[str] = []

    def live(self) -> str | None:
        self.asked += 1
        return (self._live.pop(0) if len(self._live) > 1 else self._live[0])()

    def fetch(self, name: str, _directory: Path, _known: Sequence[Path]) -> None:
        self.fetched.append(name)


def follower(index_dir: Path, repository: PlayedRepository) -> Follower:
    return Follower(index_dir, repository, Sweeper(index_dir, "memory", load_engine, keep=2))  # type: ignore[arg-type]


def fail() -> str:
    raise ZeroDivisionError


def test_an_unforeseen_error_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.01)
    repository = PlayedRepository(fail, lambda: None)
    followed = follower(tmp_path, repository)
    followed.begin()
    deadline = time.monotonic() + 10
    while repository.asked < 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    followed.close()


def test_what_is_live_no_more_when_it_is_its_turn_is_not_fetched(tmp_path: Path) -> None:
    repository = PlayedRepository(lambda: NAMES[0], lambda: NAMES[1])
    follower(tmp_path, repository).sync()
    assert repository.fetched == []
