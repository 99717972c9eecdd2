"""Generations follow the publisher, and each serves its own analyser alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import registry
from app.engine.base import Engine, EngineQuery, Reader
from app.errors import IndexUnavailableError
from app.publishing.generation import load_engine
from tests.contracts.engine.documents import morph
from tests.publishing.conftest import OpenGenerations, Publish, served
from tests.publishing.given import LONG, WatchedEngine, harm_file, unavailable


def test_nothing_published_yet(index_dir: Path, publish: Publish, open_generations: OpenGenerations) -> None:
    generations = open_generations(retry_seconds=LONG)
    assert "barodap publish" in unavailable(generations).remedy
    index_dir.mkdir()
    assert "아직 발행한 색인이 없어요" in unavailable(generations).message
    publish("a")
    assert served(generations) == {"a"}


def test_a_new_generation_is_noticed_and_running_requests_finish_on_the_old_one(
    engine_name: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    watched = WatchedEngine(engine_name)
    generations = open_generations(engine_for=watched)
    publish("old", engine=engine_name)
    with generations.current() as old, generations.current():
        # Three more, so that the files of the first are swept while it is in use.
        for _ in range(3):
            publish("new", "newer", engine=engine_name)
        assert not (index_dir / old.name).exists()
        with generations.current() as new:
            assert new.name > old.name
            assert len(new.reader.retrieve(morph("말"))) == 2
        assert old.reader.retrieve(morph("말")).ids_of() == ["old"]
        assert [article.id for article in old.reader.get(["old"])] == ["old"]
        assert watched.closed == []
    assert watched.closed == [index_dir / old.name / "engine"]
    assert served(generations) == {"new", "newer"}
    assert len(watched.opened) == 2


def test_a_failing_request_lets_go_of_its_generation(publish: Publish, open_generations: OpenGenerations) -> None:
    watched = WatchedEngine("memory")
    generations = open_generations(engine_for=watched)
    publish("old")
    with pytest.raises(ZeroDivisionError), generations.current():
        raise ZeroDivisionError
    publish("new")
    assert served(generations) == {"new"}
    assert len(watched.closed) == 1


def test_closing_waits_for_the_last_user_and_opens_again(publish: Publish, open_generations: OpenGenerations) -> None:
    watched = WatchedEngine("memory")
    generations = open_generations(engine_for=watched)
    publish("a")
    with generations.current():
        generations.close()
        assert watched.closed == []
    assert len(watched.closed) == 1
    assert served(generations) == {"a"}
    generations.close()
    generations.close()
    assert len(watched.closed) == 2


def test_the_engine_is_the_one_that_made_the_generation(publish: Publish, open_generations: OpenGenerations) -> None:
    asked: list[str] = []

    def engine_for(name: str) -> Engine:
        asked.append(name)
        return load_engine(name)

    generations = open_generations(engine_for=engine_for)
    for name in registry.EMBEDDED:
        publish(name, engine=name)
        assert served(generations) == {name}
    assert asked == list(registry.EMBEDDED)


def test_many_threads_open_each_generation_once_and_see_it_whole(
    engine_name: str, publish: Publish, open_generations: OpenGenerations
) -> None:
    watched = WatchedEngine(engine_name)
    generations = open_generations(engine_for=watched)
    publish("v0-0", engine=engine_name)
    stop = threading.Event()

    def search(_: int) -> set[str]:
        seen = set()
        while not stop.wait(0.001):
            with generations.current() as generation:
                ids = generation.reader.retrieve(EngineQuery()).ids_of()
                versions = {id_.split("-")[0] for id_ in ids}
                assert len(versions) == 1
                assert len(ids) == int(versions.copy().pop()[1:]) + 1
                assert not generation.degraded
                seen |= versions
        return seen

    with ThreadPoolExecutor(8) as threads:
        searches = [threads.submit(search, number) for number in range(8)]
        try:
            for version in range(1, 13):
                publish(*(f"v{version}-{number}" for number in range(version + 1)), engine=engine_name)
        finally:
            stop.set()
        seen = set().union(*(each.result() for each in searches))
    assert len(seen) > 1
    assert len(served(generations)) == 13
    assert len(watched.opened) == len(set(watched.opened))
    assert len(watched.closed) == len(watched.opened) - 1


class OvertakenEngine(WatchedEngine):
    """While it opens the generation named ``victim``, enough others are published to sweep that."""

    victim = ""
    overtake: Callable[[], object]

    def open(self, directory: Path) -> Reader:
        if directory.parent.name == self.victim:
            self.victim = ""
            for _ in range(3):
                self.overtake()
        return super().open(directory)


def test_a_generation_swept_while_it_is_being_opened_is_no_damage(
    publish: Publish, open_generations: OpenGenerations
) -> None:
    engine = OvertakenEngine("memory")
    engine.overtake = lambda: publish("newest")
    generations = open_generations(engine_for=engine, retry_seconds=LONG)
    publish("old")
    with generations.current() as old:
        engine.victim = publish("new").generation
        with generations.current() as generation:
            assert generation.degraded == ()
            assert generation.reader.retrieve(EngineQuery()).ids_of() == ["newest"]
        assert engine.victim == ""
        assert engine.closed == []
        assert old.reader.get(["old"])
    assert len(engine.closed) == 1


def test_an_index_of_another_analyser_is_refused(publish: Publish, open_generations: OpenGenerations) -> None:
    publish("old", fingerprint="kiwi")
    publish("new", fingerprint="kiwi")
    error = unavailable(open_generations(analyzer_fingerprint="mecab"))
    assert "형태소 분석" in error.message
    assert "barodap publish" in error.remedy
    assert served(open_generations(analyzer_fingerprint="kiwi")) == {"new"}


def test_a_process_that_serves_goes_on_when_another_analyser_publishes(
    publish: Publish, open_generations: OpenGenerations
) -> None:
    generations = open_generations(retry_seconds=LONG)
    publish("old")
    assert served(generations) == {"old"}
    publish("new", fingerprint="kiwi")
    with generations.current() as generation:
        assert generation.degraded == ("analyzer_changed",)
        assert generation.reader.retrieve(morph("말")).ids_of() == ["old"]
    publish("mended")
    with generations.current() as generation:
        assert generation.degraded == ()
    assert served(generations) == {"mended"}


@pytest.mark.parametrize("harm", ["", "analyser", "files"])
def test_one_that_opens_late_goes_on_with_the_newest_of_its_own_analyser(
    harm: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("oldest", keep=4)
    newer = publish("newer", keep=4, fingerprint="kiwi" if harm == "analyser" else "mecab").generation
    publish("kiwi's", keep=4, fingerprint="kiwi")
    if harm == "files":
        harm_file(index_dir / newer / "categories.json", "flip")
    with open_generations().current() as generation:
        assert generation.degraded == ("analyzer_changed",)
        assert set(generation.reader.retrieve(EngineQuery()).ids_of()) == {"oldest" if harm else "newer"}


def test_what_fails_in_use_gives_way_to_one_before_though_another_analyser_published(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old", keep=3)
    damaged = publish("damaged", keep=3).generation
    generations = open_generations(retry_seconds=LONG)

    def use() -> None:
        with generations.current():
            publish("kiwi's", keep=3, fingerprint="kiwi")
            harm_file(index_dir / damaged / "categories.json", "flip")
            raise IndexUnavailableError("손상됐어요")

    with pytest.raises(IndexUnavailableError):
        use()
    assert served(generations) == {"old"}


def test_of_the_generations_before_only_those_of_this_analyser_serve(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("oldest", keep=3)
    publish("kiwi's", keep=3, fingerprint="kiwi")
    newest = publish("newest", keep=3).generation
    harm_file(index_dir / newest / "categories.json", "flip")
    assert served(open_generations()) == {"oldest"}


def test_a_folder_that_cannot_be_read(index_dir: Path, open_generations: OpenGenerations) -> None:
    (index_dir / "current").mkdir(parents=True)
    assert "읽을 수 없어요" in unavailable(open_generations()).message
