"""The semantic view of a dense encoder: a vector a document at publish time, one a query at request time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from app.content.markdown import to_text
from app.engine.base import EngineDocument, Terms
from app.publishing.manifest import damaged
from app.search.semantic import files
from app.search.semantic.base import MeaningView, SemanticScores, SemanticUnavailable
from app.search.semantic.encoder import Encoder

META = "dense.json"

MAX_TEXT = 2_000
"""Characters of a document that are encoded; encoders read no more than about 512 tokens."""

_BATCH = 256
_CACHED_QUERIES = 512


class Meta(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    format: Literal[1] = 1
    documents: int
    encoder: str


class DensePart:
    """The part ``dense`` of a generation. ``load`` makes the encoder, once a process and on first use.

    What ``load`` raises (MissingDependencyError, ConfigurationError) stops publishing.
    """

    name = "dense"

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load
        self._lock = Lock()
        self._encoder: Encoder | None = None

    @property
    def encoder(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = self._load()
            return self._encoder

    def builder(self) -> DenseBuilder:
        return DenseBuilder(self.encoder)

    def open(self, directory: Path) -> MeaningView | SemanticUnavailable:
        """Raises IndexUnavailableError when files are missing or damaged, and what ``load`` raises."""
        try:
            meta = Meta.model_validate_json((directory / META).read_bytes())
        except (OSError, ValidationError) as error:
            raise damaged(directory / META) from error
        if meta.encoder != self.encoder.fingerprint:
            return SemanticUnavailable(
                "encoder",
                f"색인의 문장 벡터는 다른 모델로 만들어서 쓰지 않아요. ({meta.encoder})",
                "barodap publish",
            )
        vectors = files.read_array(directory, files.DOCUMENTS)
        if vectors.shape != (meta.documents, self.encoder.dimensions):
            raise damaged(directory / f"{files.DOCUMENTS}.npy")
        return DenseView(vectors, self.encoder)


class DenseBuilder:
    """Encodes documents as they come, in batches; keeps their vectors in half precision."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts: list[str] = []
        self._blocks: list[NDArray[np.float16]] = []

    def add(self, document: EngineDocument) -> None:
        article = document.article
        text = "\n".join((article.title, *article.questions, *article.learned, to_text(article.body[: 4 * MAX_TEXT])))
        self._texts.append(text[:MAX_TEXT])
        if len(self._texts) == _BATCH:
            self._encode()

    def _encode(self) -> None:
        self._blocks.append(self._encoder.encode_documents(self._texts).astype(np.float16))
        self._texts = []

    def write(self, directory: Path) -> None:
        self._encode()
        vectors = np.concatenate(self._blocks)
        files.write_array(directory, files.DOCUMENTS, vectors)
        meta = Meta(documents=len(vectors), encoder=self._encoder.fingerprint)
        (directory / META).write_text(meta.model_dump_json(indent=1), encoding="utf-8")


class DenseView:
    """Compares what was typed with whole documents, title and text in one."""

    def __init__(self, vectors: NDArray[np.float16], encoder: Encoder) -> None:
        self._vectors = vectors
        self._encode = lru_cache(_CACHED_QUERIES)(encoder.encode_query)

    @property
    def document_count(self) -> int:
        return len(self._vectors)

    @property
    def trust(self) -> float:
        """Encoders read titles and paragraphs alike."""
        return 1.0

    @property
    def judges(self) -> bool:
        """Each encoder puts what has nothing to do with each other at other cosines."""
        return False

    def score(self, terms: Terms, rows: NDArray[np.integer], text: str = "") -> SemanticScores:  # noqa: ARG002
        """Scores by ``text`` alone, see ``MeaningView.score``; title and text are one vector, so no heading has one."""
        nothing = np.zeros(len(rows), np.float32)
        if not text.strip():
            return SemanticScores(nothing, nothing)
        return SemanticScores(nothing, np.vecdot(self._vectors[rows].astype(np.float32), self._encode(text)))
