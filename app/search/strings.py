"""Many strings in one memory-mapped file."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from app.publishing.manifest import damaged


class Strings(Sequence[str]):
    """A read-only list of strings that costs no memory of its own: pages of the file, shared between processes."""

    def __init__(self, text: mmap.mmap | bytes, offsets: NDArray[np.uint32]) -> None:
        self._text = text
        # Which gives plain numbers, in a fraction of the time that an array takes to give its own.
        self._offsets = offsets.data

    @staticmethod
    def write(directory: Path, name: str, strings: Iterable[str]) -> None:
        """Two files, ``name.txt`` of UTF-8 without separators and ``name.npy`` with the offset in bytes of each end."""
        offset, offsets = 0, [0]
        with (directory / f"{name}.txt").open("wb") as file:
            for string in strings:
                offset += file.write(string.encode())
                offsets.append(offset)
        np.save(directory / f"{name}.npy", np.array(offsets, np.uint32))

    @classmethod
    def open(cls, directory: Path, name: str) -> Strings:
        """Raises IndexUnavailableError when a file is missing or not whole."""
        path = directory / f"{name}.txt"
        try:
            offsets = np.load(directory / f"{name}.npy", mmap_mode="r").view(np.ndarray)
            with path.open("rb") as file:
                # An empty file cannot be mapped.
                text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
        except (OSError, ValueError, EOFError) as error:
            raise damaged(path) from error
        if not len(offsets) or offsets[-1] != len(text):
            raise damaged(path)
        return cls(text, offsets)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._text[self._offsets[index] : self._offsets[index + 1]].decode()
