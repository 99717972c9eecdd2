"""Lengths and directions of vectors that stand in rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TINY = 1e-9


def normalise(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give every row of ``vectors``, of shape (..., width), that is not zero the length 1, in place.

    Returns the lengths that they had, of shape (..., 1), never less than a tiny one.
    """
    lengths = np.maximum(np.sqrt(np.vecdot(vectors, vectors)), np.float32(_TINY))[..., None]
    vectors /= lengths
    return np.asarray(lengths)


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """``vector`` at the length 1, or zeros when it has none."""
    found = vector.copy()
    normalise(found)
    return found


def principal_directions(vectors: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The first ``count`` principal directions of the rows of ``vectors``, uncentred, as columns: (width, count)."""
    _, found = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    return np.ascontiguousarray(found[:, ::-1][:, :count], np.float32)
