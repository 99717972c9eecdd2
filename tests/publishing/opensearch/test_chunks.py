from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from app.engine.opensearch.client import Client, Connection
from app.errors import IndexUnavailableError
from app.publishing.opensearch.chunks import CHUNK_BYTES, Chunks, cut, write
from app.publishing.opensearch.repository import OpenSearchRepository
from tests.conftest import settings_in


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


@pytest.mark.parametrize(
    "document", [{}, {"data": None}, {"data": 1}, {"data": "한글"}, {"data": "A"}, {"data": "AAAA"}]
)
def test_a_damaged_chunk_is_told(document: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = sha256(b"whole").hexdigest()
    chunks = Chunks(Client(Connection("http://127.0.0.1:1")), "files", 0)
    monkeypatch.setattr(chunks, "_documents", lambda ids: dict.fromkeys(ids, document))
    with pytest.raises(IndexUnavailableError, match="손상"):
        list(chunks.read([chunk], {}))


@pytest.mark.parametrize("document", [{"files": []}, {"files": {"a": None}}, {"files": {"a": "chunk"}}, {"files": 1}])
def test_a_damaged_recipe_is_told(
    document: Mapping[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, engine="opensearch", opensearch_url="http://127.0.0.1:1")
    monkeypatch.setattr(Chunks, "get", lambda chunks, id_: document)
    with pytest.raises(IndexUnavailableError, match="손상"):
        OpenSearchRepository(settings).fetch("20260301T000000.000000Z", tmp_path, [])


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "../outside/", "inside/\0"])
def test_no_file_is_written_outside(name: str, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    with pytest.raises(IndexUnavailableError):
        write({name: []}, iter(()), tmp_path / "inside")
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]
