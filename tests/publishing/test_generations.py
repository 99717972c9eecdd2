from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import registry
from app.engine.base import Engine, EngineQuery, Reader
from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing.generation import load_engine
from tests.contracts.engine import morph
from tests.publishing.conftest import OpenGenerations, Publish, served

LONG = 3600.0


class WatchedEngine:
    """A real engine that counts what it opens and what is closed."""

    def __init__(self, name: str) -> None:
        self._engine = load_engine(name)
        self.opened: list[Path] = []
        self.closed: list[Path] = []

    def __call__(self, _: str) -> Engine:
        return self  # type: ignore[return-value]

    def open(self, directory: Path) -> Reader:
        reader = self._engine.open(directory)
        close = reader.close
        self.opened.append(directory)

        def watched_close() -> None:
            self.closed.append(directory)
            close()

        reader.close = watched_close  # type: ignore[method-assign]
        return reader


def unavailable(generations: object) -> IndexUnavailableError:
    with pytest.raises(IndexUnavailableError) as caught:
        served(generations)  # type: ignore[arg-type]
    return caught.value


# Following the publisher


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


# Damage


def harm_file(path: Path, harm: str) -> None:
    whole = path.read_bytes()
    if harm == "delete":
        path.unlink()
    elif harm == "truncate":
        path.write_bytes(whole[: len(whole) // 2])
    elif whole:
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    else:
        path.write_bytes(b"\x00")


@pytest.mark.parametrize("harm", ["delete", "truncate", "flip"])
def test_damage_to_any_file_makes_the_generation_before_serve(
    harm: str, engine_name: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    old = publish("old", engine=engine_name).generation
    new = publish("new", engine=engine_name).generation
    files = [path.relative_to(index_dir / new) for path in (index_dir / new).rglob("*") if path.is_file()]
    assert len(files) >= 4
    shutil.copytree(index_dir / new, index_dir / "copy")
    for name in files:
        before = (index_dir / new / name).read_bytes()
        harm_file(index_dir / new / name, harm)
        if harm != "delete" and (index_dir / new / name).read_bytes() == before:
            continue
        with open_generations().current() as generation:
            assert generation.name == old, name
            assert generation.degraded == ("generation_damaged",)
            assert generation.reader.retrieve(morph("말")).ids_of() == ["old"]
        shutil.rmtree(index_dir / new)
        shutil.copytree(index_dir / "copy", index_dir / new)
    assert served(open_generations()) == {"new"}


@pytest.mark.parametrize(
    ("name", "text", "other"), [("categories.json", "결제", "격제"), ("manifest.json", '"mecab"', '"MECAB"')]
)
def test_a_change_that_still_reads_well_is_noticed(
    name: str, text: str, other: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    old, new = publish("old").generation, publish("new").generation
    path = index_dir / new / name
    changed = path.read_text(encoding="utf-8").replace(text, other)
    assert changed != path.read_text(encoding="utf-8")
    path.write_text(changed, encoding="utf-8")
    with open_generations().current() as generation:
        assert (generation.name, generation.degraded) == (old, ("generation_damaged",))


def lose(index_dir: Path, _: str, new: str) -> None:
    shutil.rmtree(index_dir / new)


def confuse(index_dir: Path, old: str, new: str) -> None:
    shutil.rmtree(index_dir / new)
    shutil.copytree(index_dir / old, index_dir / new)


@pytest.mark.parametrize("harm", [lose, confuse])
def test_a_lost_or_confused_generation_makes_the_one_before_serve(
    harm: Callable[[Path, str, str], None], index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    old, new = publish("old").generation, publish("new").generation
    harm(index_dir, old, new)
    with open_generations().current() as generation:
        assert (generation.name, generation.degraded) == (old, ("generation_damaged",))


@pytest.mark.parametrize("pointer", [b"", b"\xff\x00", b"29991231T000000.000000", b"../index/{old}", b"{old}/../{old}"])
def test_a_damaged_pointer_makes_the_newest_generation_serve(
    pointer: bytes, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    old, new = publish("old").generation, publish("new").generation
    (index_dir / "current").write_bytes(pointer.replace(b"{old}", old.encode()))
    with open_generations().current() as generation:
        assert (generation.name, generation.degraded) == (new, ("generation_damaged",))


def test_a_lost_pointer_makes_the_newest_generation_serve(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old")
    publish("new")
    (index_dir / "current").unlink()
    assert served(open_generations()) == {"new"}


def test_several_damaged_generations_and_then_none(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    names = [publish(f"v{number}", keep=4).generation for number in range(4)]
    for served_next, damaged in zip(("v2", "v1", "v0"), reversed(names), strict=False):
        harm_file(index_dir / damaged / "manifest.json", "truncate")
        assert served(open_generations()) == {served_next}
    harm_file(index_dir / names[0] / "categories.json", "delete")
    generations = open_generations(retry_seconds=LONG)
    error = unavailable(generations)
    assert names[3] in error.message
    assert "barodap publish" in error.remedy
    publish("mended")
    assert served(generations) == {"mended"}


def test_a_damaged_new_generation_leaves_the_open_one_serving(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    watched = WatchedEngine("memory")
    generations = open_generations(engine_for=watched, retry_seconds=LONG)
    old = publish("old").generation
    assert served(generations) == {"old"}
    new = publish("new").generation
    harm_file(index_dir / new / "categories.json", "flip")
    shutil.rmtree(index_dir / old)
    with generations.current() as generation:
        assert (generation.name, generation.degraded) == (old, ("generation_damaged",))
    assert served(generations) == {"old"}
    assert len(watched.opened) == 1
    publish("newer")
    with generations.current() as generation:
        assert generation.degraded == ()
    assert served(generations) == {"newer"}
    assert len(watched.closed) == 1


def test_falling_back_to_what_is_open_opens_nothing(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    watched = WatchedEngine("memory")
    generations = open_generations(engine_for=watched, retry_seconds=0.0)
    publish("old")
    assert served(generations) == {"old"}
    harm_file(index_dir / publish("new").generation / "categories.json", "flip")
    for _ in range(3):
        assert served(generations) == {"old"}
    assert len(watched.opened) == 1
    assert watched.closed == []


def test_a_generation_never_pointed_to_is_no_fallback(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old", keep=3)
    damaged = publish("damaged", keep=3).generation
    publish("orphan", keep=3)
    layout.write_pointer(index_dir, damaged)
    harm_file(index_dir / damaged / "categories.json", "flip")
    assert served(open_generations()) == {"old"}


@pytest.mark.parametrize(("retry_seconds", "expected"), [(0.0, "new"), (LONG, "old")])
def test_a_mended_generation_serves_again_after_a_while(
    retry_seconds: float, expected: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old")
    new = publish("new").generation
    generations = open_generations(retry_seconds=retry_seconds)
    path = index_dir / new / "categories.json"
    whole = path.read_bytes()
    harm_file(path, "flip")
    assert served(generations) == {"old"}
    path.write_bytes(whole)
    assert served(generations) == {expected}


# Another analyser


def test_an_index_of_another_analyser_is_refused(publish: Publish, open_generations: OpenGenerations) -> None:
    publish("old", fingerprint="mecab")
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
