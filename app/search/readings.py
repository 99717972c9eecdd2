"""What one run of letters in a query may have been meant to be, rung by rung."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp
from typing import Literal, NamedTuple

from app.analysis.initials import initials, typed_initials
from app.analysis.jamo import keys
from app.analysis.keyboard import recompose, to_hangul
from app.analysis.letter_pairs import korean_log_odds
from app.analysis.particles import ENDINGS, PARTICLES
from app.analysis.slips import SWAP
from app.analysis.views import Analyzer
from app.kept import Kept
from app.search.segmentation import Piece, Segmentation, literal_pieces, meant_pieces, segment
from app.search.vocabulary import Vocabulary, Word

Rung = Literal["keyboard", "composition", "spelling", "initials", "prefix"]

MAX_HANGUL = 40
"""Characters of a run that is looked at; longer ones were pasted, not typed."""
MAX_LATIN = 120
ALTERNATIVES = 3
KEPT_RUNS = 5_000
"""Runs whose readings are kept, as the same words come in many queries."""

_SYLLABLE = re.compile("[가-힣]")
_LONE = re.compile("[ㄱ-ㅣ]")
_INITIALS_BEHIND = re.compile("([가-힣]+)([ㄱ-ㅎ]{2,})")
_MIN_PRESSES = 3
"""Of a word half typed."""
_MAX_SLIP = 1.0
_MIN_LATIN = 5
_MIN_ABROAD = 4
"""Letters of a Latin word that the collection does not hold."""
_DOUBTFUL = frozenset({"noun", "shred", "unknown"})
"""What may be a slip: so many nouns are in dictionaries that slips often make one."""
_SURE = 0.8
_CLOSE = 0.6
"""The longest way from a word that the dictionary knows to another one."""
_SHARPNESS = 2.0
"""How much likelier a cheaper way is than another, in e-folds for each unit of cost."""
_DOUBT, _SPREAD = 4.0, 1.5
"""Log-odds of an even chance that Latin letters are Korean, and what they change by to matter."""
_OWN, _BESIDE = 4.0, 2.0
"""Log-odds for what is made of the collection's words, and against each lone letter; for what is beside such a word."""


