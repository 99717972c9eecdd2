"""The files of the semantic view in a generation: arrays to be memory-mapped and a description."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from app.publishing.manifest import damaged
from app.search.semantic.base import Reason

FORMAT: Literal[2] = 2
META = "semantic.json"

FEATURES = "features"
"""In UTF-8, sorted: the words that are known and those of the collection, and character pairs, see ``bags``."""
VECTORS = "vectors"
"""int8, a row for each of FEATURES."""
SCALES = "scales"
"""float32, a value for each of FEATURES: times its row it is the vector that a text gains by the feature."""
HEADINGS = "headings"
"""float32: a unit vector for each title and question."""
HEADING_STARTS = "heading_starts"
"""int64: where the headings of a document start, and the end."""
BODIES = "bodies"
"""float32: a unit vector, or zeros, for the body of each document."""
DOCUMENTS = "documents"
"""float16: of a dense encoder, a unit vector for each document."""


class Meta(BaseModel):
    """``unavailable`` says why there are no arrays."""

    model_config = ConfigDict(frozen=True, strict=True)

    format: Literal[2] = FORMAT
    documents: int
    source: str = ""
    trust: float = 0.0
    mean_body: float = 0.0
    untitled: float = 0.0
    unavailable: Reason | None = None
    message: str = ""
    remedy: str = ""


def write_meta(directory: Path, meta: Meta) -> None:
    (directory / META).write_text(meta.model_dump_json(indent=1), encoding="utf-8")


def read_meta(directory: Path) -> Meta:
    """Raises IndexUnavailableError when it is missing, damaged or of another format."""
    try:
        return Meta.model_validate_json((directory / META).read_bytes())
    except (OSError, ValidationError) as error:
        raise damaged(directory / META) from error


def write_array(directory: Path, name: str, values: NDArray[Any]) -> None:
    np.save(directory / f"{name}.npy", values, allow_pickle=False)


def read_array(directory: Path, name: str) -> NDArray[Any]:
    """The array, memory-mapped where it is not empty. Raises IndexUnavailableError when missing or damaged."""
    path = directory / f"{name}.npy"
    try:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError) as error:
        raise damaged(path) from error
    return np.asarray(mapped)
