"""The smallest correct engine: JSON lines on disk, dictionaries in memory. The measure for every other engine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from app.engine import articles, seal
from app.engine.base import FIELDS, EngineDocument
from app.engine.columns import Columns
from app.engine.inversion import Inversion
from app.engine.retrieval import PostingsReader, postings_of
from app.models import Article

LAYOUT = "memory/2"
_DOCUMENTS = "documents.jsonl"


class MemoryEngine:
    """Keeps everything in memory and inverts anew at each ``open``: for tests, comparison and small collections."""

    def build(self, documents: Iterable[EngineDocument], directory: Path, before: Path | None = None) -> int:  # noqa: ARG002
        inversion = Inversion()
        with (directory / _DOCUMENTS).open("w", encoding="ascii") as file:
            for document in documents:
                inversion.add(document)
                file.write(_to_json(document) + "\n")
        seal.seal(directory, LAYOUT)
        return len(inversion)

    def open(self, directory: Path) -> MemoryReader:
        inversion, stored = Inversion(), []
        with seal.checked(directory, LAYOUT), (directory / _DOCUMENTS).open(encoding="ascii") as file:
            for line in file:
                document = _from_json(line)
                inversion.add(document)
                stored.append(document.article)
        return MemoryReader(inversion, stored)

    def discard(self, directory: Path) -> None:
        """Nothing: all is in the folder."""


class MemoryReader(PostingsReader):
    """Safe to share between threads because nothing changes after it was made."""

    def __init__(self, inversion: Inversion, stored: list[Article]) -> None:
        columns = Columns.of(inversion.table)
        super().__init__(columns, postings_of(inversion, columns))
        self._stored = stored

    def _article(self, row: int) -> Article:
        return self._stored[row]

    def close(self) -> None:
        self._stored = []


def _to_json(document: EngineDocument) -> str:
    passages = {str(field): [list(words) for words in document.passages.get(field, ())] for field in FIELDS}
    return json.dumps([articles.to_json(document.article), passages, document.categories])


def _from_json(line: str) -> EngineDocument:
    article, names, categories = json.loads(line)
    passages = {field: names[str(field)] for field in FIELDS}
    return EngineDocument(articles.from_json(article), passages, tuple(categories))