class Reading(NamedTuple):
    """``text`` in place of the run; ``trust`` is the probability that it was meant."""

    text: str
    rung: Rung
    trust: float


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of Hangul, the cheapest way to take it as it stands, and what else its stretches may be.

    ``near`` is empty when ``literal`` holds nothing that could be a slip.
    """

    text: str
    pieces: tuple[Piece, ...]
    literal: Segmentation
    near: tuple[Piece, ...]

    def meant(self) -> list[Segmentation]:
        """Other ways to take it, all cheaper."""
        ways = segment(self.text, [*self.pieces, *self.near], ALTERNATIVES) if self.near else []
        return [way for way in ways if way.cost < self.literal.cost and way.text != self.text]


class Reader:
    """Reads runs by the words of a collection, by what the analyser's dictionary knows, and by the Latin words that are
    understood though the collection does not hold them."""

    def __init__(
        self, vocabulary: Vocabulary, analyzer: Analyzer, understands: Callable[[str], bool] = lambda word: False
    ) -> None:
        self._vocabulary = vocabulary
        self._understands = understands
        self._analyzer = analyzer
        # Without a dictionary, what the collection lacks may be any word, not just a slip.
        self._spelling = 1.0 if all(token.known for token in analyzer.tokens("사람")) else 0.5
        self._kept: Kept[tuple[str, bool], list[Reading]] = Kept(KEPT_RUNS)

    def hangul(self, text: str, *, unfinished: bool) -> list[Reading]:
        """Readings of a run of syllables and lone letters; ``unfinished`` when nothing has been typed after it."""
        return self._kept.made((text, unfinished), lambda: self._hangul(text, unfinished=unfinished))

    def _hangul(self, text: str, *, unfinished: bool) -> list[Reading]:
        if len(text) > MAX_HANGUL:
            return []
        if consonants := typed_initials(text):
            return _merged([*self._by_initials(consonants), *self._left_in_korean(text)])
        run = self._run(text)
        if run.literal.explained:
            return _merged(self._other_words(run))
        readings = [*self._misspelt(run), *self._behind_syllables(text), *self._left_in_korean(text)]
        if unfinished:
            pressed = keys(text)
            readings = [
                reading._replace(rung="prefix") if _continues(reading, pressed) else reading
                for reading in (*readings, *self._half_typed(run))
            ]
        return _merged(readings)

    def latin(self, text: str, *, unfinished: bool, among_korean: bool = False) -> list[Reading]:
        """Readings of a run of Latin letters; ``among_korean`` when other runs are Korean typed in English mode."""
        if len(text) > MAX_LATIN or self._vocabulary.find(text.lower()):
            return []
        readings = [reading for pressed in _pressed(text) for reading in self._left_in_english(pressed, among_korean)]
        if unfinished:
            korean = _korean(text, among_korean)
            for reading in self._completions("", text, "prefix"):
                meant = 0.6 if reading.text.isascii() else korean
                readings.append(reading._replace(trust=reading.trust * meant))
        if len(text) >= _MIN_LATIN and all(reading.trust < _SURE for reading in readings):
            readings += self._misspelt_latin(text, among_korean)
        return _merged(readings)

    def _run(self, text: str) -> _Run:
        same = self._vocabulary.words_in(text)
        pieces = (*literal_pieces(text, self._analyzer.tokens(text), same), *meant_pieces(text, same))
        literal = segment(text, (piece for piece in pieces if piece.kind != "meant"))[0]
        doubtful = [(piece.start, piece.end) for piece in literal.pieces if piece.kind in _DOUBTFUL]
        near = self._vocabulary.near(text, doubtful) if doubtful else []
        return _Run(text, pieces, literal, tuple(meant_pieces(text, near)))

    def _misspelt(self, run: _Run) -> Iterator[Reading]:
        """출바ㄹ has the presses of 출발, so it is found in the same way as 춮발."""
        ways = run.meant()
        if ways:
            # The best is worth a try though parts of it are doubtful; others must be made of words.
            best, ways = ways[0], [way for way in ways if way is ways[0] or _is_made_of_words(way)]
            certainty = _sigmoid(1 + run.literal.cost - best.cost - 2 * best.slip)
            certainty *= self._spelling if best.slip else 1.0
            shares = [exp(_SHARPNESS * (best.cost - way.cost)) for way in ways]
            for way, share in zip(ways, shares, strict=True):
                yield Reading(way.text, "spelling" if way.slip else "composition", certainty * share / sum(shares))
        whole = recompose(run.text)
        if whole != run.text and not _LONE.search(whole) and self._run(whole).literal.explained:
            yield Reading(whole, "composition", 0.95)

    def _other_words(self, run: _Run) -> Iterator[Reading]:
        """The collection's words beside nouns that only the dictionary knows: 결제 for 결재."""
        own = [piece for piece in run.pieces if piece.kind not in {"noun", "meant"}]
        close = [piece for piece in run.near if piece.slip <= _CLOSE]
        for way in segment(run.text, [*own, *close], ALTERNATIVES) if close else ():
            if way.text != run.text and way.explained:
                yield Reading(way.text, "spelling", 0.5 - 0.4 * way.slip)

    def _by_initials(self, consonants: str) -> Iterator[Reading]:
        words = self._vocabulary.with_initials(consonants, ALTERNATIVES)
        certainty = 1 - 0.5 ** (len(consonants) - 1)
        if not words and len(consonants) > 2:
            words, certainty = self._vocabulary.with_initials(consonants, ALTERNATIVES, prefix=True), certainty / 2
        yield from _shared(words, "initials", certainty)

    def _behind_syllables(self, text: str) -> Iterator[Reading]:
        """세금ㄱㅅㅅ: syllables first, then first consonants."""
        match = _INITIALS_BEHIND.fullmatch(text)
        consonants = match and typed_initials(match[2])
        if match and consonants:
            words = self._vocabulary.with_initials(initials(match[1]) + consonants, 10 * ALTERNATIVES)
            fitting = [word for word in words if word.text.replace(" ", "").startswith(match[1])]
            yield from _shared(fitting[:ALTERNATIVES], "initials", 0.9)

    def _half_typed(self, run: _Run) -> Iterator[Reading]:
        """The words before the first that is none stay; that one is completed."""
        start = 0
        for piece in run.literal.pieces:
            if piece.kind in {"unknown", "shred"}:
                break
            start = piece.end
        for at in {0, start}:
            yield from self._completions(run.text[:at], keys(run.text[at:]), rung="prefix")

    def _completions(self, before: str, pressed: str, rung: Rung) -> Iterator[Reading]:
        if len(pressed) >= _MIN_PRESSES:
            typed = to_hangul(pressed)
            words = [
                word
                for word in self._vocabulary.starting_with(pressed, ALTERNATIVES)
                if word.text.removeprefix(typed) not in PARTICLES | ENDINGS
            ]
            certainty = 0.9 - 1.8 / len(pressed)
            for reading in _shared(words, rung, certainty):
                yield reading._replace(text=before + reading.text)

    def _left_in_korean(self, text: str) -> Iterator[Reading]:
        """ㅔ묘ㅔ미: a Latin word, of the collection or otherwise understood, typed in Korean mode."""
        pressed = keys(text).lower()
        if len(text) > 1 and (word := self._vocabulary.find(pressed)):
            yield Reading(word.text, "keyboard", 0.95 if len(pressed) > 3 else 0.7)
        elif len(pressed) >= _MIN_ABROAD and self._understands(pressed):
            yield Reading(pressed, "keyboard", 0.95)
        elif len(pressed) >= _MIN_LATIN:
            for word, slip in self._beside(pressed):
                if word.text.isascii():
                    yield Reading(word.text, "keyboard", 0.9 - 0.5 * slip)

    def _misspelt_latin(self, text: str, among_korean: bool) -> Iterator[Reading]:
        korean = _korean(text, among_korean, _BESIDE)
        for word, slip in self._beside(text):
            if not word.text.isascii():
                yield Reading(word.text, "keyboard", korean * (1 - 0.4 * slip))
            elif slip <= SWAP:
                yield Reading(word.text, "spelling", 0.5 - 0.2 * slip)

    def _left_in_english(self, pressed: str, among_korean: bool) -> Iterator[Reading]:
        """tprmarPtkstj: Korean, typed in English mode."""
        text = to_hangul(pressed)
        syllables, lone = len(_SYLLABLE.findall(text)), len(_LONE.findall(text))
        if len(text) > MAX_HANGUL or syllables < (1 if among_korean else 2) or syllables < 2 * lone:
            return
        run = self._run(text)
        if run.literal.explained:
            own = all(piece.kind in {"word", "function"} for piece in run.literal.pieces)
            korean, others = _korean(pressed, among_korean, _OWN * own), self._other_words(run)
        else:
            korean, others = _korean(pressed, among_korean, -_OWN * lone), self._misspelt(run)
        doubt = 1.0
        for reading in others:
            yield Reading(reading.text, "keyboard", korean * reading.trust)
            doubt = min(doubt, 1 - reading.trust)
        if not lone and (run.literal.explained or doubt > 0.5):
            yield Reading(text, "keyboard", korean * doubt)

    def _beside(self, pressed: str) -> Iterator[tuple[Word, float]]:
        """The words that ``pressed`` misses by a slip, and its distance."""
        for _, _, word, slip in self._vocabulary.near(pressed, [(0, len(pressed))]):
            if 0 < slip <= _MAX_SLIP:
                yield word, slip


