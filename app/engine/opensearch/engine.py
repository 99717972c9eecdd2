"""Builds, opens and discards indexes in OpenSearch; in a generation stands what says which one is its own."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.config import Settings
from app.engine import seal
from app.engine.base import EngineDocument
from app.engine.columns import Columns
from app.engine.opensearch import frequencies
from app.engine.opensearch.client import ServerRefusedError, client_for
from app.engine.opensearch.contents import FACTS, Contents, Facts, all_new, can_mend, changes, read_contents, read_slots
from app.engine.opensearch.frequencies import Frequencies
from app.engine.opensearch.index import Index
from app.engine.opensearch.layout import LAYOUT, index_body
from app.engine.opensearch.reader import OpenSearchReader
from app.engine.opensearch.spool import Spool, Weighing
from app.errors import IndexUnavailableError, PublishError

log = logging.getLogger(__name__)

_COLUMNS = "columns.json"


class OpenSearchEngine:
    """``settings`` name the server. Processes share nothing but it and the generation's files."""

    def __init__(self, settings: Settings) -> None:
        self._client = client_for(settings)
        self.prefix = settings.opensearch_prefix
        self._shards = settings.opensearch_shards
        self._replicas = settings.opensearch_replicas

    def build(self, documents: Iterable[EngineDocument], directory: Path, before: Path | None = None) -> int:
        """As the seam says. Of the index of ``before`` the server makes a copy, where that can be had, in which only
        what has changed is written.

        Raises PublishError, too, when the server fails; then no index is left, if it can be helped.
        """
        with Spool(directory) as spool:
            for document in documents:
                spool.add(document)
            index = Index(self._client, self._new_name(directory))
            # First, so that whoever clears a killed publisher's folder away knows what it left on the server.
            (directory / FACTS).write_text(json.dumps({"index": index.name}), encoding="utf-8")
            try:
                weighing, contents = self._mended(index, spool, before) or self._made(index, spool)
                index.finish(len(spool))
            except BaseException as error:
                self._discard_failed(directory)
                if isinstance(error, IndexUnavailableError):
                    raise PublishError(f"새 색인을 만들지 못했어요. {error.message}", remedy=error.remedy) from error
                raise
            averages = {str(field): average for field, average in weighing.averages.items()}
            Facts(index.name, len(spool), weighing.scale, averages, self._shards, self._replicas).write(directory)
            contents.write(directory)
            frequencies.write(spool.frequencies(), directory)
            (directory / _COLUMNS).write_text(json.dumps(spool.table), encoding="ascii")
            count = len(spool)
        seal.seal(directory, LAYOUT)
        return count

    def open(self, directory: Path) -> OpenSearchReader:
        """Raises IndexUnavailableError, too, when the server is down or the index on it is gone or not whole."""
        with seal.checked(directory, LAYOUT):
            facts, slots = Facts.read(directory), read_slots(directory)
            columns = Columns.of(_table(directory))
            counts = Frequencies(directory)
        Index(self._client, facts.index).check(facts.documents)
        return OpenSearchReader(self._client, facts.index, columns, slots, counts, facts.scale)

    def discard(self, directory: Path) -> None:
        """Delete what ``build`` made on the server for ``directory``, finished or not; nothing where there is nothing,
        or where it was shared with other hosts, whose repository sees to it.

        Raises IndexUnavailableError when the server does not do so.
        """
        try:
            name = str(json.loads((directory / FACTS).read_text(encoding="utf-8"))["index"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        # A file that was tampered with must not delete anything else.
        if not _NAME.fullmatch(name):
            return
        index = Index(self._client, name)
        try:
            shared = index.read_seal().get("generation")
        except ServerRefusedError as error:
            if error.answered == 404:
                return
            raise
        if not shared:
            index.delete()

    def _new_name(self, directory: Path) -> str:
        generation = re.sub(r"[^a-z0-9]+", "-", directory.parent.name.lower()).strip("-")[-40:]
        return f"{self.prefix}-{generation or 'index'}-{uuid4().hex}"

    def _made(self, index: Index, spool: Spool) -> tuple[Weighing, Contents]:
        weighing, change = spool.weighing, all_new(spool.digests)
        index.create(index_body(shards=self._shards, replicas=self._replicas))
        index.fill(_lines(spool.bodies(weighing, change.contents.slots, change.sent)))
        index.merge()
        return weighing, change.contents

    def _mended(self, index: Index, spool: Spool, before: Path | None) -> tuple[Weighing, Contents] | None:
        """None when there is no index that can be mended to be this one; then nothing of it is left."""
        if before is None:
            return None
        try:
            with seal.checked(before, LAYOUT):
                facts, ids, contents = Facts.read(before), _table(before)["ids"], read_contents(before)
            change = changes(spool.table["ids"], spool.digests, ids, contents)
            alike = (facts.shards, facts.replicas) == (self._shards, self._replicas)
            if not (alike and can_mend(facts, spool.weighing, change)):
                return None
            Index(self._client, facts.index).check(facts.documents)
            index.clone(facts.index)
        except IndexUnavailableError as error:
            log.info("이전 색인을 이어 쓰지 않고 새로 만들어요. %s", error.message)
            index.delete()
            return None
        deletions = (f'{{"delete":{{"_id":"{slot}"}}}}\n' for slot in change.emptied)
        bodies = spool.bodies(facts.weighing, change.contents.slots, change.sent)
        index.fill(chain(deletions, _lines(bodies)))
        return facts.weighing, change.contents

    def _discard_failed(self, directory: Path) -> None:
        try:
            self.discard(directory)
        except IndexUnavailableError as error:
            log.warning("만들다 만 색인을 OpenSearch에서 지우지 못했어요. %s", error.message)


_NAME = re.compile(r"[a-z][a-z0-9-]*-[0-9a-f]{32}")


def _lines(bodies: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[str]:
    for slot, body in bodies:
        yield f'{{"index":{{"_id":"{slot}"}}}}\n{json.dumps(body)}\n'


def _table(directory: Path) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = json.loads((directory / _COLUMNS).read_text(encoding="ascii"))
    return table
