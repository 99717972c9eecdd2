"""What is told of parts that are well, gone, or do not answer at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from app import health
from app.cluster.base import Degradation
from app.cluster.memory import MemoryCluster
from app.errors import DatabaseUnreachableError, EngineUnavailableError, IndexUnavailableError
from app.health import Health
from app.services import Services


class Silent:
    """Answers no question before it is released."""

    def __init__(self) -> None:
        self.released = Event()
        self.asked = 0

    def answer(self) -> None:
        self.asked += 1
        assert self.released.wait(60)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    part = Silent()
    yield part
    part.released.set()


class Given:
    """The parts of a Health, each of which answers as told; ``older`` is said of the generation."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers
        self.degraded = self._answer("cluster", ())
        self.is_read_only = self._answer("database", False)
        self.retrieve = self._answer("engine", None)

    def _answer(self, name: str, well: object) -> Any:
        def answer(*_: object) -> object:
            given = self._answers.get(name)
            if isinstance(given, Exception):
                raise given
            if isinstance(given, Silent):
                given.answer()
                return well
            return well if given is None else given

        return answer

    @contextmanager
    def current(self) -> Iterator[Any]:
        if missing := self._answers.get("index"):
            raise missing

        class Generation:
            reader, degraded = self, self._answers.get("older", ())

        yield Generation()

    def health(self) -> Health:
        parts: Any = self
        return Health(parts, parts, parts)


AWAY = DatabaseUnreachableError("연결할 수 없어요.")


@pytest.mark.parametrize(
    ("answers", "state", "reasons"),
    [
        ({}, "up", ()),
        ({"database": AWAY}, "degraded", ("database_down",)),
        ({"database": True}, "degraded", ("database_read_only",)),
        ({"cluster": ("redis_down",)}, "degraded", ("redis_down",)),
        ({"older": ("engine_unavailable",)}, "degraded", ("engine_unavailable",)),
        ({"engine": EngineUnavailableError("응답하지 않아요.")}, "down", ("engine_down",)),
        ({"index": IndexUnavailableError("색인이 없어요.")}, "down", ("index_unavailable",)),
        ({"engine": ValueError()}, "down", ("engine_down",)),
        ({"cluster": ("redis_down",), "database": AWAY}, "degraded", ("database_down", "redis_down")),
    ],
)
def test_what_is_wrong_is_named(answers: dict[str, Any], state: str, reasons: tuple[str, ...]) -> None:
    report = Given(**answers).health().report()
    assert (report.state, report.reasons) == (state, reasons)


@pytest.mark.parametrize(
    ("part", "reason"), [("engine", "engine_down"), ("database", "database_down"), ("cluster", "redis_down")]
)
def test_a_part_that_hangs_is_down_and_asked_once(
    part: str, reason: str, silent: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
    watched = Given(**{part: silent}).health()
    assert [watched.report().reasons for _ in range(5)] == [(reason,)] * 5
    assert silent.asked == 1
    silent.released.set()
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 60.0)
    assert watched.report().reasons == ()


def test_parts_that_cannot_be_asked_for_want_of_threads_are_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    watched = Given().health()
    with monkeypatch.context() as without:
        without.setattr(Thread, "start", none_left)
        assert watched.report().reasons == ("engine_down", "database_down", "redis_down")
    assert watched.report().reasons == ()


def test_what_was_just_found_is_told_again(sample: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEPT_SECONDS", 60.0)
    asked = []

    class Counting(MemoryCluster):
        def degraded(self) -> tuple[Degradation, ...]:
            asked.append(self)
            return ()

    watched = Health(sample.database, Counting(), sample.generations)
    assert [watched.report().state for _ in range(3)] == ["up"] * 3
    assert len(asked) == 1
