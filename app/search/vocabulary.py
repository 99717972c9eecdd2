"""The words of the collection: what a query may have meant, by presses, by first consonants or half typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log1p
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

_MIN_PRESSES = 3
_MAX_COST = 1.4
"""More than any one slip costs."""
_RIVALS = 4
"""Words that one stretch may have been meant to be."""
_FAVOUR = 0.05
"""What a word's weight makes up for, for each e-fold."""

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

    def words_in(self, text: str) -> list[Near]:
        """The words whose presses stretches of ``text`` have: the same words, or 출발 for 출바ㄹ. All cost 0."""
        return list(self._near(_stretches(text, [(0, len(text))]), exact=True))

    def near(self, text: str, around: Sequence[tuple[int, int]]) -> list[Near]:
        """The words that stretches of ``text`` may have been meant to be, if they touch any of those ``around``.

        They are one press away, slips that sound alike not counted, and the likeliest few for each stretch. Latin
        letters are looked up in one piece, and what they type in Korean mode counts as well.
        """
        by_span: dict[tuple[int, int], list[Near]] = {}
        for near in self._near(_stretches(text, around), exact=False):
            by_span.setdefault((near.start, near.end), []).append(near)
        return [near for rivals in by_span.values() for near in sorted(rivals, key=_unlikely)[:_RIVALS]]

    def _near(self, stretches: _Stretches, *, exact: bool) -> Iterator[Near]:
        if not stretches.spans:
            return
        pressed, starts, ends = stretches.pressed, stretches.starts, stretches.ends
        found = self._neighbourhood.near(fold(pressed), starts, ends, exact=exact, weights=self._weights)
        latin = pressed == stretches.text
        for span, number in zip(*(column.tolist() for column in found), strict=True):
            cost = distance(pressed[starts[span] : ends[span]], self._presses[number])
            if cost <= (0 if exact else _MAX_COST):
                word = self._word(number)
                if latin or not word.text.isascii():
                    start, end = stretches.spans[span]
                    yield Near(start, end, word, cost)

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


class _Stretches(NamedTuple):
    """``text[span]`` is typed with ``pressed[start:end]``, for each span, start and end."""

    text: str
    pressed: str
    spans: list[tuple[int, int]]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def _stretches(text: str, around: Sequence[tuple[int, int]]) -> _Stretches:
    """Of 2 to 8 characters, or the whole of Latin letters; none of a text that is too long or has other characters."""
    presses = [keys(character) for character in text]
    pressed = "".join(presses)
    at = [0, *accumulate(map(len, presses))]
    spans: list[tuple[int, int]] = []
    if pressed.isascii() and len(pressed) <= MAX_TEXT:
        for start in [0] if pressed == text else range(len(text) - 1):
            for end in [len(text)] if pressed == text else range(start + 2, min(start + MAX_WINDOW, len(text)) + 1):
                touches = any(start < last and first < end for first, last in around)
                if touches and _MIN_PRESSES <= at[end] - at[start] <= MAX_PRESSES + 1:
                    spans.append((start, end))
    starts, ends = np.array([(at[start], at[end]) for start, end in spans], np.int64).reshape(-1, 2).T
    return _Stretches(text, pressed, spans, starts, ends)


def _unlikely(near: Near) -> float:
    return near.cost - _FAVOUR * log1p(near.word.weight)
