"""The seam of the comparison: what each engine is asked to do, and what it is given for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

RESULTS = 10
"""Results that a question asks for."""

TITLE_WEIGHT = 2.0
"""Of a term in the title where one in the body has 1, for those peers that can tell them apart."""


class Terms(NamedTuple):
    """An article's id and the morphemes of its title and of its body, in order."""

    id: str
    title: list[str]
    body: list[str]


class Collection:
    """The articles of one size in ``folder``, in each of the forms in which peers take them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = folder / "corpus.jsonl"
        self.analysed = folder / "terms.jsonl"
        self.database = folder / "barodap.db"

    def terms(self) -> Iterator[Terms]:
        """What the peers index that know no Korean."""
        with self.analysed.open(encoding="utf-8") as lines:
            for line in lines:
                yield Terms(*json.loads(line))

    def texts(self) -> Iterator[dict[str, str]]:
        """The articles themselves: ``_id``, ``title`` and ``text``."""
        with self.corpus.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a peer works: ``folder`` is its own and exists; ``url`` is OpenSearch's, empty without one."""

    collection: Path
    folder: Path
    url: str = ""


class Peer(Protocol):
    """Made with a Place, in a process of its own; ``index`` is called in one process and the rest in another."""

    def index(self) -> None:
        """Index the collection, durably."""
        ...

    def disk(self) -> int:
        """Bytes of what ``index`` made, wherever it is."""
        ...

    def open(self) -> None:
        """Be ready to answer."""
        ...

    def prepare(self, text: str) -> Any:
        """A question in the form that ``search`` takes: its analysis, where that is not the engine's own work."""
        ...

    def search(self, prepared: Any) -> int:
        """Find the RESULTS best, and return how many there are."""
        ...

    def close(self) -> None:
        """Release what ``open`` holds."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """``target`` is ``module:Class``; ``server`` says that it needs OpenSearch, and ``indexed_by`` names the peer whose
    index it reads, where it makes none."""

    label: str
    target: str
    server: bool = False
    indexed_by: str = ""


OURS = "barodap"
"""The peer that all others are compared with."""

PEERS = {
    OURS: Entry("Barodap, whole search", "benchmarks.peers.barodap:Barodap"),
    "barodap-retrieval": Entry("Barodap, retrieval alone", "benchmarks.peers.barodap:Retrieval", indexed_by=OURS),
    "barodap-opensearch": Entry("Barodap over OpenSearch", "benchmarks.peers.barodap:OverOpenSearch", server=True),
    "opensearch": Entry("OpenSearch, its own BM25", "benchmarks.peers.opensearch:OwnBM25", server=True),
    "tantivy": Entry("Tantivy", "benchmarks.peers.tantivy:Tantivy"),
    "fts5": Entry("SQLite FTS5", "benchmarks.peers.fts5:FTS5"),
    "bm25s": Entry("bm25s", "benchmarks.peers.bm25s:BM25S"),
    "whoosh": Entry("Whoosh, used naively", "benchmarks.peers.whoosh:NaiveWhoosh"),
}


def make(name: str, place: Place) -> Peer:
    """The peer called ``name``. Raises ModuleNotFoundError where what it needs is not installed."""
    module, _, attribute = PEERS[name].target.partition(":")
    peer: Peer = getattr(import_module(module), attribute)(place)
    return peer


def size_of(folder: Path) -> int:
    """Bytes of all files in ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
