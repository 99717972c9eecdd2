"""The embedded engine: Whoosh stores terms, postings and articles; scoring is ours, in ``retrieval.py``.

Whoosh's query parser, analysers and scorers are never used: no user text reaches it but as a term to look up.
"""

from __future__ import annotations

import json
import struct
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from pickle import PickleError
from threading import Lock
from typing import Any

import numpy as np
import whoosh.index
from whoosh.fields import KEYWORD, STORED, Schema
from whoosh.reading import TermNotFound

from app.engine import articles, seal
from app.engine.base import EngineDocument, View
from app.engine.columns import Columns
from app.engine.inversion import FIELD_NAMES, Inversion
from app.engine.retrieval import NO_POSTINGS, Postings, PostingsReader, WeighedTerm
from app.engine.whoosh_codec import ArraysCodec
from app.errors import IndexUnavailableError
from app.models import Article

LAYOUT = "whoosh/2"
CACHE_BYTES = 64 << 20
KEPT_ARTICLES = 2_000
_COLUMNS = "columns.json"
_ARTICLE = "article"


class WhooshEngine:
    """``cache_bytes`` bounds what a reader keeps of the posting lists it has decoded."""

    def __init__(self, cache_bytes: int = CACHE_BYTES) -> None:
        self._cache_bytes = cache_bytes

    def build(self, documents: Iterable[EngineDocument], directory: Path) -> int:
        schema = Schema(**{name: KEYWORD() for name in FIELD_NAMES}, **{_ARTICLE: STORED()})
        index = whoosh.index.create_in(str(directory), schema)
        writer = index.writer(codec=ArraysCodec(), compound=False)
        inversion = Inversion()
        try:
            for document in documents:
                inversion.add(document)
                writer.add_document(**{_ARTICLE: articles.to_json(document.article)})
            _write_postings(writer.fieldwriter, schema, inversion)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(merge=False)
        index.close()
        (directory / _COLUMNS).write_text(json.dumps(inversion.table), encoding="ascii")
        seal.seal(directory, LAYOUT)
        return len(inversion)

    def open(self, directory: Path) -> WhooshReader:
        with seal.checked(directory, LAYOUT):
            columns = Columns.of(json.loads((directory / _COLUMNS).read_text(encoding="ascii")))
            return WhooshReader(whoosh.index.open_dir(str(directory)), columns, self._cache_bytes)

    def discard(self, directory: Path) -> None:
        """Nothing: all is in the folder."""


def _write_postings(fieldwriter: Any, schema: Schema, inversion: Inversion) -> None:
    """Hand sorted postings to Whoosh's field writer: its sorting pool takes four times the time, or the memory."""
    for name in sorted(FIELD_NAMES):
        postings = inversion.postings[name]
        fieldwriter.start_field(name, schema[name])
        for term in sorted(postings):
            posting = postings.pop(term)
            fieldwriter.start_term(_encode(term))
            for number, frequency in zip(posting[::2], posting[1::2], strict=True):
                fieldwriter.add(number, frequency, b"", None)
            fieldwriter.finish_term()
        fieldwriter.finish_field()


def _encode(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")


@contextmanager
def _damage_reported() -> Iterator[None]:
    """What Whoosh raises over files that changed under it, as the IndexUnavailableError that readers expect."""
    try:
        yield
    except (OSError, EOFError, LookupError, ValueError, TypeError, AttributeError, struct.error, PickleError) as error:
        raise IndexUnavailableError("열어 둔 색인 파일이 손상됐어요.", remedy="barodap publish") from error


class WhooshReader(PostingsReader):
    """One lock guards the Whoosh reader, whose files have one position each, and the cache of weighed terms.

    Articles that were read are kept, as a conversation looks at the same ones turn after turn.
    """

    def __init__(self, index: Any, columns: Columns, cache_bytes: int) -> None:
        super().__init__(columns)
        self._index = index
        self._reader = index.reader()
        self._lock = Lock()
        self._cache = _Cache(cache_bytes)
        self._closed = False
        self._kept_article = lru_cache(KEPT_ARTICLES)(self._read_article)
        if len(columns):
            # Whoosh opens the file of stored fields on first use; by then a later publish may have deleted it.
            try:
                self._reader.stored_fields(0)
            except BaseException:
                self.close()
                raise

    def _weigh(self, view: View, term: str) -> WeighedTerm:
        with self._lock:
            kept = self._cache.get((view, term))
        if kept is None:
            kept = super()._weigh(view, term)
            with self._lock:
                self._cache.put((view, term), kept)
        return kept

    def _postings(self, field: str, term: str) -> Postings:
        with self._lock, _damage_reported():
            try:
                matcher = self._reader.postings(field, _encode(term))
            except TermNotFound:
                return NO_POSTINGS
            return Postings(matcher.numbers.astype(np.int32), matcher.frequencies.astype(np.float64))

    def _article(self, row: int) -> Article:
        return self._kept_article(row)

    def _read_article(self, row: int) -> Article:
        with self._lock, _damage_reported():
            return articles.from_json(self._reader.stored_fields(row)[_ARTICLE])

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._reader.close()
                self._index.close()


class _Cache:
    """Least recently used first out, bounded by bytes. Not locked: the reader's lock guards it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = 0
        self._terms: OrderedDict[tuple[View, str], WeighedTerm] = OrderedDict()

    def get(self, key: tuple[View, str]) -> WeighedTerm | None:
        if key in self._terms:
            self._terms.move_to_end(key)
        return self._terms.get(key)

    def put(self, key: tuple[View, str], weighed: WeighedTerm) -> None:
        replaced = self._terms.pop(key, None)
        self._bytes += _size(key, weighed) - (_size(key, replaced) if replaced else 0)
        self._terms[key] = weighed
        while self._bytes > self._limit:
            self._bytes -= _size(*self._terms.popitem(last=False))


def _size(key: tuple[View, str], weighed: WeighedTerm) -> int:
    return weighed.nbytes + 4 * len(key[1])
