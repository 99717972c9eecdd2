"""Generations shared over OpenSearch. Whole indexes say which generation they belong to; the alias says which serves.

``<prefix>-live``                        the alias of the index that serves
``<prefix>-<generation>-<random>``       a generation's index, made by the engine
``<prefix>-files``                       chunks of files, what each generation is made of, the lease
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.config import Settings
from app.engine.opensearch.client import ServerRefusedError, client_for, segment
from app.engine.opensearch.contents import FACTS
from app.engine.opensearch.index import WRITE_SECONDS, Index, seal_in
from app.errors import PublishError
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.opensearch import chunks
from app.publishing.opensearch.chunks import Chunks, Recipe
from app.publishing.opensearch.lease import Lease
from app.publishing.repository import retained

log = logging.getLogger(__name__)

_LEASE = "publisher"
_SEALS = {"filter_path": "*.mappings._meta"}


class OpenSearchRepository:
    """As the seam says."""

    def __init__(self, settings: Settings) -> None:
        self._client = client_for(settings)
        self._prefix = settings.opensearch_prefix
        self._alias = f"{self._prefix}-live"
        self._files = f"{self._prefix}-files"
        self._chunks = Chunks(self._client, self._files, settings.opensearch_replicas)
        self._lease: Lease | None = None
        self._served: frozenset[str] = frozenset()
        self._replaced: frozenset[str] = frozenset()

    def live(self) -> str | None:
        try:
            seals = self._client.read("GET", f"/{segment(self._alias)}/_mapping", params=_SEALS)
        except ServerRefusedError as error:
            if error.answered == 404:
                return None
            raise
        # Two, when the answer to a first publish was lost and its alias came after the next one's: see ``serve``.
        return max((name for index in seals if (name := _generation(seals, index))), default=None)

    def names(self) -> list[str]:
        return sorted(_shared(self._indexes()), reverse=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        self._chunks.prepare()
        lease = Lease(self._client, self._files, _LEASE)
        with lease.held():
            self._lease, self._served, self._replaced = lease, self._behind_alias(), frozenset()
            try:
                yield
            finally:
                self._lease = None

    def store(self, directory: Path, name: str, *, fresh: bool = False) -> None:
        recipe, places = chunks.cut(directory)
        self._chunks.store(places, fresh=fresh)
        self._chunks.put(_recipe_id(name), {"files": recipe})
        if self._recipe(name) != recipe:
            raise chunks.damaged(name)
        index = Index(self._client, str(json.loads((directory / layout.ENGINE / FACTS).read_bytes())["index"]))
        index.seal({**index.read_seal(), "generation": name, "replaced": manifests.read(directory).replaced})

    def serve(self, name: str) -> None:
        index = _shared(self._indexes()).get(name)
        if index is None or self._lease is None:
            raise PublishError(f"OpenSearch에 없는 색인이에요: {name}", remedy="barodap publish")
        self._lease.renew()
        others = self._served - {index}
        if self._served == {index}:
            return
        # Refused as a whole unless the alias is still where it was when this process began.
        actions = [{"remove": {"index": each, "alias": self._alias, "must_exist": True}} for each in sorted(others)]
        add = {"add": {"index": index, "alias": self._alias}}
        self._client.write("POST", "/_aliases", {"actions": [*actions, add]}, timeout=WRITE_SECONDS)
        self._served, self._replaced = frozenset({index}), others

    def fetch(self, name: str, directory: Path, known: Sequence[Path]) -> None:
        recipe = self._recipe(name)
        places = {chunk: place for folder in known for chunk, place in chunks.cut(folder)[1].items()}
        wanted = [chunk for each in recipe.values() for chunk in each]
        chunks.write(recipe, self._chunks.read(wanted, places), directory)

    def sweep(self, keep: int) -> None:
        self._still_mine()
        indexes, live = self._indexes(), self.live()
        shared = _shared(indexes)
        replaced = {name: seal_in(indexes, index).get("replaced") for name, index in shared.items()}
        kept = set(retained(sorted(shared, reverse=True), live, keep, datetime.now(UTC), replaced))
        # Hosts search what was just replaced until they have followed, however old it is by its name.
        kept |= {name for name, index in shared.items() if index in self._replaced}
        wanted = {shared[name] for name in kept}
        for index in indexes.keys() - wanted - _of_one_host(indexes):
            Index(self._client, index).delete()
        recipes = {_recipe_id(name): self._recipe(name) for name in kept}
        needed = {chunk for recipe in recipes.values() for each in recipe.values() for chunk in each}
        self._still_mine()
        self._chunks.keep({*recipes, *needed, _LEASE})

    def _still_mine(self) -> None:
        """Raises PublishError when another publisher has taken over, whose work a sweep would undo."""
        if self._lease is not None:
            self._lease.renew()

    def _recipe(self, name: str) -> Recipe:
        recipe: Recipe = self._chunks.get(_recipe_id(name)).get("files", {})
        if not isinstance(recipe, dict) or not all(isinstance(each, list) for each in recipe.values()):
            raise chunks.damaged(name)
        return recipe

    def _behind_alias(self) -> frozenset[str]:
        try:
            found = self._client.read("GET", f"/_alias/{segment(self._alias)}")
        except ServerRefusedError as error:
            if error.answered == 404:
                return frozenset()
            raise
        return frozenset(found)

    def _indexes(self) -> Mapping[str, Any]:
        """Of every index that a publisher of this installation made, finished or not, what it says of itself."""
        answer: Mapping[str, Any] = self._client.read("GET", f"/{segment(self._prefix)}-*/_mapping")
        own = re.compile(rf"{re.escape(self._prefix)}-(tmp-)?\d{{8}}t\d{{6}}-\d{{6}}z-[0-9a-f]{{32}}")
        return {index: body for index, body in answer.items() if own.fullmatch(index)}


def _recipe_id(name: str) -> str:
    return f"generation-{name}"


def _shared(seals: Mapping[str, Any]) -> dict[str, str]:
    """The indexes of the generations that can be fetched, by name."""
    return {name: index for index in seals if (name := _generation(seals, index))}


def _of_one_host(seals: Mapping[str, Any]) -> set[str]:
    """Those that are whole and were not shared: the host that made one may still search it, as before generations were
    shared, and deletes it with its own copy."""
    return {index for index in seals if seal_in(seals, index) and not _generation(seals, index)}


def _generation(seals: Mapping[str, Any], index: str) -> str | None:
    """Which generation ``index`` says that it is of."""
    name = seal_in(seals, index).get("generation")
    return name if isinstance(name, str) and layout.is_name(name) else None
