from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import IndexUnavailableError
from app.publishing.opensearch.chunks import CHUNK_BYTES, cut, write


def test_what_was_cut_is_put_together_again(tmp_path: Path) -> None:
    given, made = tmp_path / "given", tmp_path / "made"
    (given / "deep" / "er").mkdir(parents=True)
    (given / "bare").mkdir()
    made.mkdir()
    contents = {"empty": b"", "deep/er/한글": b"x", "large": bytes(range(256)) * (CHUNK_BYTES // 100)}
    for name, data in contents.items():
        (given / name).write_bytes(data)
    recipe, places = cut(given)
    assert (len(recipe["large"]), len(set(recipe["large"])), len(places)) == (3, 2, 3)
    write(recipe, (places[chunk].read() for chunks in recipe.values() for chunk in chunks), made)
    found = {path.relative_to(made).as_posix(): path for path in made.rglob("*")}
    assert found.keys() == {*contents, "deep", "deep/er", "bare"}
    assert {name: found[name].read_bytes() for name in contents} == contents


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "../outside/"])
def test_no_file_is_written_outside(name: str, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    with pytest.raises(IndexUnavailableError):
        write({name: []}, iter(()), tmp_path / "inside")
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]
