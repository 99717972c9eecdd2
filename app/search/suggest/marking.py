"""Which letters of a suggestion were typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from app.kept import Kept
from app.search.highlight import Range, marked
from app.search.suggest.letters import Letters, initial_codes
from app.search.suggest.readings import Pattern, Reading

KEPT_CHARACTERS = 50_000
"""Of the titles and other short texts whose letters each process keeps."""


def _characters(text: str, _: Letters) -> int:
    return len(text)


_kept: Kept[str, Letters] = Kept(KEPT_CHARACTERS, _characters)


def mark(text: str, words: Iterable[Iterable[Reading]]) -> str:
    """``text``, which has to be in NFC, as safe HTML with each word in ``<mark>`` where it fits best.

    A syllable typed in part is marked whole, and so are spaces inside a word that was typed without.
    """
    letters = _letters(text)
    found = (next(_found(letters, readings), None) for readings in words)
    return marked(text, [(letters.places[start], letters.places[end - 1] + 1) for start, end in filter(None, found)])


def _letters(text: str) -> Letters:
    return _kept.made(text, lambda: Letters.of(text))


def _found(letters: Letters, readings: Iterable[Reading]) -> Iterator[Range]:
    """The letters ``[start, end)`` that fit, the best place first."""
    readings = list(readings)
    everywhere = sorted(range(len(letters.text)), key=lambda at: at not in letters.words)
    for reading in readings:
        for at in everywhere:
            if letters.codes.startswith(reading.code, letters.starts[at]):
                yield at, bisect_left(letters.starts, letters.starts[at] + len(reading.code))
    for pattern in (pattern for reading in readings for pattern in reading.patterns):
        initials = initial_codes(letters.text)
        for at in letters.words:
            if initials.startswith(pattern.initials, at) and _fixed(pattern, letters.text, at):
                yield at, at + len(pattern.initials)


def _fixed(pattern: Pattern, text: str, start: int) -> bool:
    return all(text[start + at] == letter for at, letter in pattern.fixed)
