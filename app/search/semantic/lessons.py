"""What a collection taught when it was last learnt from, for as long as it is nearly the same collection.

Learning takes longer than everything else in publishing, and an article more or less teaches next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.publishing import cache
from app.search.semantic.corpus import DIGEST_BYTES

MAX_CHANGED = 0.01
"""Of the documents that were learnt from, the share that may have come or gone before all is learnt anew."""


class Lessons(NamedTuple):
    """``vectors``, of shape (features, width), and ``weights``, (features,), of the ``features`` that were learnt."""

    features: list[str]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]


def read(path: Path, key: str, documents: Sequence[bytes]) -> Lessons | None:
    """What was kept under ``key`` when learnt from nearly the same ``documents``, named by their digests."""
    arrays = cache.read(path, key)
    if arrays is None or not _are_alike(set(documents), set(map(bytes, arrays["documents"]))):
        return None
    return Lessons(cache.split(arrays["features"]), arrays["vectors"], arrays["weights"])


def write(path: Path, key: str, documents: Sequence[bytes], lessons: Lessons) -> None:
    """Keep what was learnt from ``documents`` for ``read``."""
    digests = np.frombuffer(b"".join(documents), np.uint8).reshape(-1, DIGEST_BYTES)
    features = cache.strings(lessons.features)
    arrays: cache.Arrays = {
        "documents": digests,
        "features": features,
        "vectors": lessons.vectors,
        "weights": lessons.weights,
    }
    cache.write(path, key, arrays)


def _are_alike(now: set[bytes], then: set[bytes]) -> bool:
    """Always compared with those that were learnt from, so that small changes add up."""
    return max(len(now - then), len(then - now)) <= MAX_CHANGED * len(then)
