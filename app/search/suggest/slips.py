"""Beginnings of words that may have been meant where the fingers slipped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import numpy as np

from app.analysis.jamo import keys
from app.analysis.particles import stem_length
from app.analysis.slips import distance, fold
from app.publishing.manifest import damaged
from app.search.neighbourhood import MAX_TEXT, Neighbourhood
from app.search.strings import Strings

MIN_LENGTH, MAX_LENGTH = 2, 8
"""Syllables of a stretch that is looked up."""
MAX_BEGINNINGS = 200_000
MAX_WORD = 24
"""Letters of a word that is looked up at most."""

_MAX_COST = 1.5
_PRESSES_A_SLIP = 5
"""Presses for each unit of ``slips.distance`` that may be a slip; in shorter stretches it is another word."""
CLOSE = 0.3
"""What is at most so much farther than the nearest is as likely."""

_HANGUL = re.compile("[가-힣]+")
_TYPED = re.compile("[가-힣ㄱ-ㅣ]+")


class Beginnings:
    """The beginnings of the labels' words, found within one press. Read-only and safe to share between threads."""

    def __init__(self, texts: Strings, neighbourhood: Neighbourhood) -> None:
        self._texts = texts
        self._neighbourhood = neighbourhood

    @classmethod
    def open(cls, directory: Path) -> Beginnings:
        """Raises IndexUnavailableError for damaged files."""
        texts = Strings.open(directory, "texts")
        try:
            hashes, words = (np.load(directory / f"{name}.npy", mmap_mode="r") for name in ("hashes", "words"))
        except (OSError, ValueError, EOFError) as error:
            raise damaged(directory) from error
        return cls(texts, Neighbourhood(hashes.view(np.ndarray), words.view(np.ndarray)))

    @staticmethod
    def write(directory: Path, words: Iterable[str]) -> None:
        """The beginnings of ``words``, given from the weightiest on, without their particles."""
        found: dict[str, None] = {}
        for word in words:
            if _HANGUL.fullmatch(word):
                longest = min(stem_length(word), MAX_LENGTH)
                found.update(dict.fromkeys(word[:length] for length in range(MIN_LENGTH, longest + 1)))
            if len(found) > MAX_BEGINNINGS:
                break
        Strings.write(directory, "texts", found)
        neighbourhood = Neighbourhood.of([fold(keys(text)) for text in found])
        np.save(directory / "hashes.npy", neighbourhood.hashes)
        np.save(directory / "words.npy", neighbourhood.words)

    def meant(self, word: str) -> list[tuple[float, str]]:
        """What ``word`` becomes when a stretch of it is taken for a beginning near it; with costs, nearest first."""
        presses = [keys(letter) for letter in word]
        joined = "".join(presses)
        if len(word) > MAX_WORD or len(joined) > MAX_TEXT or not _TYPED.fullmatch(word):
            return []
        at = np.array([*accumulate(map(len, presses), initial=0)])
        spans = [
            (start, end)
            for start in range(len(word) - 1)
            for end in range(start + MIN_LENGTH, min(start + MAX_LENGTH, len(word)) + 1)
        ]
        if not spans:
            return []
        starts, ends = np.array(spans).T
        found: dict[str, float] = {}
        for span, number in zip(*self._neighbourhood.near(fold(joined), at[starts], at[ends]), strict=True):
            start, end = spans[span]
            typed, text = joined[at[start] : at[end]], self._texts[int(number)]
            cost = distance(typed, keys(text))
            if 0 < cost <= min(_MAX_COST, len(typed) / _PRESSES_A_SLIP):
                meant = word[:start] + text + word[end:]
                found[meant] = min(cost, found.get(meant, cost))
        return sorted((cost, meant) for meant, cost in found.items())
