"""What a query may have been meant to be when it was not typed as the collection spells it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from app.analysis.particles import ENDINGS, PARTICLES
from app.analysis.views import Analyzer
from app.search.readings import Reader, Reading, Rung
from app.search.vocabulary import Vocabulary

MAX_CORRECTIONS = 3
MAX_RUNS = 12
"""Runs of letters that are looked at, the first ones typed."""
MIN_TRUST = 0.2

_SURE = 0.8
_WEIGHED = 4
"""Runs whose readings are weighed against each other; of the others only the best is taken."""

_NOISE = re.compile(r"(?<![ㄱ-ㅎ])([ㅋㅎㅇㄷㅂ])\1+(?![ㄱ-ㅣ])|[ㅠㅜ]{2,}|ㅡ{2,}")
"""Laughter, tears and sighs."""
_TEAR = re.compile("(?<![가-힣ㄱ-ㅣ])([가-힣]+)[ㅠㅜ](?![가-힣ㄱ-ㅣ])")
"""One alone, behind whole syllables: in ㅣㅐ햐ㅜ it is a letter."""
_BROKEN = re.compile("[ㄱ-ㅎㅏ-ㅣ]|[A-Za-z]{4,}")
_RUN = re.compile("(?P<hangul>[가-힣ㄱ-ㅣ]+)|(?P<latin>[A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Correction:
    """``text`` is the whole query as it was meant; ``trust`` in (0, 1] how likely that is.

    ``rung`` is the way in which the least certain change was made.
    """

    text: str
    rung: Rung
    trust: float


@dataclass(frozen=True, slots=True)
class _Choice:
    """The readings of the characters ``[start, end)``; the last one may be None: as typed."""

    start: int
    end: int
    readings: tuple[Reading | None, ...]

    def trust(self, reading: Reading | None) -> float:
        if reading:
            return reading.trust
        return max(1 - sum(other.trust for other in self.readings if other), 0.02)

    def is_likely(self, reading: Reading | None) -> bool:
        return self.trust(reading) >= MIN_TRUST


class Corrector:
    """Safe to share between threads."""

    def __init__(
        self, vocabulary: Vocabulary, analyzer: Analyzer, understands: Callable[[str], bool] = lambda word: False
    ) -> None:
        """``understands`` says which Latin words mean something here though no article holds them."""
        self._reader = Reader(vocabulary, analyzer, understands)

    def corrections(self, text: str) -> tuple[Correction, ...]:
        """The likeliest first, at most 3, none of them ``text`` itself; none at all for a text that is fine.

        ``text`` is in NFC. Whatever is neither Hangul nor Latin letters stays as it is, spaces too.
        """
        choices = self._choices(text)
        found: dict[str, Correction] = {}
        for readings in product(*(filter(choice.is_likely, choice.readings) for choice in choices)):
            correction = _combined(text, choices, readings)
            if correction and correction.trust >= MIN_TRUST and correction.text != text:
                best = found.get(correction.text)
                found[correction.text] = max(best or correction, correction, key=lambda each: each.trust)
        return tuple(sorted(found.values(), key=lambda each: -each.trust)[:MAX_CORRECTIONS])

    def _choices(self, text: str) -> list[_Choice]:
        """For each run that has readings, these and, for the first few, the run as typed."""
        noiseless = _TEAR.sub(r"\1 ", _NOISE.sub(lambda noise: " " * len(noise[0]), text))
        runs = [run for run in _RUN.finditer(noiseless) if not _is_appended(run)][:MAX_RUNS]
        last = len(text.rstrip())
        readings: dict[int, list[Reading]] = {}
        among_korean = False
        # The longest first: one run in the wrong mode for sure tells the mode of the shorter ones.
        for run in sorted(runs, key=lambda run: -len(run[0])):
            unfinished = run.end() == last
            if run["hangul"]:
                found = self._reader.hangul(run[0], unfinished=unfinished)
            else:
                found = self._reader.latin(run[0], unfinished=unfinished, among_korean=among_korean)
                among_korean = among_korean or (bool(found) and _is_sure(found[0]))
            readings[run.start()] = found
        choices: list[_Choice] = []
        for run in runs:
            # A combination is trusted no more than any of its readings.
            if likely := tuple(reading for reading in readings[run.start()] if reading.trust >= MIN_TRUST):
                options = (*likely, None) if len(choices) < _WEIGHED else likely[:1]
                choices.append(_Choice(run.start(), run.end(), options))
        return choices


def is_broken(text: str) -> bool:
    """Whether ``text`` cannot have come out as it was meant: letters outside of syllables, or Latin ones in a row."""
    return _BROKEN.search(text) is not None


def is_between(text: str, typed: str, corrected: str) -> bool:
    """Whether ``text`` has each of its words from ``typed`` or from ``corrected``, of equally many."""
    words = [each.split() for each in (text, typed, corrected)]
    return len(set(map(len, words))) == 1 and all(word in others for word, *others in zip(*words, strict=True))


def _is_appended(run: re.Match[str]) -> bool:
    """Whether it is no word but a particle or a unit: API는, 3개."""
    before = run.string[run.start() - 1 : run.start()]
    return run[0] in PARTICLES | ENDINGS or (len(run[0]) == 1 and before.isalnum())


def _is_sure(reading: Reading) -> bool:
    return reading.rung == "keyboard" and reading.trust >= _SURE


def _combined(text: str, choices: list[_Choice], readings: tuple[Reading | None, ...]) -> Correction | None:
    parts, at, trust = [], 0, 1.0
    for choice, reading in zip(choices, readings, strict=True):
        parts += [text[at : choice.start], reading.text if reading else text[choice.start : choice.end]]
        at = choice.end
        trust *= choice.trust(reading)
    made = [reading for reading in readings if reading]
    if not made:
        return None
    return Correction("".join((*parts, text[at:])), min(made, key=lambda reading: reading.trust).rung, trust)
