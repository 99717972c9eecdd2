"""Files as documents: cut into chunks, each known by the SHA-256 of its bytes and stored once, whoever needs it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from app.engine.opensearch.client import Client, ServerRefusedError, segment
from app.engine.opensearch.index import MERGE_SECONDS, WRITE_SECONDS, Index
from app.errors import IndexUnavailableError

CHUNK_BYTES = 1 << 18
"""Of all chunks but a file's last. A file that changes in place keeps most of its chunks."""
AT_ONCE = 16
"""Chunks in a request: with base64, some 6 MB."""
NAMES_AT_ONCE = 1_000

Recipe = Mapping[str, Sequence[str]]
"""What is below a folder: of each file, by its path with ``/``, the chunks in order; of a folder, whose path ends in
``/``, none."""


class Place(NamedTuple):
    """Where on this host a chunk can be read."""

    path: Path
    offset: int

    def read(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            return file.read(CHUNK_BYTES)


def cut(directory: Path) -> tuple[Recipe, dict[str, Place]]:
    """The recipe of ``directory`` and where its chunks are. Raises OSError."""
    recipe: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_dir():
            recipe[f"{name}/"] = []
            continue
        chunks = recipe[name] = []
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                chunks.append(sha256(chunk).hexdigest())
                places[chunks[-1]] = Place(path, file.tell() - len(chunk))
    return recipe, places


class Chunks:
    """The index ``name`` of chunks and of what else is kept by an id. Raises IndexUnavailableError when the server
    fails."""

    def __init__(self, client: Client, name: str, replicas: int) -> None:
        self._client = client
        self._index = Index(client, name)
        self._path = f"/{segment(name)}"
        self._replicas = replicas

    def prepare(self) -> None:
        """Make the index where there is none."""
        settings = {
            "number_of_shards": 1,
            "number_of_replicas": 0,
            "auto_expand_replicas": f"0-{self._replicas}" if self._replicas else False,
        }
        try:
            self._index.create({"settings": settings, "mappings": {"dynamic": False}})
        except ServerRefusedError as error:
            if error.kind != "resource_already_exists_exception":
                raise

    def store(self, places: Mapping[str, Place], *, fresh: bool) -> None:
        """Send the chunks that are not there, with ``fresh`` all, and read those back.

        Raises IndexUnavailableError when they differ.
        """
        named = list(places)
        sent = named if fresh else [chunk for some in _split(named, NAMES_AT_ONCE) for chunk in self._missing(some)]
        self._index.fill(_line(chunk, {"data": b64encode(places[chunk].read()).decode("ascii")}) for chunk in sent)
        deque(self.read(sent, {}), maxlen=0)

    def read(self, chunks: Sequence[str], places: Mapping[str, Place]) -> Iterator[bytes]:
        """Each of ``chunks`` in turn, from ``places`` where it is there. Raises IndexUnavailableError for one that is
        missing or damaged, OSError for one that cannot be read here."""
        for some in _split(chunks, AT_ONCE):
            sent = self._documents([chunk for chunk in dict.fromkeys(some) if chunk not in places])
            for chunk in some:
                data = _decoded(sent[chunk]) if chunk in sent else places[chunk].read()
                if sha256(data).hexdigest() != chunk:
                    raise damaged(f"{self._index.name}/{chunk}")
                yield data

    def put(self, id_: str, document: Mapping[str, Any]) -> None:
        self._index.fill([_line(id_, document)])

    def get(self, id_: str) -> Mapping[str, Any]:
        """Raises IndexUnavailableError when it is not there."""
        return self._documents([id_])[id_]

    def keep(self, ids: Collection[str]) -> None:
        """Delete every document but these."""
        self._client.write("POST", f"{self._path}/_refresh", timeout=WRITE_SECONDS)
        others = {"bool": {"must_not": [{"ids": {"values": sorted(ids)}}]}}
        self._client.write(
            "POST",
            f"{self._path}/_delete_by_query",
            {"query": others},
            params={"conflicts": "proceed"},
            timeout=MERGE_SECONDS,
        )

    def _missing(self, ids: Sequence[str]) -> Iterator[str]:
        return (document["_id"] for document in self._asked(ids, source=False) if not document.get("found"))

    def _documents(self, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        documents = {}
        for document in self._asked(ids, source=True):
            if not document.get("found"):
                raise damaged(f"{self._index.name}/{document['_id']}")
            documents[document["_id"]] = document["_source"]
        return documents

    def _asked(self, ids: Sequence[str], *, source: bool) -> Sequence[Mapping[str, Any]]:
        if not ids:
            return ()
        answer = self._client.read(
            "POST",
            f"{self._path}/_mget",
            {"ids": list(ids)},
            params={"_source": str(source).lower()},
            timeout=WRITE_SECONDS,
        )
        documents: Sequence[Mapping[str, Any]] = answer["docs"]
        return documents


def write(recipe: Recipe, pieces: Iterator[bytes], directory: Path) -> None:
    """Make files in the existing empty ``directory``. Raises IndexUnavailableError for a path that leads out of it."""
    for name, chunks in recipe.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not name.isprintable():
            raise damaged(name)
        if name.endswith("/"):
            (directory / path).mkdir(parents=True, exist_ok=True)
            continue
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        with (directory / path).open("wb") as file:
            for _ in chunks:
                file.write(next(pieces))


def damaged(what: str) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"OpenSearch에 둔 색인 파일이 없거나 손상됐어요: {what}", remedy="barodap publish --fresh"
    )


def _line(id_: str, document: Mapping[str, Any]) -> str:
    return f"{json.dumps({'index': {'_id': id_}})}\n{json.dumps(document)}\n"


def _decoded(document: Mapping[str, Any]) -> bytes:
    try:
        return b64decode(document["data"], validate=True)
    except (KeyError, TypeError, ValueError):
        return b""


def _split(values: Sequence[str], most: int) -> Iterable[Sequence[str]]:
    return (values[start : start + most] for start in range(0, len(values), most))
