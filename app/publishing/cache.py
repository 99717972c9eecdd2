"""What one process keeps for the next, beside the generations. Nothing but time is lost with it.

It is files in a folder, sealed as an engine's are, so that a damaged one is noticed, and is as good as none.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from app.engine import seal
from app.errors import IndexUnavailableError
from app.publishing.layout import TEMPORARY
from app.publishing.unwritable import reason

logger = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]


def read(folder: Path, key: str) -> Arrays | None:
    """The arrays that were written with the same ``key``, which names all that they were made of; None otherwise."""
    if not folder.is_dir():
        return None
    try:
        with seal.checked(folder, key):
            return {path.stem: np.load(path, mmap_mode="r").view(np.ndarray) for path in folder.glob("*.npy")}
    except IndexUnavailableError as error:
        logger.debug("이전에 남긴 것을 쓰지 않고 새로 만들어요: %s (%s)", folder, error.message)
        return None


def write(folder: Path, key: str, arrays: Arrays) -> None:
    """Keep ``arrays``, memory-mapped by those who read them, if there is room for them."""

    def save(making: Path) -> None:
        making.mkdir(parents=True)
        for name, array in arrays.items():
            np.save(making / f"{name}.npy", array)

    _replace(folder, key, save)


def copy(folder: Path, key: str, directory: Path) -> bool:
    """Fill the empty ``directory`` with the files that were kept with the same ``key``; whether that could be done."""
    if not folder.is_dir():
        return False
    try:
        seal.check(folder, key)
        shutil.copytree(folder, directory, dirs_exist_ok=True)
        seal.check(directory, key)  # what is used is the copy
        (directory / seal.SEAL).unlink()
    except (OSError, IndexUnavailableError) as error:
        logger.debug("이전에 남긴 것을 쓰지 않고 새로 만들어요: %s (%s)", folder, error)
        shutil.rmtree(directory)
        directory.mkdir()
        return False
    return True


def keep(folder: Path, key: str, directory: Path) -> None:
    """Keep a copy of what is in ``directory``, if there is room for it."""
    _replace(folder, key, lambda making: shutil.copytree(directory, making))


def _replace(folder: Path, key: str, make: Callable[[Path], object]) -> None:
    making = folder.with_name(f"{TEMPORARY}{folder.name}-{uuid4().hex}")
    try:
        make(making)
        seal.seal(making, key)
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    except OSError as error:
        logger.warning("다음에 이어 쓸 것을 남기지 못했어요: %s (%s)", folder, reason(error))
        shutil.rmtree(making, ignore_errors=True)


def strings(texts: Iterable[str]) -> NDArray[np.uint8]:
    """Strings without line breaks as an array that ``split`` takes apart."""
    return np.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), np.uint8)


def split(array: NDArray[np.uint8]) -> list[str]:
    return text(array).split("\n") if len(array) else []


def text(array: NDArray[np.uint8]) -> str:
    return array.tobytes().decode("utf-8", "surrogatepass")
