"""The manifest: what a generation is made of and from, with the size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import IndexUnavailableError
from app.publishing.layout import MANIFEST, TEMPORARY

FORMAT: Literal[1] = 1


class FileRecord(BaseModel):
    """``size`` in bytes, ``sha256`` in hexadecimal."""

    model_config = ConfigDict(frozen=True, strict=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """``created_at`` is ISO 8601 in UTC. ``replaced`` is the generation that served until then; None for the first, and
    for one that was published before this was written down. ``files`` maps paths relative to the generation, with
    ``/``; the manifest itself carries its own checksum.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    format: Literal[1] = FORMAT
    generation: str
    created_at: str
    engine: str
    analyzer_fingerprint: str
    content_digest: str
    document_count: int
    replaced: str | None = None
    files: Mapping[str, FileRecord]


def measure(directory: Path) -> dict[str, FileRecord]:
    """A record of every file below ``directory``."""
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): _record(path) for path in files}


def write(directory: Path, manifest: Manifest) -> None:
    body = manifest.model_dump()
    text = json.dumps({"manifest": body, "sha256": _digest(body)}, ensure_ascii=False, indent=1)
    (directory / MANIFEST).write_text(text, encoding="utf-8")


def read(directory: Path) -> Manifest:
    """Raises IndexUnavailableError when it is missing, damaged, of another version or of another generation."""
    try:
        sealed = json.loads((directory / MANIFEST).read_bytes())
        if _digest(sealed["manifest"]) != sealed["sha256"]:
            raise damaged(directory / MANIFEST)
        manifest = Manifest.model_validate(sealed["manifest"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise damaged(directory / MANIFEST) from error
    if manifest.generation != directory.name.removeprefix(TEMPORARY):
        raise damaged(directory / MANIFEST)
    return manifest


def verify(directory: Path, manifest: Manifest) -> None:
    """Read every file and compare; IndexUnavailableError names the first that is missing or changed."""
    for name, expected in manifest.files.items():
        path = directory / name
        try:
            intact = path.stat().st_size == expected.size and _record(path) == expected
        except OSError as error:
            raise damaged(path) from error
        if not intact:
            raise damaged(path)


def damaged(path: Path) -> IndexUnavailableError:
    return IndexUnavailableError(f"색인 파일이 없거나 손상됐어요: {path}", remedy="barodap publish")


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileRecord(size=file.tell(), sha256=digest)


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
