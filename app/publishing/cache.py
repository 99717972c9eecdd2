"""What one publisher keeps for the next, beside the generations. With it nothing is lost but time.

Numpy's archives carry a CRC-32 of every array, so that a damaged file is noticed, and is as good as none.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app.publishing.layout import TEMPORARY

logger = logging.getLogger(__name__)

_KEY = "key"

Arrays = Mapping[str, NDArray[Any]]


def read(path: Path, key: str) -> Arrays | None:
    """The arrays that were written with the same ``key``, which names all that they were made of; None otherwise."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            if str(archive[_KEY]) == key:
                return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        logger.warning("이전 발행이 남긴 파일을 읽을 수 없어서 새로 만들어요: %s (%s)", path, error)
    return None


def write(path: Path, key: str, arrays: Arrays) -> None:
    """Keep ``arrays``, in one step. Raises OSError."""
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{path.name}")
    with temporary.open("wb") as file:
        np.savez(file, **{_KEY: np.array(key)}, **arrays)  # type: ignore[arg-type]
    temporary.replace(path)


def strings(texts: Mapping[str, Any] | list[str] | tuple[str, ...]) -> NDArray[np.uint8]:
    """Strings without line breaks as an array that ``split`` takes apart."""
    return np.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), np.uint8)


def split(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode("utf-8", "surrogatepass").split("\n") if len(array) else []
