"""What every semantic view gives, whatever its vectors come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.base import Terms

Reason = Literal["missing", "version", "layout", "encoder"]
"""Why a view is off: a package is not installed, is of a version that was not checked or that the shipped vectors were
not made with, or is laid out otherwise; or the documents' vectors are of another encoder than the one that is set."""


@dataclass(frozen=True, slots=True)
class SemanticUnavailable:
    """The view is off. ``message`` says why in Korean and ``remedy`` what mends it."""

    reason: Reason
    message: str
    remedy: str


class SemanticScores(NamedTuple):
    """One cosine in [-1, 1] a row asked for, 0 where nothing can be compared; higher is nearer.

    ``heading`` compares the query with the nearest of the document's title and questions, ``body`` with its text.
    """

    heading: NDArray[np.float32]
    body: NDArray[np.float32]


class MeaningView(Protocol):
    """An open view of one generation: read-only, shared between threads and, through the page cache, processes."""

    @property
    def document_count(self) -> int: ...

    @property
    def trust(self) -> float:
        """In [0, 1]: the share of its weight that the view deserves on this collection."""
        ...

    @property
    def judges(self) -> bool:
        """Whether confidence was fitted with cosines like these."""
        ...

    def score(self, terms: Terms, rows: NDArray[np.integer], text: str = "") -> SemanticScores:
        """Score the documents ``rows``, in that order.

        ``terms`` are what was typed, by view, ``text`` is how it was typed; a view uses what it understands. Zeros
        when it understands nothing.
        """
        ...
