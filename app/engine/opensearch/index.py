"""One index on the server: how it is made, filled, sealed and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.engine.opensearch.client import Client, ServerRefusedError, segment
from app.engine.opensearch.spool import batches
from app.errors import IndexUnavailableError, PublishError

BATCH = 4_000_000
"""Characters of a bulk request, about; a large article alone may have more."""
WRITE_SECONDS = 60.0
MERGE_SECONDS = 600.0
COPY_SECONDS = 60
"""For the replicas to be made before an index serves; after that it serves without."""

Seal = Mapping[str, Any]
"""What a whole index says of itself: its name, how many ``documents`` it holds, and, if it was shared, the
``generation`` it was shared as and the one that it ``replaced``."""


class Index:
    """The index ``name``. Methods raise IndexUnavailableError when the server fails or refuses."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name
        self._path = f"/{segment(name)}"

    def create(self, body: Mapping[str, Any]) -> None:
        self._client.write("PUT", self._path, body, timeout=WRITE_SECONDS)

    def clone(self, source: str) -> None:
        """Be a copy of the sealed index ``source``, of which the server links the files and sends none.

        The copy says that it is ``source``, so that it is not whole until it is sealed itself.
        """
        answer = self._client.write(
            "PUT",
            f"/{segment(source)}/_clone/{segment(self.name)}",
            {"settings": {"index.blocks.write": None}},
            params={"wait_for_active_shards": 1, "timeout": f"{COPY_SECONDS}s"},
            timeout=COPY_SECONDS + WRITE_SECONDS,
        )
        if not answer.get("shards_acknowledged"):
            raise IndexUnavailableError(f"OpenSearch가 색인을 제때 복제하지 못했어요: {source}")

    def fill(self, lines: Iterable[str]) -> None:
        """``lines`` are those of bulk requests, each an action with its document, if it has one. Raises PublishError,
        too, when a document is refused."""
        for batch in batches(lines, BATCH):
            answer = self._client.write(
                "POST",
                f"{self._path}/_bulk",
                batch,
                params={"filter_path": "errors,items.*.error"},
                timeout=WRITE_SECONDS,
            )
            if answer["errors"]:
                raise _refused(next(iter(answer["items"][0].values()))["error"])

    def merge(self) -> None:
        """Into one segment, which is searched fastest."""
        self._client.write("POST", f"{self._path}/_forcemerge", params={"max_num_segments": 1}, timeout=MERGE_SECONDS)

    def finish(self, documents: int) -> None:
        """Make what was written visible, wait for copies, take no more and, last of all, seal it."""
        self._client.write("POST", f"{self._path}/_refresh", timeout=WRITE_SECONDS)
        self._client.write(
            "GET",
            f"/_cluster/health/{segment(self.name)}",
            params={
                "wait_for_no_initializing_shards": "true",
                "wait_for_status": "yellow",
                "timeout": f"{COPY_SECONDS}s",
            },
            timeout=COPY_SECONDS + WRITE_SECONDS,
        )
        self._client.write("PUT", f"{self._path}/_settings", {"index.blocks.write": True}, timeout=WRITE_SECONDS)
        self.seal({"documents": documents})

    def seal(self, seal: Seal) -> None:
        body = {"_meta": {"index": self.name, **seal}}
        self._client.write("PUT", f"{self._path}/_mapping", body, timeout=WRITE_SECONDS)

    def read_seal(self) -> Seal:
        """Empty for an index that is not whole. Raises ServerRefusedError, with 404, when there is none."""
        mappings = self._client.read("GET", f"{self._path}/_mapping", params={"filter_path": "*.mappings._meta"})
        return seal_in(mappings, self.name)

    def check(self, documents: int) -> None:
        """Raises IndexUnavailableError unless it is there, sealed and of just so many ``documents``."""
        try:
            sealed = self.read_seal().get("documents")
            found = self._client.read("GET", f"{self._path}/_count")["count"]
        except ServerRefusedError as error:
            if error.answered != 404:
                raise
            raise _missing(self.name) from error
        if not sealed == found == documents:
            raise _missing(self.name)

    def delete(self) -> None:
        """Harmless when there is none."""
        try:
            self._client.write("DELETE", self._path, timeout=WRITE_SECONDS)
        except ServerRefusedError as error:
            if error.answered != 404:
                raise


def seal_in(mappings: Mapping[str, Any], name: str) -> Seal:
    """The seal of the index ``name`` in an answer with mappings; empty where that has none, or another index's."""
    seal: Seal = mappings.get(name, {}).get("mappings", {}).get("_meta", {})
    return seal if seal.get("index") == name else {}


def _refused(error: Mapping[str, Any]) -> PublishError:
    return PublishError(
        f"OpenSearch가 문서를 받지 않아서 새 색인을 만들지 못했어요: {error['type']} ({error['reason']})",
        remedy="OpenSearch의 디스크와 부하를 확인하고 다시 발행하세요.",
    )


def _missing(index: str) -> IndexUnavailableError:
    return IndexUnavailableError(f"OpenSearch에 색인이 없거나 덜 만들어졌어요: {index}", remedy="barodap publish")
