"""The embedded engine: Whoosh keeps the articles, arrays mapped from files the terms; scoring is in ``retrieval.py``.

Whoosh's query parser, analysers and scorers are never used, and no user text reaches it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from pickle import PickleError
from threading import Lock
from typing import Any

import whoosh.index
from whoosh.fields import STORED, Schema

from app.engine import articles, seal
from app.engine.base import EngineDocument
from app.engine.columns import Columns
from app.engine.inversion import Inversion
from app.engine.postings import Postings
from app.engine.retrieval import STEMS, PostingsReader, postings_of
from app.errors import IndexUnavailableError
from app.models import Article

LAYOUT = "whoosh/5"
_COLUMNS = "columns.json"
_ARTICLE = "article"


class WhooshEngine:
    def build(self, documents: Iterable[EngineDocument], directory: Path, before: Path | None = None) -> int:  # noqa: ARG002
        index = whoosh.index.create_in(str(directory), Schema(**{_ARTICLE: STORED()}))
        writer = index.writer(compound=False)
        inversion = Inversion()
        try:
            for document in documents:
                inversion.add(document)
                writer.add_document(**{_ARTICLE: articles.to_json(document.article)})
        except BaseException:
            writer.cancel()
            raise
        writer.commit(merge=False)
        index.close()
        for stem, postings in postings_of(inversion, Columns.of(inversion.table)).items():
            postings.write(directory / stem)
        (directory / _COLUMNS).write_text(json.dumps(inversion.table), encoding="ascii")
        seal.seal(directory, LAYOUT)
        return len(inversion)

    def open(self, directory: Path) -> WhooshReader:
        with seal.checked(directory, LAYOUT):
            columns = Columns.of(json.loads((directory / _COLUMNS).read_text(encoding="ascii")))
            postings = {stem: Postings.read(directory / stem) for stem in STEMS}
            return WhooshReader(whoosh.index.open_dir(str(directory)), columns, postings)

    def discard(self, directory: Path) -> None:
        """Nothing: all is in the folder."""


@contextmanager
def _damage_reported() -> Iterator[None]:
    """What Whoosh raises over files that changed under it, as the IndexUnavailableError that readers expect."""
    try:
        yield
    except (OSError, EOFError, LookupError, ValueError, TypeError, AttributeError, struct.error, PickleError) as error:
        raise IndexUnavailableError("열어 둔 색인 파일이 손상됐어요.", remedy="barodap publish") from error


class WhooshReader(PostingsReader):
    """One lock guards the Whoosh reader, whose files have one position each."""

    def __init__(self, index: Any, columns: Columns, postings: Mapping[str, Postings]) -> None:
        super().__init__(columns, postings)
        self._index = index
        self._reader = index.reader()
        self._lock = Lock()
        self._closed = False
        self._articles = articles.at_hand()
        if len(columns):
            # Whoosh opens the file of stored fields on first use; by then a later publish may have deleted it.
            try:
                self._reader.stored_fields(0)
            except BaseException:
                self.close()
                raise

    def _article(self, row: int) -> Article:
        return self._articles.made(row, lambda: self._read_article(row))

    def _read_article(self, row: int) -> Article:
        with self._lock, _damage_reported():
            return articles.from_json(self._reader.stored_fields(row)[_ARTICLE])

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._reader.close()
                self._index.close()
