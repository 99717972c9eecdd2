from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from app.engine.base import EngineDocument, EngineQuery
from app.engine.memory import MemoryEngine
from app.errors import PublishError
from app.publishing import layout
from app.publishing.lock import publish_lock
from app.publishing.publisher import Publisher
from tests.contracts.engine.documents import document, morph
from tests.publishing.conftest import CATEGORIES, OpenGenerations, Publish, documents, served
from tests.publishing.given import left_behind


def test_a_generation_is_complete_and_served(
    engine_name: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    given = [document("a", title=["환불", "방법"], body=["환불"]), document("b", body=["결제"])]
    manifest = publish(given=given, engine=engine_name, fingerprint="mecab", digest="내용-1")
    directory = index_dir / manifest.generation
    assert (index_dir / "current").read_text() == manifest.generation + "\n"
    assert (manifest.engine, manifest.document_count) == (engine_name, 2)
    assert (manifest.analyzer_fingerprint, manifest.content_digest) == ("mecab", "내용-1")
    on_disk = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if path.is_file()}
    assert set(manifest.files) == set(on_disk) - {"manifest.json"}
    assert "categories.json" in manifest.files
    for name, record in manifest.files.items():
        content = on_disk[name].read_bytes()
        assert (record.size, record.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with open_generations().current() as generation:
        assert generation.name == manifest.generation
        assert generation.manifest == manifest
        assert generation.categories == CATEGORIES
        assert generation.degraded == ()
        assert generation.reader.get(["b", "a"]) == [given[1].article, given[0].article]
    assert left_behind(index_dir) == []


def test_nothing_to_publish_makes_an_empty_index(
    engine_name: str, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish(engine=engine_name, categories=())
    assert served(open_generations()) == set()


def test_names_grow_even_when_the_clock_was_set_back(index_dir: Path, publish: Publish) -> None:
    names = [publish("a", keep=9).generation for _ in range(3)]
    future = "29991231T235959.999999Z"
    (index_dir / names[-1]).rename(index_dir / future)
    names += [publish("a", keep=9).generation for _ in range(2)]
    assert names == sorted(set(names))
    assert names[-1] > names[-2] > future


def test_progress_tells_every_document_and_step(publish: Publish) -> None:
    seen: list[tuple[str, int]] = []
    publish("a", "b", progress=lambda step, count: seen.append((step, count)))
    assert seen == [("index", 1), ("index", 2), ("write", 2), ("verify", 2), ("swap", 2), ("sweep", 2)]


# Failures leave the generation before serving, and nothing behind


def test_a_repeated_id(engine_name: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations) -> None:
    publish("old", engine=engine_name)
    with pytest.raises(PublishError, match="twice"):
        publish("new", "twice", "twice", engine=engine_name)
    assert served(open_generations()) == {"old"}
    assert left_behind(index_dir) == []
    assert len(layout.generations(index_dir)) == 1


def test_a_source_that_fails(index_dir: Path, publish: Publish, open_generations: OpenGenerations) -> None:
    def given() -> Iterator[EngineDocument]:
        yield from documents("new")
        raise RuntimeError("the database went away")

    publish("old")
    with pytest.raises(RuntimeError, match="went away"):
        publish(given=given())
    assert served(open_generations()) == {"old"}
    assert left_behind(index_dir) == []


def test_a_canary_that_finds_nothing(
    engine_name: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old", engine=engine_name)
    found, lost = (morph("new"), "new"), (morph("말", categories=frozenset({"etc"})), "new")
    with pytest.raises(PublishError, match="'new'"):
        publish("new", engine=engine_name, canaries=[found, lost])
    assert served(open_generations()) == {"old"}
    assert left_behind(index_dir) == []
    publish("new", engine=engine_name, canaries=[found])
    assert served(open_generations()) == {"new"}


def test_canaries_are_asked_for_after_the_documents_were_read(publish: Publish) -> None:
    read: list[str] = []

    def given() -> Iterator[EngineDocument]:
        for each in documents("a", "b"):
            read.append(each.article.id)
            yield each

    def canaries() -> Iterator[tuple[EngineQuery, str]]:
        assert read == ["a", "b"]
        for id_ in read:
            yield morph(id_), id_
            asked.append(id_)

    asked: list[str] = []
    publish(given=given(), canaries=canaries())
    assert asked == ["a", "b"]


class TruncatingEngine(MemoryEngine):
    """Writes less than it says, as a full disk without an error would."""

    def build(self, given: object, directory: Path, before: Path | None = None) -> int:
        count = super().build(given, directory, before)  # type: ignore[arg-type]
        path = directory / "documents.jsonl"
        path.write_bytes(path.read_bytes()[:-10])
        return count


class ForgetfulEngine(MemoryEngine):
    """Leaves a document out of a sound index."""

    def build(self, given: object, directory: Path, before: Path | None = None) -> int:
        kept = list(given)  # type: ignore[call-overload]
        return super().build(kept[1:], directory, before) + 1


@pytest.mark.parametrize("engine", [TruncatingEngine(), ForgetfulEngine()])
def test_an_engine_that_writes_rubbish(
    engine: MemoryEngine, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old")
    with pytest.raises(PublishError):
        Publisher(index_dir, "memory", engine).publish(
            documents("a", "b"), (), analyzer_fingerprint="mecab", content_digest=""
        )
    assert served(open_generations()) == {"old"}
    assert left_behind(index_dir) == []


# One at a time


def hold_lock(index_dir: Path, held: Event, leave: Event) -> None:
    with publish_lock(index_dir):
        held.set()
        leave.wait()


def test_a_second_publisher_is_told_and_a_dead_one_blocks_nobody(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old")
    context = get_context("spawn")
    held, leave = context.Event(), context.Event()
    holder = context.Process(target=hold_lock, args=(index_dir, held, leave), daemon=True)
    holder.start()
    assert held.wait(60)
    with pytest.raises(PublishError, match=str(holder.pid)):
        publish("new")
    assert served(open_generations()) == {"old"}
    assert holder.pid is not None
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    publish("new")
    assert served(open_generations()) == {"new"}


def test_the_lock_is_held_until_the_sweep_is_done(publish: Publish) -> None:
    refused: list[str] = []

    def publish_meanwhile(step: str, _: int) -> None:
        with pytest.raises(PublishError):
            publish("b")
        refused.append(step)

    publish("a", progress=publish_meanwhile)
    assert refused == ["index", "write", "verify", "swap", "sweep"]


# Sweeping


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_generations_beyond_keep_are_swept(keep: int, index_dir: Path, publish: Publish) -> None:
    (index_dir / "사람이 둔 폴더").mkdir(parents=True)
    names = [publish("a", keep=keep).generation for _ in range(5)]
    assert layout.generations(index_dir) == names[::-1][:keep]
    assert (index_dir / "사람이 둔 폴더").is_dir()


def test_a_damaged_generation_does_not_take_the_place_of_a_sound_one(index_dir: Path, publish: Publish) -> None:
    names = [publish("a", keep=3).generation for _ in range(3)]
    (index_dir / names[2] / "categories.json").write_text("[]")
    names.append(publish("a", keep=2).generation)
    assert layout.generations(index_dir) == [names[3], names[1]]


def test_what_killed_publishers_left_is_cleared(index_dir: Path, publish: Publish) -> None:
    publish("old")
    abandoned = index_dir / f"{layout.TEMPORARY}20200101T000000.000000Z"
    (abandoned / "engine").mkdir(parents=True)
    (abandoned / "engine" / "half").write_bytes(b"x")
    (index_dir / f"{layout.TEMPORARY}current").write_text("2020")
    publish("new")
    assert left_behind(index_dir) == []


def test_a_generation_that_was_never_pointed_to_does_not_serve(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    """As when the publisher was killed between the rename and the pointer."""
    old = publish("old").generation
    orphan = publish("orphan").generation
    layout.write_pointer(index_dir, old)
    assert served(open_generations()) == {"old"}
    newest = publish("new").generation
    assert newest > orphan
    assert served(open_generations()) == {"new"}


# Durability


def test_everything_is_durable_before_it_is_pointed_to(
    engine_name: str, index_dir: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[tuple[str, str]] = []
    fsync = os.fsync

    def recording_fsync(descriptor: int) -> None:
        events.append(("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        fsync(descriptor)

    watching = True

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "os.rename":
            events.append(("rename", str(arguments[1])))

    sys.addaudithook(audit)
    monkeypatch.setattr(os, "fsync", recording_fsync)
    name = publish("a", engine=engine_name).generation
    watching = False

    final = index_dir / name
    building = index_dir / f"{layout.TEMPORARY}{name}"
    moved, pointed = events.index(("rename", str(final))), events.index(("rename", str(index_dir / "current")))
    synced = {path for kind, path in events[:moved] if kind == "sync"}
    expected = {building / path.relative_to(final) for path in final.rglob("*")} | {building}
    assert {str(path) for path in expected} <= synced
    assert ("sync", str(index_dir)) in events[moved:pointed]
    assert ("sync", str(index_dir / f"{layout.TEMPORARY}current")) in events[moved:pointed]
    assert ("sync", str(index_dir)) in events[pointed:]
