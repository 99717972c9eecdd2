"""Whether what is published is sound and up to date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.manifest import Manifest

State = Literal["ready", "missing", "damaged"]
Staleness = Literal["missing", "damaged", "engine", "analyzer", "content"]


@dataclass(frozen=True, slots=True)
class Status:
    """``message`` is for people; ``manifest`` is there when ``state`` is ``ready``."""

    state: State
    message: str
    manifest: Manifest | None = None


def status(index_dir: Path) -> Status:
    """What the pointer names, checked against its manifest byte for byte. Changes nothing on disk."""
    try:
        name = layout.read_pointer(index_dir)
        if name is None:
            return Status("missing", f"아직 발행한 색인이 없어요: {index_dir}")
        directory = index_dir / (name or layout.POINTER)
        manifest = manifests.read(directory)
        manifests.verify(directory, manifest)
    except IndexUnavailableError as error:
        return Status("damaged", error.message)
    except OSError as error:
        return Status("damaged", f"색인 폴더를 읽을 수 없어요: {index_dir} ({error.strerror})")
    return Status("ready", f"색인 {name}: 문서 {manifest.document_count:,}개, 엔진 {manifest.engine}", manifest)


def is_stale(index_dir: Path, *, engine_name: str, analyzer_fingerprint: str, content_digest: str) -> Staleness | None:
    """Why ``barodap publish`` is needed, or None when the serving generation is sound and made from just these."""
    found = status(index_dir)
    if found.manifest is None:
        return "missing" if found.state == "missing" else "damaged"
    if found.manifest.engine != engine_name:
        return "engine"
    if found.manifest.analyzer_fingerprint != analyzer_fingerprint:
        return "analyzer"
    if found.manifest.content_digest != content_digest:
        return "content"
    return None
