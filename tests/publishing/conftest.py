from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app import registry
from app.engine.base import EngineDocument, EngineQuery
from app.models import Category
from app.publishing.generation import load_engine
from app.publishing.generations import Generations
from app.publishing.manifest import Manifest
from app.publishing.publisher import Publisher
from tests.contracts.engine.documents import document

CATEGORIES = (Category("pay", ("결제",), "돈에 관한 것", 1), Category("pay/refund", ("결제", "환불")))

Publish = Callable[..., Manifest]
OpenGenerations = Callable[..., Generations]


def documents(*ids: str) -> list[EngineDocument]:
    return [document(id_, title=["말", id_]) for id_ in ids]


@pytest.fixture(params=registry.EMBEDDED)
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def publish(index_dir: Path) -> Publish:
    """Publishes documents with the given ids, by default with the memory engine and the analyser ``mecab``."""

    def publish(
        *ids: str,
        engine: str = "memory",
        keep: int = 2,
        fingerprint: str = "mecab",
        digest: str = "내용",
        given: Iterable[EngineDocument] | None = None,
        categories: Sequence[Category] = CATEGORIES,
        **rest: Any,
    ) -> Manifest:
        return Publisher(index_dir, engine, load_engine(engine), keep=keep).publish(
            documents(*ids) if given is None else given,
            categories,
            analyzer_fingerprint=fingerprint,
            content_digest=digest,
            **rest,
        )

    return publish


@pytest.fixture
def open_generations(index_dir: Path) -> Iterator[OpenGenerations]:
    opened: list[Generations] = []

    def open_generations(**rest: Any) -> Generations:
        opened.append(Generations(index_dir, **{"analyzer_fingerprint": "mecab", **rest}))
        return opened[-1]

    yield open_generations
    for generations in opened:
        generations.close()


def served(generations: Generations) -> set[str]:
    """The ids that the serving generation holds."""
    with generations.current() as generation:
        return set(generation.reader.retrieve(EngineQuery()).ids_of())
