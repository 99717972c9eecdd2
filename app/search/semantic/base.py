"""What every semantic view gives, whatever its vectors come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Reason = Literal["missing", "version", "layout", "encoder"]
"""Why a view is off: a package is not installed, is of a version that was not checked or laid out otherwise, or another
encoder made the documents' vectors than the one that is set now."""


@dataclass(frozen=True, slots=True)
class SemanticUnavailable:
    """The view is off. ``message`` says why in Korean and ``remedy`` what mends it."""

    reason: Reason
    message: str
    remedy: str


class SemanticScores(NamedTuple):
    """One value a row asked for; higher is nearer.

    ``sentence`` is a cosine in [-1, 1] between the query and the whole document, less when the view understands only
    part of the query. ``cover`` lies in [0, 1.5]: how well the words of the best heading (the title or a similar
    question) answer each word of the query, up to 1, and half of how well the query explains the heading.
    """

    sentence: NDArray[np.float32]
    cover: NDArray[np.float32]


class MeaningView(Protocol):
    """An open view of one generation: read-only, shared between threads and, through the page cache, processes."""

    @property
    def document_count(self) -> int: ...

    @property
    def trust(self) -> float:
        """In [0, 1]: the share of its weight that the view deserves on this collection."""
        ...

    def score(self, terms: Mapping[str, float], rows: NDArray[np.integer], text: str = "") -> SemanticScores:
        """Score the documents ``rows``, in that order.

        ``terms`` are the query's terms in the morph view with their weights (1 for what was typed, less for what was
        added), ``text`` is what was typed; a view uses the one that it understands. Zeros when it understands nothing.
        """
        ...
