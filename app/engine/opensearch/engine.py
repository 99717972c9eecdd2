"""Builds, opens and discards indexes in OpenSearch; in a generation stands what says which one is its own."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.config import Settings
from app.engine import seal
from app.engine.base import EngineDocument
from app.engine.columns import Columns
from app.engine.opensearch import frequencies
from app.engine.opensearch.client import Client, Connection, ServerRefusedError, segment
from app.engine.opensearch.frequencies import Frequencies
from app.engine.opensearch.layout import LAYOUT, index_body
from app.engine.opensearch.reader import OpenSearchReader
from app.engine.opensearch.spool import Spool, batches
from app.errors import IndexUnavailableError, PublishError

log = logging.getLogger(__name__)

BATCH = 4_000_000
"""Characters of a bulk request, about; a large article alone may have more."""
WRITE_SECONDS = 60.0
MERGE_SECONDS = 600.0
COPY_SECONDS = 60
"""For the replicas to be made before an index serves; after that it serves without."""

_INDEX, _COLUMNS = "opensearch.json", "columns.json"


class OpenSearchEngine:
    """``settings`` name the server. Processes share nothing but it and the generation's files."""

    def __init__(self, settings: Settings) -> None:
        self._client = _client(Connection(settings.opensearch_url, settings.opensearch_ca, settings.opensearch_timeout))
        self.prefix = settings.opensearch_prefix
        self._shards = settings.opensearch_shards
        self._replicas = settings.opensearch_replicas

    def build(self, documents: Iterable[EngineDocument], directory: Path) -> int:
        """As the seam says. Raises PublishError, too, when the server fails; then no index is left, if it can be
        helped."""
        with Spool(directory) as spool:
            for document in documents:
                spool.add(document)
            index = self._new_name(directory)
            # First, so that whoever clears a killed publisher's folder away knows what it left on the server.
            (directory / _INDEX).write_text(json.dumps({"index": index}), encoding="utf-8")
            try:
                self._fill(index, spool)
            except BaseException as error:
                self._discard_failed(directory)
                if isinstance(error, IndexUnavailableError):
                    raise PublishError(f"새 색인을 만들지 못했어요. {error.message}", remedy=error.remedy) from error
                raise
            frequencies.write(spool.frequencies(), directory)
            (directory / _COLUMNS).write_text(json.dumps(spool.table), encoding="ascii")
            facts = {"index": index, "documents": len(spool), "scale": spool.scale}
            (directory / _INDEX).write_text(json.dumps(facts), encoding="utf-8")
            count = len(spool)
        seal.seal(directory, LAYOUT)
        return count

    def open(self, directory: Path) -> OpenSearchReader:
        """Raises IndexUnavailableError, too, when the server is down or the index on it is gone or not whole."""
        with seal.checked(directory, LAYOUT):
            facts = json.loads((directory / _INDEX).read_text(encoding="utf-8"))
            index, documents, scale = str(facts["index"]), int(facts["documents"]), int(facts["scale"])
            columns = Columns.of(json.loads((directory / _COLUMNS).read_text(encoding="ascii")))
            counts = Frequencies(directory)
        self._check(index, documents)
        return OpenSearchReader(self._client, index, columns, counts, scale)

    def discard(self, directory: Path) -> None:
        """Delete what ``build`` made on the server for ``directory``, finished or not; nothing where there is nothing.

        Raises IndexUnavailableError when the server does not do so.
        """
        try:
            index = str(json.loads((directory / _INDEX).read_text(encoding="utf-8"))["index"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        # A file that was tampered with must not delete anything else.
        if not _NAME.fullmatch(index):
            return
        try:
            self._client.write("DELETE", f"/{segment(index)}", timeout=WRITE_SECONDS)
        except ServerRefusedError as error:
            if error.answered != 404:
                raise

    def _new_name(self, directory: Path) -> str:
        generation = re.sub(r"[^a-z0-9]+", "-", directory.parent.name.lower()).strip("-")[-40:]
        return f"{self.prefix}-{generation or 'index'}-{uuid4().hex}"

    def _fill(self, index: str, spool: Spool) -> None:
        path = f"/{segment(index)}"
        body = index_body(shards=self._shards, replicas=self._replicas)
        self._client.write("PUT", path, body, timeout=WRITE_SECONDS)
        for batch in batches(_lines(spool.bodies()), BATCH):
            answer = self._client.write(
                "POST", f"{path}/_bulk", batch, params={"filter_path": "errors,items.*.error"}, timeout=WRITE_SECONDS
            )
            if answer["errors"]:
                raise _refused(answer["items"][0]["index"]["error"])
        self._client.write("POST", f"{path}/_forcemerge", params={"max_num_segments": 1}, timeout=MERGE_SECONDS)
        self._client.write("POST", f"{path}/_refresh", timeout=WRITE_SECONDS)
        self._client.write(
            "GET",
            f"/_cluster/health/{segment(index)}",
            params={
                "wait_for_no_initializing_shards": "true",
                "wait_for_status": "yellow",
                "timeout": f"{COPY_SECONDS}s",
            },
            timeout=COPY_SECONDS + WRITE_SECONDS,
        )
        # Last of all: what has it is whole.
        self._client.write("PUT", f"{path}/_mapping", {"_meta": {"documents": len(spool)}}, timeout=WRITE_SECONDS)

    def _discard_failed(self, directory: Path) -> None:
        try:
            self.discard(directory)
        except IndexUnavailableError as error:
            log.warning("만들다 만 색인을 OpenSearch에서 지우지 못했어요. %s", error.message)

    def _check(self, index: str, documents: int) -> None:
        path = f"/{segment(index)}"
        try:
            mappings = self._client.read("GET", f"{path}/_mapping")
            sealed = mappings[index]["mappings"].get("_meta", {}).get("documents")
            found = self._client.read("GET", f"{path}/_count")["count"]
        except ServerRefusedError as error:
            if error.answered != 404:
                raise
            raise _missing(index) from error
        if not sealed == found == documents:
            raise _missing(index)


_NAME = re.compile(r"[a-z][a-z0-9-]*-[0-9a-f]{32}")


@lru_cache(8)
def _client(connection: Connection) -> Client:
    """One for a process, so that what one reader learnt of the server's health every other one knows."""
    return Client(connection)


def _lines(bodies: Iterator[dict[str, Any]]) -> Iterator[str]:
    for body in bodies:
        yield f'{{"index":{{"_id":"{body["row"]}"}}}}\n{json.dumps(body)}\n'


def _refused(error: dict[str, Any]) -> PublishError:
    return PublishError(
        f"OpenSearch가 문서를 받지 않아서 새 색인을 만들지 못했어요: {error['type']} ({error['reason']})",
        remedy="OpenSearch의 디스크와 부하를 확인하고 다시 발행하세요.",
    )


def _missing(index: str) -> IndexUnavailableError:
    return IndexUnavailableError(f"OpenSearch에 색인이 없거나 덜 만들어졌어요: {index}", remedy="barodap publish")
