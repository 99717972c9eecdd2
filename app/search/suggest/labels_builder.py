"""Makes the sorted places of labels."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.analysis.particles import stem_length
from app.search.suggest.labels import COLUMNS, DEPTH, FIRST
from app.search.suggest.letters import Letters, initial_codes

MAX_LABEL = 200
"""Letters of a label that can be searched."""


class LabelsBuilder:
    """Takes labels one by one and sorts all their places at the end."""

    def __init__(self) -> None:
        self._columns = {name: array("I") for name in COLUMNS}
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
        arrays = {name: np.array(columns[name], type_) for name, type_ in COLUMNS.items()}
        for name, codes in (
            ("codes", self._codes),
            ("ends", self._ends),
            ("initials", initial_codes("".join(self._text))),
        ):
            arrays[name] = np.frombuffer(codes, np.uint8)
        beginnings = arrays["beginnings"]
        arrays["by_initials"], arrays["first_initials"] = _sorted(beginnings, beginnings, arrays["initials"])
        for name, firsts in (("beginnings", "first_presses"), ("insides", "first_presses_inside")):
            places = arrays[name]
            arrays[name], arrays[firsts] = _sorted(places, arrays["starts"][places], arrays["codes"])
        for name, array_ in arrays.items():
            np.save(directory / f"{name}.npy", array_)


def _ends(letters: Letters, length: int) -> bytes:
    """What ends before each press of a label but its first, the press after the last one included."""
    ends = bytearray(letters.starts[length] + 1)
    for start in letters.starts[1 : length + 1]:
        ends[start] = 1
    for word, after in pairwise((*letters.words, len(letters.text))):
        for end in (word + stem_length(letters.text[word:after]), after):
            if end <= length:
                ends[letters.starts[end]] = 2
    return bytes(ends[1:])


def _sorted(
    places: NDArray[np.uint32], starts: NDArray[np.uint32], codes: NDArray[np.uint8]
) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """``places`` in the order of the first ``DEPTH`` codes from ``starts`` on, and the first FIRST of each's."""
    padded = np.concatenate([codes, np.zeros(DEPTH, np.uint8)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, DEPTH)[starts]
    order = np.argsort(windows.view(f"S{DEPTH}").ravel(), kind="stable")
    firsts = np.ascontiguousarray(windows[order, :FIRST]).view(">u8").ravel()
    return places[order], firsts.astype(np.uint64)
