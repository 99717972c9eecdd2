"""The files of the semantic view in a generation: arrays to be memory-mapped and a description."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from app.publishing.manifest import damaged
from app.search.semantic.base import Reason

FORMAT: Literal[1] = 1
META = "semantic.json"

WORDS = "words"
"""Terms in UTF-8, sorted: the words of the model and those of the collection's headings."""
WORD_VECTORS = "word_vectors"
"""int8, a row for each of WORDS that gives a direction; zeros for a word without meaning."""
WORD_WEIGHTS = "word_weights"
"""float32: the weight of a word in the mean of a sentence, and its idf."""
WORD_RANKS = "word_ranks"
"""int32: how common a word is when a compound is cut, -1 where it must not be a part."""
VOCABULARY = "vocabulary"
"""int32: the words, by their place in WORDS, that occur in headings; ascending."""
VOCABULARY_VECTORS = "vocabulary_vectors"
"""float32: their unit vectors."""
HEADING_TERMS = "heading_terms"
"""int32: the terms of all headings as places in VOCABULARY, each once a heading."""
TERM_STARTS = "term_starts"
"""int64: where the terms of a heading start, and the end."""
HEADING_STARTS = "heading_starts"
"""int64: where the headings of a document start, and the end."""
DOCUMENTS = "documents"
"""float32: a unit vector, or zeros, for each document."""
COMMON = "common"
"""float32: the direction that all documents share and that is taken out of them."""


class Meta(BaseModel):
    """``unavailable`` says why there are no arrays; ``unseen_idf`` is that of words that no document holds."""

    model_config = ConfigDict(frozen=True, strict=True)

    format: Literal[1] = FORMAT
    documents: int
    source: str = ""
    trust: float = 0.0
    mean_body: float = 0.0
    untitled: float = 0.0
    unseen_idf: float = 0.0
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
