"""Hosts with a folder each, that share one real OpenSearch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.engine.base import EngineDocument
from app.publishing import rollback
from app.publishing.follower import Follower
from app.publishing.generation import load_engine
from app.publishing.generations import Generations
from app.publishing.manifest import Manifest
from app.publishing.opensearch.repository import OpenSearchRepository
from app.publishing.publisher import Publisher
from app.publishing.sweeping import Sweeper
from tests.engine.opensearch.conftest import client, opensearch_url, settings
from tests.publishing.conftest import documents, served

__all__ = ["client", "opensearch_url", "settings"]

MADE: dict[str, Any] = {"analyzer_fingerprint": "mecab", "content_digest": "내용"}


class Host:
    def __init__(self, settings: Settings) -> None:
        self.index_dir = settings.index_dir
        self.repository = OpenSearchRepository(settings)
        self._settings = settings
        self._engine_for = partial(load_engine, settings=settings)
        self.follower = Follower(
            self.index_dir, self.repository, Sweeper(self.index_dir, "opensearch", self._engine_for, keep=2)
        )
        self.generations = Generations(
            self.index_dir, analyzer_fingerprint="mecab", engine_for=self._engine_for, damaged=self.follower.doubt
        )

    def publish(
        self, *ids: str, given: list[EngineDocument] | None = None, keep: int = 2, shared: bool = True, **rest: Any
    ) -> Manifest:
        engine = self._engine_for("opensearch")
        repository = self.repository if shared else None
        publisher = Publisher(self.index_dir, "opensearch", engine, keep=keep, repository=repository)
        return publisher.publish(given or documents(*ids), (), **MADE, **rest)

    def roll_back(self) -> Manifest:
        return rollback.roll_back(
            self.index_dir, engine_for=self._engine_for, analyzer_fingerprint="mecab", follower=self.follower
        )

    def served(self) -> set[str]:
        """After a look at what is live."""
        self.follower.sync()
        return served(self.generations)


Hosts = Callable[[str], Host]


@pytest.fixture
def host(settings: Settings, tmp_path: Path) -> Iterator[Hosts]:
    made: list[Host] = []

    def host(name: str) -> Host:
        made.append(Host(settings.model_copy(update={"index_dir": tmp_path / name})))
        return made[-1]

    yield host
    for each in made:
        each.follower.close()
        each.generations.close()
