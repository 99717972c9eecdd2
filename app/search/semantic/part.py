"""Publishes the semantic view: vectors of words adapted to the collection, and those of its documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.base import EngineDocument
from app.search.semantic import files
from app.search.semantic.adaptation import adapt
from app.search.semantic.bags import Bags, sums
from app.search.semantic.base import MeaningView, SemanticUnavailable
from app.search.semantic.corpus import Corpus
from app.search.semantic.general import General, Table, load_general
from app.search.semantic.linalg import normalise
from app.search.semantic.view import SemanticView

Source = Callable[[], General | SemanticUnavailable]
"""Where general vectors come from."""

_UNTITLED_TRUST = 0.25
_SHORT_BODY, _LONG_BODY = 20.0, 60.0


class SemanticPart:
    """The part ``semantic`` of a generation. When there are no vectors it says so in place of a view.

    ``kept`` is the folder of what was learnt last, see ``adapt``.
    """

    name = "semantic"

    def __init__(self, source: Source = load_general, kept: Path | None = None) -> None:
        self._source, self._kept = source, kept

    def builder(self) -> SemanticBuilder:
        return SemanticBuilder(self._source, self._kept)

    def open(self, directory: Path) -> MeaningView | SemanticUnavailable:
        """Raises IndexUnavailableError when files are missing or damaged."""
        meta = files.read_meta(directory)
        if meta.unavailable is not None:
            return SemanticUnavailable(meta.unavailable, meta.message, meta.remedy)
        return SemanticView(directory, meta)


class SemanticBuilder:
    """Keeps the documents' features as numbers of 4 bytes; everything else is made in ``write``."""

    def __init__(self, source: Source, kept: Path | None) -> None:
        self._source, self._kept = source, kept
        self._corpus = Corpus()

    def add(self, document: EngineDocument) -> None:
        self._corpus.add(document)

    def write(self, directory: Path) -> None:
        corpus = self._corpus
        general = self._source()
        if isinstance(general, SemanticUnavailable):
            off = files.Meta(
                documents=len(corpus), unavailable=general.reason, message=general.message, remedy=general.remedy
            )
            files.write_meta(directory, off)
            return
        vectors, weights = adapt(corpus, general, self._kept)
        vectors *= weights[:, None]
        _write_features(directory, corpus.numbers, vectors, general)
        files.write_array(directory, files.HEADINGS, _directions(corpus.headings, vectors))
        files.write_array(directory, files.HEADING_STARTS, corpus.heading_starts)
        files.write_array(directory, files.BODIES, _directions(corpus.bodies, vectors))
        meta = files.Meta(
            documents=len(corpus),
            source=general.source,
            trust=trust(corpus.mean_body, corpus.untitled),
            mean_body=corpus.mean_body,
            untitled=corpus.untitled,
        )
        files.write_meta(directory, meta)


def _write_features(directory: Path, numbers: dict[str, int], weighted: NDArray[np.float32], general: General) -> None:
    """Everything that a query may hold and something is known of, sorted; the collection's own words as adapted."""
    known = np.asarray(weighted.any(axis=1))
    own = [feature for feature, number in numbers.items() if known[number]]
    table = general.table.joined(Table.of(own, weighted[known]))
    files.write_array(directory, files.FEATURES, table.names)
    files.write_array(directory, files.VECTORS, table.values)
    files.write_array(directory, files.SCALES, table.scales)


def _directions(bags: Bags, weighted: NDArray[np.float32]) -> NDArray[np.float32]:
    """The unit vectors of ``bags``; zeros for what nothing is known of."""
    found = sums(bags, weighted)
    normalise(found)
    return found


def trust(mean_body: float, untitled: float) -> float:
    """1, or less the more documents are long texts whose title is but their beginning.

    On such paragraphs the view was measured to harm at full weight: a mean over many words says little.
    """
    long = min(max((mean_body - _SHORT_BODY) / (_LONG_BODY - _SHORT_BODY), 0.0), 1.0)
    return 1.0 - (1.0 - _UNTITLED_TRUST) * untitled * long
