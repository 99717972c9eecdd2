"""Texts by which something can be reached, searchable from the first key press."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.publishing.manifest import damaged
from app.search.suggest.readings import Pattern, Reading

SLIP, INITIALS, INSIDE, PRESSES, SYLLABLES, WORD = range(1, 7)
"""How well a typed word fits, rising: meant only, by its first consonants, within a word, from a word's beginning up to
the middle of a syllable, up to the end of one, up to the end of a word or of its stem."""

DEPTH = 24
"""Presses by which places are sorted; what is typed beyond them is compared one by one."""
FIRST = 8
"""Presses that make one number, the first one the most."""
_MAX_COMPARED = 5_000
_MIN_INSIDE = 4
"""Presses from which the middle of words is searched as well; shorter ones occur everywhere."""

COLUMNS: Mapping[str, type[np.unsignedinteger[Any]]] = {
    **{"letters": np.uint16, "initials": np.uint8, "labels": np.uint32, "starts": np.uint32},
    **{"codes": np.uint8, "ends": np.uint8},
    **{"beginnings": np.uint32, "insides": np.uint32, "by_initials": np.uint32},
    **{"first_presses": np.uint64, "first_presses_inside": np.uint64, "first_initials": np.uint64},
    **{"firsts": np.uint32, "targets": np.uint32, "main": np.uint8, "groups": np.uint32},
}


class Labels:
    """Read-only and safe to share between threads.

    All labels stand one after the other, a blank after each: ``letters`` (UTF-16 units), their first consonants, the
    label each belongs to, and where its presses start in ``codes``. ``ends[p]`` says what ends before press ``p``: 0
    nothing, 1 a letter, 2 a word or its stem. ``beginnings`` are the letters that begin a word, sorted by the presses
    from there on, ``insides`` all others, and ``by_initials`` the former by their first consonants; beside each of the
    three stand the first FIRST presses, or consonants, as numbers. A label leads to ``targets[label]`` and is its own
    name or not (``main``); ``groups[target]`` numbers what is shown but once.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self._letters, self._initials = columns["letters"], columns["initials"]
        self._labels, self._starts = columns["labels"], columns["starts"]
        self._codes, self._ends = columns["codes"], columns["ends"]
        # No methods of this object: in a cycle the files would stay mapped until somebody looks for garbage.
        presses = partial(_presses_from, self._codes, self._starts)
        self._beginnings = _Order(columns["beginnings"], columns["first_presses"], presses)
        self._insides = _Order(columns["insides"], columns["first_presses_inside"], presses)
        initials = partial(_initials_from, self._initials)
        self._by_initials = _Order(columns["by_initials"], columns["first_initials"], initials)
        self._firsts = columns["firsts"]
        self.targets, self.main, self.groups = columns["targets"], columns["main"], columns["groups"]

    @classmethod
    def open(cls, directory: Path) -> Labels:
        """What ``write`` wrote, memory-mapped. Raises IndexUnavailableError for damaged files."""
        try:
            columns = {name: np.load(directory / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in COLUMNS}
        except (OSError, ValueError, EOFError) as error:
            raise damaged(directory) from error
        whole = len(columns["starts"]) == len(columns["letters"]) + 1 == len(columns["initials"]) + 1
        if not whole or any(columns[name].dtype != type_ for name, type_ in COLUMNS.items()):
            raise damaged(directory)
        return cls(columns)

    def knows(self, code: bytes) -> bool:
        """Whether any word of any label begins with these presses."""
        return bool(len(self._continuing(self._beginnings, code)))

    def fit(self, readings: Sequence[Reading]) -> NDArray[np.uint16]:
        """For each label how well the best of ``readings`` fits, times 256, plus how early; 0 where none does."""
        fit = np.zeros(len(self._firsts), np.uint16)
        for reading in readings:
            beginnings = self._continuing(self._beginnings, reading.code)
            ends = self._ends[self._starts[beginnings] + len(reading.code)]
            self._note(fit, beginnings, SLIP if reading.slip else PRESSES + ends.astype(np.uint16))
            if len(reading.code) >= _MIN_INSIDE and not reading.slip:
                self._note(fit, self._continuing(self._insides, reading.code), INSIDE)
            for pattern in reading.patterns:
                self._note(fit, self._matching(pattern), INITIALS)
        return fit

    def _note(self, fit: NDArray[np.uint16], places: NDArray[np.uint32], quality: NDArray[np.uint16] | int) -> None:
        labels = self._labels[places]
        early = 255 - np.minimum(places - self._firsts[labels], 255).astype(np.uint16)
        np.maximum.at(fit, labels, np.asarray(quality, np.uint16) << 8 | early)

    def _continuing(self, order: _Order, code: bytes) -> NDArray[np.uint32]:
        """The places of ``order`` whose presses begin with ``code``."""
        if not code:
            return order.places[:0]
        places = order.beginning_with(code[:DEPTH])
        for offset, press in enumerate(code[DEPTH:], DEPTH):
            places = places[:_MAX_COMPARED]
            places = places[self._codes[self._starts[places] + offset] == press]
        return places

    def _matching(self, pattern: Pattern) -> NDArray[np.uint32]:
        """The beginnings of words whose letters from there on fit ``pattern``."""
        places = self._by_initials.beginning_with(pattern.initials[:DEPTH])
        for offset, initial in enumerate(pattern.initials[DEPTH:], DEPTH):
            places = places[:_MAX_COMPARED]
            places = places[self._initials[places + offset] == initial]
        for offset, letter in pattern.fixed:
            places = places[self._letters[places + offset] == ord(letter)]
        return places


def _presses_from(codes: NDArray[np.uint8], starts: NDArray[np.uint32], place: np.uint32) -> bytes:
    start = int(starts[place])
    return codes[start : start + DEPTH].tobytes()


def _initials_from(initials: NDArray[np.uint8], place: np.uint32) -> bytes:
    return initials[int(place) : int(place) + DEPTH].tobytes()


class _Order(NamedTuple):
    """``places`` sorted by the codes ``of`` each, the first of which are in ``firsts``."""

    places: NDArray[np.uint32]
    firsts: NDArray[np.uint64]
    of: Callable[[np.uint32], bytes]

    def beginning_with(self, code: bytes) -> NDArray[np.uint32]:
        """The stretch whose codes begin with ``code``, which has no zeros."""
        least = int.from_bytes(code[:FIRST].ljust(FIRST, b"\0"))
        above = least + (1 << 8 * max(FIRST - len(code), 0))
        first, last = self.firsts.searchsorted(np.array([least, above], np.uint64)).tolist()
        if len(code) > FIRST:
            first = bisect_left(self.places, code, first, last, key=self.of)
            last = bisect_right(self.places, code, first, last, key=lambda place: self.of(place)[: len(code)])
        return self.places[first:last]
