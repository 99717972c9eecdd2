"""OpenSearch as it comes: its ``cjk`` analyser, as there is no Korean one without a plugin, and its own BM25."""

from __future__ import annotations

from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import bulk

from benchmarks.peers.base import RESULTS, TITLE_WEIGHT, Collection, Place

INDEX = "peer-own-bm25"
TIMEOUT = 60
_FIELD = {"type": "text", "analyzer": "cjk"}


def stored(url: str, index: str) -> int:
    """Bytes of ``index`` on the server's disk, copies included."""
    stats = _client(url).indices.stats(index=index, metric="store")
    return int(stats["_all"]["total"]["store"]["size_in_bytes"])


class OwnBM25:
    """Analysis is the server's, of articles as of questions."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._server = _client(place.url)

    def index(self) -> None:
        server = self._server
        server.indices.delete(index=INDEX, ignore_unavailable=True)
        mappings = {"properties": {"title": _FIELD, "text": _FIELD}}
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        server.indices.create(index=INDEX, body={"settings": settings, "mappings": mappings})
        actions = (
            {"_index": INDEX, "_id": text["_id"], "title": text["title"], "text": text["text"]}
            for text in Collection(self._place.collection).texts()
        )
        bulk(server, actions, chunk_size=2_000, request_timeout=TIMEOUT)
        server.indices.forcemerge(index=INDEX, params={"max_num_segments": 1, "request_timeout": TIMEOUT})
        server.indices.flush(index=INDEX)
        server.indices.refresh(index=INDEX)

    def disk(self) -> int:
        return stored(self._place.url, INDEX)

    def open(self) -> None:
        self.search(self.prepare("환불"))

    def prepare(self, text: str) -> dict[str, Any]:
        fields = [f"title^{TITLE_WEIGHT}", "text"]
        query = {"multi_match": {"query": text, "fields": fields, "type": "most_fields"}}
        return {"query": query, "size": RESULTS, "_source": False}

    def search(self, prepared: Any) -> int:
        return len(self._server.search(index=INDEX, body=prepared)["hits"]["hits"])

    def close(self) -> None:
        self._server.close()


def _client(url: str) -> OpenSearch:
    return OpenSearch(url.split(","), timeout=TIMEOUT)
