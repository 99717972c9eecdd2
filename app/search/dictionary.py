"""The user words that an index was made with, kept beside it: queries must be analysed by the same ones.

A file that is being edited changes nothing for those who search until it is published.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from app.engine.base import EngineDocument
from app.publishing import layout

FILE_NAME = "user-words.csv"
_NAME = "dictionary"


class DictionaryBuilder:
    def __init__(self, source: Path) -> None:
        self._source = source

    def add(self, document: EngineDocument) -> None:
        """Documents have no part in it."""

    def write(self, directory: Path) -> None:
        if self._source.is_file():
            shutil.copyfile(self._source, directory / FILE_NAME)


class DictionaryPart:
    """The part ``dictionary`` of a generation, a copy of the file ``source``, or nothing where there is none."""

    name = _NAME

    def __init__(self, source: Path) -> None:
        self._source = source

    def builder(self) -> DictionaryBuilder:
        return DictionaryBuilder(self._source)

    def open(self, directory: Path) -> Path:
        return directory


def published_words(index_dir: Path) -> Path | None:
    """Where the user words of the serving index lie, whether or not it has any; None for an index without this part."""
    try:
        name = layout.read_pointer(index_dir)
    except OSError:
        return None
    directory = index_dir / (name or layout.POINTER) / _NAME
    return directory / FILE_NAME if directory.is_dir() else None
