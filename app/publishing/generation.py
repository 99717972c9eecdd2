"""Opening one generation, checked from the first byte to the last."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

from app import registry
from app.config import Settings
from app.engine.base import Engine, Reader
from app.errors import ConfigurationError, IndexUnavailableError, MissingDependencyError
from app.models import Category
from app.publishing import manifest as manifests
from app.publishing.layout import CATEGORIES, ENGINE
from app.publishing.manifest import Manifest
from app.publishing.parts import OpenParts

EngineFor = Callable[[str], Engine]
"""An engine by the name in the manifest."""

Degradation = Literal["generation_damaged", "engine_unavailable", "analyzer_changed"]
"""Why an older generation serves than the one that should: that one is damaged, the server that holds it does not
answer, or another analyser made it."""


class AnalyzerChangedError(IndexUnavailableError):
    """A sound generation that another analyser made: its terms are not those of the queries."""


_openings = count()


@dataclass(frozen=True, slots=True)
class OpenGeneration:
    """A generation that answers. ``degraded`` is empty when it is the one that should.

    ``opening`` differs each time that one is opened in this process, even under the same name, as one that was damaged
    may have been mended since: what is kept of a generation is kept by it.
    """

    name: str
    reader: Reader
    categories: tuple[Category, ...]
    manifest: Manifest
    parts: OpenParts
    degraded: tuple[Degradation, ...] = ()
    opening: int = field(default_factory=_openings.__next__)


def load_engine(name: str, settings: Settings | None = None) -> Engine:
    """An engine from the registry. Raises ConfigurationError for one that needs ``settings`` and is given none, or
    none that say where its server is."""
    made = registry.load(registry.ENGINES, name, setting="BARODAP_ENGINE")
    if not registry.ENGINES[name].remote:
        engine: Engine = made()
        return engine
    if settings is None:
        raise ConfigurationError(f"엔진 '{name}'에는 설정이 필요해요.")
    remote: Engine = made(settings)
    return remote


def open_generation(directory: Path, engine_for: EngineFor, analyzer_fingerprint: str) -> OpenGeneration:
    """Raises AnalyzerChangedError when another analyser made it; IndexUnavailableError when any file is missing or
    differs from the manifest, the engine is unknown or not installed, or it refuses."""
    manifest = manifests.read(directory)
    if manifest.analyzer_fingerprint != analyzer_fingerprint:
        raise AnalyzerChangedError(
            f"색인을 만든 형태소 분석 설정이 지금 설정과 달라요: {directory}", remedy="barodap publish"
        )
    manifests.verify(directory, manifest)
    categories = read_categories(directory)
    try:
        engine = engine_for(manifest.engine)
    except (ConfigurationError, MissingDependencyError) as error:
        raise IndexUnavailableError(
            f"색인을 만든 엔진 '{manifest.engine}'을(를) 쓸 수 없어요: {directory} ({error.message})",
            remedy=error.remedy or "barodap publish",
        ) from error
    reader = engine.open(directory / ENGINE)
    if reader.document_count != manifest.document_count:
        reader.close()
        raise manifests.damaged(directory / ENGINE)
    return OpenGeneration(manifest.generation, reader, categories, manifest, OpenParts(directory))


def write_categories(directory: Path, categories: Sequence[Category]) -> None:
    text = json.dumps([asdict(category) for category in categories], ensure_ascii=False)
    (directory / CATEGORIES).write_text(text, encoding="utf-8")


def read_categories(directory: Path) -> tuple[Category, ...]:
    try:
        values = json.loads((directory / CATEGORIES).read_bytes())
        return tuple(Category(**{**value, "names": tuple(value["names"])}) for value in values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise manifests.damaged(directory / CATEGORIES) from error
