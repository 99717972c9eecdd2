"""Scores documents by nearness in meaning, from memory-mapped arrays and without a loop over documents.

Products are taken by ``vecdot`` and ``einsum``, never by ``@``: matrices of this size make BLAS start threads, which
fight over the processors with those of other requests; on a busy machine that was measured to cost 30 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.base import Terms
from app.publishing.manifest import damaged
from app.runs import ranges
from app.search.semantic import files
from app.search.semantic.bags import features
from app.search.semantic.base import SemanticScores
from app.search.semantic.linalg import normalise

KEPT_FEATURES = 20_000
"""Features whose places each process keeps, as the same words come in many queries."""

_ALL_FROM = 0.3
"""From this share of the vectors on it is quicker to compare the query with all of them."""


class SemanticView:
    """An open part. Arrays are read-only and nothing changes but what is kept of look-ups: threads share it."""

    def __init__(self, directory: Path, meta: files.Meta) -> None:
        """Raises IndexUnavailableError when arrays are missing, damaged or do not fit each other."""
        self._meta = meta
        self._features = files.read_array(directory, files.FEATURES)
        self._vectors = files.read_array(directory, files.VECTORS)
        self._scales = files.read_array(directory, files.SCALES)
        self._headings = files.read_array(directory, files.HEADINGS)
        self._heading_starts = files.read_array(directory, files.HEADING_STARTS)
        self._bodies = files.read_array(directory, files.BODIES)
        self._known: dict[str, int] = {}
        if not self._fits():
            raise damaged(directory / files.META)
        self._one_each = bool((np.diff(self._heading_starts) == 1).all())

    def _fits(self) -> bool:
        if self._vectors.ndim != 2:
            return False
        known, width = self._vectors.shape
        return (
            self._features.shape == self._scales.shape == (known,)
            and self._bodies.shape == (self._meta.documents, width)
            and self._heading_starts.shape == (self._meta.documents + 1,)
            and self._heading_starts[0] == 0
            and not (np.diff(self._heading_starts) < 0).any()
            and self._headings.shape == (self._heading_starts[-1], width)
        )

    @property
    def document_count(self) -> int:
        return self._meta.documents

    @property
    def trust(self) -> float:
        return self._meta.trust

    @property
    def judges(self) -> bool:
        return True

    def score(self, terms: Terms, rows: NDArray[np.integer], text: str = "") -> SemanticScores:  # noqa: ARG002
        """Scores by ``terms`` alone; see ``MeaningView.score``."""
        query = self.direction(terms)
        if not query.any():
            nothing = np.zeros(len(rows), np.float32)
            return SemanticScores(nothing, nothing)
        return SemanticScores(self._nearest_heading(query, rows), _cosines(self._bodies, rows, query))

    def direction(self, terms: Terms) -> NDArray[np.float32]:
        """The unit vector of what ``terms`` say, zeros when none is known."""
        places = self._find(features(terms))
        found = np.einsum("i,ij->j", self._scales[places], self._vectors[places].astype(np.float32))
        normalise(found)
        return np.asarray(found, np.float32)

    def _find(self, wanted: Sequence[str]) -> NDArray[np.intp]:
        """The places of those of ``wanted`` that are among all features."""
        known = self._known
        if missing := [feature for feature in wanted if feature not in known]:
            if len(known) > KEPT_FEATURES:
                known = self._known = {}
                missing = list(wanted)
            known.update(zip(missing, self._look_up(missing), strict=True))
        return np.array([place for feature in wanted if (place := known[feature]) >= 0], np.intp)

    def _look_up(self, wanted: Sequence[str]) -> list[int]:
        """The places of ``wanted`` among all features, -1 for those that are not there."""
        if not len(self._features):
            return [-1] * len(wanted)
        keys = np.array([feature.encode() for feature in wanted], dtype=np.bytes_)
        # A key longer than any feature, if not cut, would have all features copied to its width.
        places = np.searchsorted(self._features, keys.astype(self._features.dtype))
        places = np.minimum(places, len(self._features) - 1)
        found: list[int] = np.where(self._features[places] == keys, places, -1).tolist()
        return found

    def _nearest_heading(self, query: NDArray[np.float32], rows: NDArray[np.integer]) -> NDArray[np.float32]:
        """The cosine of the nearest heading of each of ``rows``, 0 where there is none."""
        if self._one_each:
            return _cosines(self._headings, rows, query)
        places, lengths = ranges(self._heading_starts, rows)
        nearest = np.zeros(len(rows), np.float32)
        filled = lengths > 0
        if filled.any():
            cosines = _cosines(self._headings, places, query)
            nearest[filled] = np.maximum.reduceat(cosines, (np.cumsum(lengths) - lengths)[filled])
        return nearest


def _cosines(
    vectors: NDArray[np.float32], rows: NDArray[np.integer], query: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Of those of the unit ``vectors`` in ``rows`` with the unit vector ``query``."""
    if len(rows) >= _ALL_FROM * len(vectors):
        return np.asarray(np.vecdot(vectors, query)[rows])
    return np.asarray(np.vecdot(vectors.take(rows, axis=0), query))
