"""The texts that results are shown with, and where their terms stand, so that marking them needs no analysis."""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.analysis.views import Span
from app.engine.base import EngineDocument
from app.engine.terms import Numbered, Numbers
from app.publishing.manifest import damaged

TITLE, BODY = "title places", "body places"
"""Under these names ``derived`` has what ``packed`` makes of a text's spans."""

_FILES = ("texts", "places")
_PLACE = np.dtype([("term", "<u4"), ("start", "<u4"), ("length", "<u2")])
"""A term's CRC-32, and the characters that it stands for."""
_BLOCK = 1 << 20
"""Spans, and bytes of text, that are held before they are put away."""

Places = NDArray[Any]
"""Of _PLACE, in the order of the text."""


def hash_of(term: str) -> int:
    """Its CRC-32: of a text's terms one in millions is taken for one that is looked for."""
    return crc32(term.encode("utf-8", "surrogatepass"))


def ranges(places: Places, wanted: Collection[int]) -> list[tuple[int, int]]:
    """Where any of the terms with the hashes ``wanted`` stands."""
    # By a loop, as texts are short beside the price of calls to numpy.
    found = [number for number, term in enumerate(places["term"].tolist()) if term in wanted]
    stretches = places[found].tolist() if found else ()
    return [(start, start + length) for _, start, length in stretches]


def packed(spans: Iterable[Span]) -> Iterator[str]:
    """``spans`` as words: of each the term, the start and the length."""
    for term, start, end in spans:
        yield from (term, str(start), str(end - start))


class Texts:
    """An open part; documents are numbered as the engine's. What is in it is mapped and shared."""

    def __init__(self, directory: Path) -> None:
        """Raises IndexUnavailableError when files are missing, damaged or do not fit each other."""
        try:
            self._text, self._places = (
                np.fromfile(path, kind) if not path.stat().st_size else np.memmap(path, kind, "r").view(np.ndarray)
                for path, kind in ((directory / "texts.bin", np.dtype(np.uint8)), (directory / "places.bin", _PLACE))
            )
            self._text_ends, self._place_ends = (np.load(directory / f"{name}_ends.npy") for name in _FILES)
            fits = len(self._text) == self._text_ends[-1] and len(self._places) == self._place_ends[-1]
            if not fits or len(self._place_ends) != 2 * len(self._text_ends) - 1:
                raise ValueError(directory)
        except (OSError, ValueError, EOFError, IndexError) as error:
            raise damaged(directory) from error

    def body(self, row: int) -> str:
        """The body of a document as plain text, composed (NFC)."""
        start, end = self._text_ends[row : row + 2].tolist()
        return self._text[start:end].tobytes().decode("utf-8", "surrogatepass")

    def title_places(self, row: int) -> Places:
        """Where the terms of a document's title stand in it, if that is composed (NFC)."""
        return self._of(2 * row)

    def body_places(self, row: int) -> Places:
        return self._of(2 * row + 1)

    def _of(self, number: int) -> Places:
        start, end = self._place_ends[number : number + 2].tolist()
        return self._places[start:end]


class TextsBuilder:
    def __init__(self, scratch: Path | None) -> None:
        self._text: IO[bytes] = TemporaryFile(dir=scratch)  # noqa: SIM115
        self._places: IO[bytes] = TemporaryFile(dir=scratch)  # noqa: SIM115
        for file in (self._text, self._places):
            # Publishing may fail before they are written.
            finalize(self, file.close)
        self._text_ends, self._place_ends = array("Q", [0]), array("Q", [0])
        self._spans = array("I")
        self._numbers: Numbers | None = None

    def add(self, document: EngineDocument) -> None:
        text = document.text.encode("utf-8", "surrogatepass")
        self._text.write(text)
        self._text_ends.append(self._text_ends[-1] + len(text))
        for name in (TITLE, BODY):
            spans = document.derived.get(name, ())
            if self._numbers is None:
                self._numbers = spans.dictionary if isinstance(spans, Numbered) else Numbers()
            if isinstance(spans, Numbered) and spans.dictionary is self._numbers:
                self._spans.extend(spans.numbers)
            else:
                self._spans.extend(self._numbers.of(spans))
            self._place_ends.append(self._place_ends[-1] + len(spans) // 3)
        if len(self._spans) > _BLOCK:
            self._flush()

    def write(self, directory: Path) -> None:
        self._flush()
        for name, file, ends in ((_FILES[0], self._text, self._text_ends), (_FILES[1], self._places, self._place_ends)):
            file.seek(0)
            with file, (directory / f"{name}.bin").open("wb") as target:
                shutil.copyfileobj(file, target)
            np.save(directory / f"{name}_ends.npy", np.frombuffer(ends, np.uint64).astype(np.int64))

    def _flush(self) -> None:
        """Put away the spans so far, their terms as hashes and their numbers as what they say."""
        numbers = np.frombuffer(self._spans, np.uint32).reshape(-1, 3)
        names = self._numbers.names if self._numbers else []
        block = np.empty(len(numbers), _PLACE)
        block["term"] = _told(numbers[:, 0], names, lambda found: np.array(list(map(hash_of, found)), np.uint32))
        block["start"], block["length"] = (
            _told(column, names, lambda found: np.array(list(map(int, found)), np.uint32)) for column in numbers.T[1:]
        )
        self._places.write(block.tobytes())
        self._spans = array("I")


def _told(
    numbers: NDArray[np.uint32], names: Sequence[str], say: Callable[[Iterable[str]], NDArray[np.uint32]]
) -> NDArray[np.uint32]:
    """What ``say`` makes of the name of each of ``numbers``, asked but once for each."""
    used = np.zeros(len(names), np.bool_)
    used[numbers] = True
    distinct = np.flatnonzero(used)
    told = np.zeros(len(names), np.uint32)
    told[distinct] = say(names[number] for number in distinct.tolist())
    return told[numbers]


class TextsPart:
    """The part ``texts`` of a generation. While it is built, what was gathered is in the folder ``scratch``, by default
    where the system keeps temporary files, which may have little room."""

    name = "texts"

    def __init__(self, scratch: Path | None = None) -> None:
        self._scratch = scratch

    def builder(self) -> TextsBuilder:
        return TextsBuilder(self._scratch)

    def open(self, directory: Path) -> Texts:
        return Texts(directory)
