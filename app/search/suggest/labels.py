"""Texts by which something can be reached, searchable from the first key press."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.analysis.particles import stem_length
from app.publishing.manifest import damaged
from app.search.suggest.letters import Letters, initial_codes
from app.search.suggest.readings import Pattern, Reading

SLIP, INITIALS, INSIDE, PRESSES, SYLLABLES, WORD = range(1, 7)
"""How well a typed word fits, rising: meant only, by its first consonants, within a word, from a word's beginning up to
the middle of a syllable, up to the end of one, up to the end of a word or of its stem."""

_OWN_NAME = 2
"""A word in a target's own name counts as much as one that fits two steps better in another label."""

MAX_LABEL = 200
"""Letters of a label that can be searched."""

_DEPTH = 24
"""Presses by which places are sorted; what is typed beyond them is compared one by one."""
_MAX_COMPARED = 5_000
_MIN_INSIDE = 4
"""Presses from which the middle of words is searched as well; shorter ones occur everywhere."""

_COLUMNS: Mapping[str, type[np.unsignedinteger[Any]]] = {
    **{"letters": np.uint16, "initials": np.uint8, "labels": np.uint32, "starts": np.uint32},
    **{"codes": np.uint8, "ends": np.uint8},
    **{"beginnings": np.uint32, "insides": np.uint32, "by_initials": np.uint32},
    **{"firsts": np.uint32, "targets": np.uint32, "main": np.uint8, "groups": np.uint32},
}


