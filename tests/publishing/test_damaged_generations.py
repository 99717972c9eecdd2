"""A damaged generation is noticed, and the one before it serves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing.generations import Generations
from tests.contracts.engine.documents import morph
from tests.publishing.conftest import OpenGenerations, Publish, served
from tests.publishing.given import LONG, WatchedEngine, harm_file, unavailable


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


def test_an_error_over_changed_files_is_damage_and_any_other_one_is_itself(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old")
    new = publish("new").generation
    generations = open_generations(retry_seconds=0.0)
    fail(generations, KeyError)
    assert served(generations) == {"new"}
    harm_file(index_dir / new / "categories.json", "flip")
    fail(generations, IndexUnavailableError)
    assert served(generations) == {"old"}


def test_files_are_not_read_for_every_error(
    index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    new = publish("new").generation
    generations = open_generations(retry_seconds=LONG)
    fail(generations, KeyError)
    harm_file(index_dir / new / "categories.json", "flip")
    fail(generations, KeyError)


def fail(generations: Generations, expected: type[Exception]) -> None:
    """Have something go wrong while the serving generation is used, and see ``expected`` come of it."""
    with pytest.raises(expected), generations.current():
        raise KeyError
