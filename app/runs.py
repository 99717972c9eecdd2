"""Runs of values that stand one behind the other in a flat array."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def starts(lengths: ArrayLike) -> NDArray[np.int64]:
    """Where runs of ``lengths`` start, and where the last ends."""
    counted = np.asarray(lengths, np.int64)
    found = np.zeros(len(counted) + 1, np.int64)
    np.cumsum(counted, out=found[1:])
    return found


def ranges(starts: NDArray[np.int64], runs: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All the numbers in ``[starts[run], starts[run + 1])`` run by run, and how many there are for each."""
    first = starts[runs]
    lengths = starts[runs + 1] - first
    offsets = np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
    return offsets + np.arange(len(offsets)), lengths
