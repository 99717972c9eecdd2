"""In how many documents each term occurs: two arrays in the generation, mapped into memory and shared by workers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from app.engine.base import View
from app.engine.opensearch.tokens import digest_of

_DIGESTS, _COUNTS = "digests.npy", "counts.npy"


class Frequencies:
    """Read-only and safe to share. ``digests`` has two rows of 64-bit halves, ordered by the first."""

    def __init__(self, directory: Path) -> None:
        self._first, self._second = np.load(directory / _DIGESTS, mmap_mode="r")
        self._counts = np.load(directory / _COUNTS, mmap_mode="r")

    def get(self, view: View, term: str) -> int:
        """The largest of the term's document frequencies over the groups of ``view``; 0 for an unknown one."""
        first, second = np.frombuffer(digest_of(view, term), "<u8")
        start, end = (int(np.searchsorted(self._first, first, side)) for side in ("left", "right"))
        for at in range(start, end):
            if self._second[at] == second:
                return int(self._counts[at])
        return 0


def write(counts: Mapping[View, Mapping[str, int]], directory: Path) -> None:
    """``counts`` by view and term."""
    digests = b"".join(digest_of(view, term) for view, terms in counts.items() for term in terms)
    halves = np.frombuffer(digests, "<u8").reshape(-1, 2)
    order = np.argsort(halves[:, 0], kind="stable")
    numbers = np.array([count for terms in counts.values() for count in terms.values()], "<u4")
    np.save(directory / _DIGESTS, np.ascontiguousarray(halves[order].T))
    np.save(directory / _COUNTS, numbers[order])
