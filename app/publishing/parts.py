"""The Part seam: what a generation holds beside the engine's index, made from the same documents.

Publishing knows nothing of what is in a part. Its files stand in a folder of their own within the generation and are
checked, kept and swept with it.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

from app.engine.base import EngineDocument

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class PartBuilder(Protocol):
    """Sees every document once while a generation is built."""

    def add(self, document: EngineDocument) -> None:
        """Take what the part needs of ``document``; documents come in the engine's order, whose rows count from 0."""
        ...

    def write(self, directory: Path) -> None:
        """Write the part's files into the existing empty ``directory``, once, after the last document."""
        ...


class Part(Protocol[T_co]):
    """A kind of part: how it is made and how it is opened."""

    @property
    def name(self) -> str:
        """The part's folder in a generation."""
        ...

    def builder(self) -> PartBuilder: ...

    def open(self, directory: Path) -> T_co:
        """What ``write`` wrote, read-only and safe to share. Raises IndexUnavailableError for damaged files."""
        ...


class OpenParts:
    """The parts of one generation, each opened on first use and then shared between threads."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._lock = Lock()
        self._open: dict[str, Any] = {}

    def get(self, part: Part[T]) -> T | None:
        """The opened ``part``, or None when the generation was made without it.

        Raises IndexUnavailableError when its files are damaged.
        """
        with self._lock:
            if part.name not in self._open:
                directory = self._generation / part.name
                self._open[part.name] = part.open(directory) if directory.is_dir() else None
            found: T | None = self._open[part.name]
            return found
