"""What the lexicon and the phrasebook taught about words, in the file that ``make vectors`` makes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app import paths
from app.errors import ContentError

FILE = paths.FAQ_DATA / "phrasebook" / "vectors.npz"
DIMENSIONS = 128


@dataclass(frozen=True, slots=True)
class Taught:
    """``vectors``, of shape (features, DIMENSIONS), and ``weights``, (features,), of the ``features`` that were taught.

    ``projection``, (width of a general vector, DIMENSIONS), takes the general vector of any other word to where the
    taught ones are. ``source`` names the model of the general vectors, ``digest`` what was taught.
    """

    features: Sequence[str]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    projection: NDArray[np.float32]
    source: str
    digest: str


def save(taught: Taught, path: Path) -> None:
    """Write ``taught``, a byte for each value of a vector."""
    values, scales = quantise(taught.vectors)
    described = json.dumps({"source": taught.source, "digest": taught.digest, "features": list(taught.features)})
    np.savez_compressed(
        path,
        described=np.frombuffer(described.encode(), np.uint8),
        values=values,
        scales=scales.astype(np.float16),
        weights=taught.weights.astype(np.float16),
        projection=taught.projection.astype(np.float16),
    )


def load(path: Path = FILE) -> Taught:
    """Read what ``save`` wrote. Raises ContentError for a missing or damaged file."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            described = json.loads(file["described"].tobytes())
            taught = Taught(
                described["features"],
                file["values"] * file["scales"].astype(np.float32)[:, None],
                file["weights"].astype(np.float32),
                file["projection"].astype(np.float32),
                described["source"],
                described["digest"],
            )
        _check(taught)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
        raise ContentError(f"낱말 벡터 파일을 읽을 수 없어요. ({path})", remedy="다시 설치하세요.") from error
    return taught


def _check(taught: Taught) -> None:
    """Raises ValueError where the arrays do not belong together or hold what is no number."""
    count = len(taught.features)
    whole = taught.vectors.shape == (count, DIMENSIONS) and taught.weights.shape == (count,)
    arrays = (taught.vectors, taught.weights, taught.projection)
    if not whole or taught.projection.shape[1:] != (DIMENSIONS,) or not all(np.isfinite(each).all() for each in arrays):
        raise ValueError("the arrays do not fit")


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and the scale of each, so that a row times its scale is about the vector."""
    scales = np.abs(vectors).max(axis=1) / 127
    return np.rint(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8), scales
