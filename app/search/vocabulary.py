"""The words of the collection: what a query may have meant, by presses, by first consonants or half typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.analysis.initials import initials
from app.analysis.jamo import keys
from app.analysis.slips import distance, fold
from app.publishing.manifest import damaged
from app.search.neighbourhood import MAX_PRESSES, MAX_TEXT, Neighbourhood
from app.search.strings import Strings

MAX_WINDOW = 8
"""Characters of a stretch that is looked up by its neighbourhood, at most: longer words are found by their parts."""

TITLE_WEIGHT = 5
"""Bodies that a word occurs in count as much as one title."""

_COLUMNS = ("frequency", "titles", "by_initials", "hashes", "words")
_STRINGS = ("texts", "presses")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the collection, or a phrase of its titles (``text`` has spaces then).

    ``frequency`` counts articles, ``titles`` those with the word in title, similar question or keyword.
    """

    text: str
    frequency: int
    titles: int

    @property
    def weight(self) -> float:
        return self.frequency + TITLE_WEIGHT * self.titles


class Near(NamedTuple):
    """``text[start:end]`` may be meant to be ``word``, at the ``cost`` of ``slips.distance``; 0 is the word itself."""

    start: int
    end: int
    word: Word
    cost: float


class Vocabulary:
    """Read-only and safe to share between threads; entries are ordered by the presses that type them."""

    def __init__(self, texts: Strings, presses: Strings, columns: Mapping[str, NDArray[np.uint32]]) -> None:
        self._texts, self._presses = texts, presses
        self._frequency, self._titles = columns["frequency"], columns["titles"]
        self._by_initials = columns["by_initials"]
        self._neighbourhood = Neighbourhood(columns["hashes"], columns["words"])
        self._weights = self._frequency + TITLE_WEIGHT * self._titles.astype(np.float32)

    @classmethod
    def open(cls, directory: Path) -> Vocabulary:
        """What ``VocabularyBuilder.write`` wrote, memory-mapped. Raises IndexUnavailableError for damaged files."""
        texts, presses = (Strings.open(directory, name) for name in _STRINGS)
        try:
            columns = {name: np.load(directory / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _COLUMNS}
        except (OSError, ValueError, EOFError) as error:
            raise damaged(directory) from error
        return cls(texts, presses, columns)

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, text: str) -> Word | None:
        """The word spelt exactly so, in NFC and lower case."""
        for number in self._typed(keys(text)):
            if self._texts[number] == text:
                return self._word(number)
        return None

    def typed_with(self, pressed: str) -> list[Word]:
        """The words, Korean or Latin, that exactly these presses type."""
        return [self._word(number) for number in self._typed(pressed)]

    def starting_with(self, pressed: str, limit: int) -> list[Word]:
        """The weightiest words and phrases whose presses begin with ``pressed``, which may end within a syllable.

        A final consonant that is the next syllable's first one is no obstacle, as it is the same press.
        """
        first = bisect_left(self._presses, pressed)
        last = bisect_left(self._presses, pressed + "\x7f")
        return self._weightiest(np.arange(first, last, dtype=np.uint32), limit)

    def with_initials(self, consonants: str, limit: int, *, prefix: bool = False) -> list[Word]:
        """The weightiest words and phrases with these first consonants, or with ``prefix`` that begin with them."""
        first = bisect_left(self._by_initials, consonants, key=self._initials_of)
        last = bisect_left(self._by_initials, consonants + ("\uffff" if prefix else "\0"), key=self._initials_of)
        return self._weightiest(self._by_initials[first:last], limit)

    def near(self, text: str, *, exact: bool = False) -> list[Near]:
        """The words that the stretches of 2 to 8 characters of ``text`` are or may have been meant to be.

        One press away, slips that sound alike not counted; with ``exact`` the same presses. ``text`` is Hangul, or
        Latin letters, which are looked up in one piece. Nothing for what is longer than 160 presses.
        """
        presses = [keys(character) for character in text]
        joined = "".join(presses)
        if len(joined) > MAX_TEXT or not joined.isascii():
            return []
        latin = text.isascii()
        at = np.cumsum([0, *map(len, presses)])
        spans = [(0, len(text))] if latin else _windows(len(text))
        spans = [(start, end) for start, end in spans if at[end] - at[start] <= MAX_PRESSES + 1]
        if not spans:
            return []
        starts, ends = np.array(spans).T
        neighbours = self._neighbourhood.near(fold(joined), at[starts], at[ends], exact=exact)
        found = []
        for span, number in zip(*(column.tolist() for column in neighbours), strict=True):
            start, end = spans[span]
            typed, meant = joined[at[start] : at[end]], self._presses[number]
            if exact and typed != meant:
                continue
            word = self._word(number)
            if word.text.isascii() == latin:
                found.append(Near(start, end, word, distance(typed, meant)))
        return found

    def _typed(self, pressed: str) -> range:
        first = bisect_left(self._presses, pressed)
        last = first
        while last < len(self._presses) and self._presses[last] == pressed:
            last += 1
        return range(first, last)

    def _initials_of(self, number: np.uint32) -> str:
        return initials(self._texts[int(number)].replace(" ", ""))

    def _weightiest(self, numbers: NDArray[np.uint32], limit: int) -> list[Word]:
        weights = self._weights[numbers]
        if len(numbers) > limit:
            best = np.argpartition(-weights, limit)[:limit]
            numbers, weights = numbers[best], weights[best]
        return [self._word(int(number)) for number in numbers[np.argsort(-weights, kind="stable")]]

    def _word(self, number: int) -> Word:
        return Word(self._texts[number], int(self._frequency[number]), int(self._titles[number]))


def _windows(length: int) -> list[tuple[int, int]]:
    return [
        (start, end) for start in range(length - 1) for end in range(start + 2, min(start + MAX_WINDOW, length) + 1)
    ]
