"""Barodap itself: the search that pages and API use, and its retrieval by itself."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Any

from app.config import load_settings
from app.engine.base import EngineQuery, Reader
from app.models import Query
from app.publishing import layout
from app.search.indexing import publish_index
from app.search.lexicons import load_lexicon
from app.search.parser import parse
from app.services import Services, build_services
from benchmarks.peers.base import RESULTS, Collection, Place, size_of
from benchmarks.peers.opensearch import stored

TIMEOUT = 30.0
"""Seconds for a read of OpenSearch: what is late is to be measured, not refused."""


class Barodap:
    """From text to ten marked results with facets; a question asked again is answered from what was kept of it."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._services: Services | None = None

    def index(self) -> None:
        self._services = services = self._built()
        publish_index(services.settings, services.articles, services.analyzer, fresh=True)
        self.close()

    def disk(self) -> int:
        """Of the generation; what publishing again takes up is not needed to search."""
        index = self._place.folder / "index"
        return size_of(index) - size_of(index / layout.CACHE)

    def open(self) -> None:
        self._services = self._built()
        self.search(self.prepare("환불"))

    def prepare(self, text: str) -> Any:
        return Query(text=text, per_page=RESULTS)

    def search(self, prepared: Any) -> int:
        assert self._services is not None
        return len(self._services.search.search(prepared).hits)

    def close(self) -> None:
        if self._services is not None:
            self._services.generations.close()
            self._services.database.close()

    def _built(self) -> Services:
        return build_services(load_settings().model_copy(update=self._places()))

    def _places(self) -> dict[str, object]:
        database = Collection(self._place.collection).database
        return {"database_url": f"sqlite:///{database}", "index_dir": self._place.folder / "index"}


class Retrieval(Barodap):
    """All matching documents with their scores in every view: neither ranked, corrected, counted nor marked."""

    def open(self) -> None:
        self._services = services = self._built()
        self._lexicon = load_lexicon(services.settings, services.analyzer)
        self._held = ExitStack()
        self._reader: Reader = self._held.enter_context(services.generations.current()).reader

    def prepare(self, text: str) -> EngineQuery:
        assert self._services is not None
        return parse(text, self._services.analyzer, self._lexicon, self._reader).engine_query

    def search(self, prepared: Any) -> int:
        return len(self._reader.retrieve(prepared))

    def close(self) -> None:
        self._held.close()
        super().close()


class OverOpenSearch(Barodap):
    """The same search with the index on a server."""

    def disk(self) -> int:
        index = self._place.folder / "index"
        engine = index / (layout.read_pointer(index) or "") / layout.ENGINE
        name = json.loads((engine / "opensearch.json").read_text(encoding="utf-8"))["index"]
        return super().disk() + stored(self._place.url, name)

    def _places(self) -> dict[str, object]:
        server = {"engine": "opensearch", "opensearch_url": self._place.url, "opensearch_timeout": TIMEOUT}
        return {**super()._places(), **server}
