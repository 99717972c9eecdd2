"""BM25, written once, so that every engine gives the same scores.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the non-negative idf
that Lucene uses.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75


def idf(document_count: int, document_frequency: int) -> float:
    """``ln(1 + (N - df + 0.5) / (df + 0.5))``: 0 or more, largest for a term that no document holds."""
    return log(1.0 + (document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def saturation(
    frequencies: NDArray[np.float64], lengths: NDArray[np.float64], average_length: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """The term-frequency part ``tf (k1 + 1) / (tf + k1 (1 - b + b length / average))``, between 0 and k1 + 1.

    ``frequencies`` and ``lengths`` are aligned, one row a passage, in terms; ``average_length`` is over all passages
    of the field, which may be another for each row.
    """
    norm = K1 * (1.0 - B + B * lengths / np.maximum(average_length, 1e-9))
    return frequencies * (K1 + 1.0) / (frequencies + norm)