class Labels:
    """Read-only and safe to share between threads.

    All labels stand one after the other, a blank after each: ``letters`` (UTF-16 units), their first consonants, the
    label each belongs to, and where its presses start in ``codes``. ``ends[p]`` says what ends before press ``p``: 0
    nothing, 1 a letter, 2 a word or its stem. ``beginnings`` are the letters that begin a word, sorted by the presses
    from there on, ``insides`` all others, and ``by_initials`` the former by their first consonants.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self._letters, self._initials = columns["letters"], columns["initials"]
        self._labels, self._starts = columns["labels"], columns["starts"]
        self._codes, self._ends = columns["codes"], columns["ends"]
        self._beginnings, self._insides = columns["beginnings"], columns["insides"]
        self._by_initials = columns["by_initials"]
        self._firsts, self._targets, self._main = columns["firsts"], columns["targets"], columns["main"]
        self._groups = columns["groups"]
        self._group_count = int(self._groups.max(initial=0)) + 1

    @classmethod
    def open(cls, directory: Path) -> Labels:
        """What ``write`` wrote, memory-mapped. Raises IndexUnavailableError for damaged files."""
        try:
            columns = {name: np.load(directory / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _COLUMNS}
        except (OSError, ValueError, EOFError) as error:
            raise damaged(directory) from error
        whole = len(columns["starts"]) == len(columns["letters"]) + 1 == len(columns["initials"]) + 1
        if not whole or any(columns[name].dtype != type_ for name, type_ in _COLUMNS.items()):
            raise damaged(directory)
        return cls(columns)

    def knows(self, code: bytes) -> bool:
        """Whether any word of any label begins with these presses."""
        return bool(len(self._continuing(self._beginnings, code)))

    def best(
        self, words: Sequence[Sequence[Reading]], phrase: Sequence[Reading], limit: int, *, missing: int = 0
    ) -> list[int]:
        """The targets of the best labels, one a group: those with all ``words`` but at most ``missing``, in
        any order, or with the ``phrase``.

        Each word and the phrase may be read in several ways. By how well the words fit, in sum, which counts for more
        in own names, then the earliest place, then the target's number. A phrase fits better than its words one by one.
        """
        fits = [self._fit(readings) for readings in words]
        enough = np.count_nonzero(fits, axis=0) >= len(words) - missing
        quality = np.where(enough, np.sum([fit >> 8 for fit in fits], axis=0, dtype=np.int64), 0)
        early = np.max([fit & 0xFF for fit in fits], axis=0)
        if phrase:
            fit = self._fit(phrase)
            quality = np.maximum(quality, (fit > 0) * ((fit >> 8).astype(np.int64) * len(words) + 1))
            early = np.maximum(early, fit & 0xFF)
        matched = np.flatnonzero(quality)
        targets = self._targets[matched].astype(np.int64)
        wanted = quality[matched] + _OWN_NAME * len(words) * self._main[matched]
        keys = (wanted << 8 | early[matched]) << 32 | 0xFFFFFFFF - targets
        best = np.zeros(self._group_count, np.int64)
        np.maximum.at(best, self._groups[targets], keys)
        found = best[best > 0]
        if len(found) > limit:
            found = np.partition(found, len(found) - limit)[-limit:]
        return [0xFFFFFFFF - int(key & 0xFFFFFFFF) for key in np.sort(found)[::-1]]

    def _fit(self, readings: Sequence[Reading]) -> NDArray[np.uint16]:
        """For each label how well the best reading fits, times 256, plus how early; 0 where none does."""
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

    def _continuing(self, order: NDArray[np.uint32], code: bytes) -> NDArray[np.uint32]:
        """The places of ``order`` whose presses begin with ``code``."""
        if not code:
            return order[:0]
        places = _between(order, code[:_DEPTH], self._code_from)
        for offset, press in enumerate(code[_DEPTH:], _DEPTH):
            places = places[:_MAX_COMPARED]
            places = places[self._codes[self._starts[places] + offset] == press]
        return places

    def _matching(self, pattern: Pattern) -> NDArray[np.uint32]:
        """The beginnings of words whose letters from there on fit ``pattern``."""
        places = _between(self._by_initials, pattern.initials[:_DEPTH], self._initials_from)
        for offset, initial in enumerate(pattern.initials[_DEPTH:], _DEPTH):
            places = places[:_MAX_COMPARED]
            places = places[self._initials[places + offset] == initial]
        for offset, letter in pattern.fixed:
            places = places[self._letters[places + offset] == ord(letter)]
        return places

    def _code_from(self, place: np.uint32) -> bytes:
        start = int(self._starts[place])
        return self._codes[start : start + _DEPTH].tobytes()

    def _initials_from(self, place: np.uint32) -> bytes:
        return self._initials[int(place) : int(place) + _DEPTH].tobytes()


class LabelsBuilder:
    """Takes labels one by one and sorts all their places at the end."""

    def __init__(self) -> None:
        self._columns = {name: array("I") for name in _COLUMNS}
        self._text: list[str] = []
        self._codes = bytearray()
        self._ends = bytearray(b"\0")

    def add(self, text: str, target: int, *, main: bool = True) -> None:
        """``target`` is the number of what the label leads to; ``main`` whether it is the target's own name."""
        letters = Letters.of(text)
        length = min(len(letters.text), MAX_LABEL)
        place, press, columns = len(self._text), len(self._codes), self._columns
        words = {word for word in letters.words if word < length}
        columns["labels"].extend([len(columns["firsts"])] * (length + 1))
        columns["starts"].extend(press + start for start in letters.starts[: length + 1])
        columns["beginnings"].extend(place + at for at in range(length) if at in words)
        columns["insides"].extend(place + at for at in range(length) if at not in words)
        columns["firsts"].append(place)
        columns["targets"].append(target)
        columns["main"].append(main)
        self._text += [*letters.text[:length], "\0"]
        self._codes += letters.codes[: letters.starts[length]] + b"\0"
        self._ends += _ends(letters, length) + b"\0"

    def write(self, directory: Path, groups: Sequence[int]) -> None:
        """``groups[target]`` numbers what is shown but once; targets are numbered from the most wanted on."""
        columns = self._columns
        columns["starts"].append(len(self._codes))
        columns["letters"].extend(min(ord(letter), 0xFFFF) for letter in self._text)
        columns["groups"].extend(groups)
        arrays = {name: np.array(columns[name], type_) for name, type_ in _COLUMNS.items()}
        for name, codes in (
            ("codes", self._codes),
            ("ends", self._ends),
            ("initials", initial_codes("".join(self._text))),
        ):
            arrays[name] = np.frombuffer(codes, np.uint8)
        beginnings = arrays["beginnings"]
        arrays["by_initials"] = _sorted(beginnings, beginnings, arrays["initials"])
        for name in ("beginnings", "insides"):
            arrays[name] = _sorted(arrays[name], arrays["starts"][arrays[name]], arrays["codes"])
        for name, array_ in arrays.items():
            np.save(directory / f"{name}.npy", array_)


def _ends(letters: Letters, length: int) -> bytes:
    """What ends before each press of a label but its first, the press after the last one included."""
    ends = bytearray(letters.starts[length] + 1)
    for start in letters.starts[1 : length + 1]:
        ends[start] = 1
    for word, after in zip(letters.words, (*letters.words[1:], len(letters.text)), strict=True):
        for end in (word + stem_length(letters.text[word:after]), after):
            if end <= length:
                ends[letters.starts[end]] = 2
    return bytes(ends[1:])


def _sorted(places: NDArray[np.uint32], starts: NDArray[np.uint32], codes: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """``places`` in the order of the first ``_DEPTH`` codes from ``starts`` on."""
    padded = np.concatenate([codes, np.zeros(_DEPTH, np.uint8)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, _DEPTH)[starts]
    return places[np.argsort(windows.view(f"S{_DEPTH}").ravel(), kind="stable")]


def _between(order: NDArray[np.uint32], start: bytes, of: Callable[[np.uint32], bytes]) -> NDArray[np.uint32]:
    """The stretch of ``order`` whose codes begin with ``start``."""
    first = bisect_left(order, start, key=of)
    last = bisect_right(order, start, lo=first, key=lambda place: of(place)[: len(start)])
    return order[first:last]
