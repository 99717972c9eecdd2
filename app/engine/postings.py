"""Posting lists as a few flat arrays, with all of a score in them that no query changes.

The arrays are plain ``.npy`` files, which processes map into memory and share. A term is found by its hash, so that no
dictionary has to be read, and its list is one slice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class PostingList(NamedTuple):
    """What ``Postings`` has of one term."""

    entries: NDArray[np.int64]
    cells: NDArray[np.int32]
    idf: float
    frequency: int


@dataclass(frozen=True, slots=True)
class Postings:
    """The terms of a view, or of a filter, in the order of their ``hashes``.

    Term ``n`` stands in the passages of ``entries[starts[n]:starts[n + 1]]``: each is a slot, see ``Slots``, and its
    BM25 contribution there, in single precision (1e-7 of it off at most), side by side so that one reading of memory
    brings both. The documents that hold it anywhere are
    ``cells[cell_starts[n]:cell_starts[n + 1]]``, each as its cell in a table of all documents for each view, so that
    those of the first view are the documents themselves. ``frequency`` counts the documents of the group that has
    most, and ``idf`` follows from it.
    """

    hashes: NDArray[np.uint64]
    frequency: NDArray[np.int32]
    idf: NDArray[np.float64]
    starts: NDArray[np.int64]
    entries: NDArray[np.int64]
    cell_starts: NDArray[np.int64]
    cells: NDArray[np.int32]

    def write(self, stem: Path) -> None:
        for field in fields(self):
            np.save(f"{stem}.{field.name}.npy", getattr(self, field.name))

    @classmethod
    def read(cls, stem: Path) -> Postings:
        """Mapped into memory. Raises OSError or ValueError for missing or damaged files."""
        names = (f"{stem}.{field.name}.npy" for field in fields(cls))
        return cls(*(np.load(name, mmap_mode="r").view(np.ndarray) for name in names))

    def lists(self, terms: Sequence[str]) -> list[PostingList | None]:
        """The lists of ``terms``, None for those that no document holds."""
        if not len(self.hashes):
            return [None] * len(terms)
        hashes = hashes_of(terms)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        known = self.hashes[places] == hashes
        return [
            self._list(place) if found else None for place, found in zip(places.tolist(), known.tolist(), strict=True)
        ]

    def _list(self, number: int) -> PostingList:
        start, end = self.starts[number : number + 2].tolist()
        first, last = self.cell_starts[number : number + 2].tolist()
        return PostingList(
            self.entries[start:end],
            self.cells[first:last],
            float(self.idf[number]),
            int(self.frequency[number]),
        )


def slots_and_scores(entries: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """What ``entries`` hold, as views that may be written to."""
    halves = entries.view(np.int32).reshape(-1, 2)
    return halves[:, 0], halves[:, 1].view(np.float32)


def hashes_of(terms: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of BLAKE2b (RFC 7693) each."""
    digests = (blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest() for term in terms)
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64, copy=False)