def _is_made_of_words(way: Segmentation) -> bool:
    return all(piece.kind not in _DOUBTFUL for piece in way.pieces)


def _continues(reading: Reading, pressed: str) -> bool:
    """Whether what looks misspelt is only half typed."""
    return reading.rung == "spelling" and keys(reading.text).startswith(pressed)


def _pressed(text: str) -> list[str]:
    """The keys that may have been pressed for ``text``: a telephone's capital letter and Caps Lock taken back."""
    if text.isupper():
        # Short ones are abbreviations: SNS would be 눈.
        return [text.lower()] if len(text) > _MIN_LATIN else []
    first_lower = text[0].lower() + text[1:]
    return list(dict.fromkeys((text, first_lower)))


def _shared(words: list[Word], rung: Rung, certainty: float) -> Iterator[Reading]:
    """Words that fit alike share ``certainty`` by their weight."""
    total = sum(word.weight for word in words)
    for word in words:
        yield Reading(word.text, rung, certainty * word.weight / total)


def _merged(readings: Iterator[Reading] | list[Reading]) -> list[Reading]:
    """The best of the readings with the same text, the likeliest first."""
    best: dict[str, Reading] = {}
    for reading in readings:
        if reading.text not in best or best[reading.text].trust < reading.trust:
            best[reading.text] = reading
    return sorted(best.values(), key=lambda reading: -reading.trust)[:ALTERNATIVES]


def _korean(pressed: str, among_korean: bool, evidence: float = 0.0) -> float:
    """The probability that Latin letters were meant as Korean."""
    context = 6.0 if among_korean else 0.0
    return _sigmoid((korean_log_odds(pressed) - _DOUBT + context + evidence) / _SPREAD)


def _sigmoid(odds: float) -> float:
    return 1 / (1 + exp(-odds))
