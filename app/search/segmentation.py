"""A run of letters cut into the pieces that explain it best: words, endings, or words that were meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import log1p
from typing import Literal

from app.analysis.base import Token
from app.analysis.particles import ENDINGS, PARTICLES
from app.search.vocabulary import Near, Word

Kind = Literal["word", "noun", "other", "function", "shred", "meant", "unknown"]
"""A word of the collection; a noun or another word of the dictionary alone; a particle or ending; a dictionary's word
of one syllable, which may be what a slip left of a word; a word of the collection that was meant; nothing known."""

_WORD = 1.5
_COMMON = 0.1
"""Taken off for each e-fold of a word's weight."""
_DICTIONARY = 1.6
_STEM = 1.3
_FUNCTION = 0.5
_SHRED = 1.8
_UNKNOWN = 3.0
_SLIP = 2.0
"""For each unit of ``slips.distance``."""

_SYLLABLES = re.compile("[가-힣]+")
_FUNCTION_TAGS = ("J", "E", "VC", "VX", "XS", "XP")
_SHORT_TAGS = frozenset({"VV", "VA", "VCN", "NR", "NNBC"})
"""Stems, numbers and units, which are words whatever their length."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``text`` is, or is meant by, the characters ``[start, end)``; ``slip`` is the distance between the two."""

    start: int
    end: int
    text: str
    kind: Kind
    cost: float
    slip: float = 0.0


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Pieces from the first character to the last without a gap, and the sum of their costs."""

    pieces: tuple[Piece, ...] = ()
    cost: float = 0.0

    def __add__(self, piece: Piece) -> Segmentation:
        return Segmentation((*self.pieces, piece), self.cost + piece.cost)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def slip(self) -> float:
        return sum(piece.slip for piece in self.pieces)

    @property
    def explained(self) -> bool:
        """Whether words and what belongs to them account for all of it."""
        kinds = {piece.kind for piece in self.pieces}
        return kinds.isdisjoint({"unknown", "shred"}) and kinds != {"function"}


def literal_pieces(text: str, tokens: Sequence[Token], near: Iterable[Near]) -> Iterator[Piece]:
    """What stands in ``text`` as it is: words of the collection, of the tokenizer's dictionary, and endings."""
    for start, end, word, _ in near:
        if word.text == text[start:end]:
            yield Piece(start, end, word.text, "word", _word_cost(word))
    for token, following in zip_longest(tokens, tokens[1:]):
        # No word begins with an ending, and a prefix needs a noun: what slips leave of words is often taken for these.
        if token.tag.startswith("XP"):
            misplaced = not following or not following.tag.startswith("N")
        else:
            misplaced = not token.start and token.tag.startswith(_FUNCTION_TAGS)
        if token.known and not misplaced and _SYLLABLES.fullmatch(token.surface):
            kind, cost = _known(token)
            yield Piece(token.start, token.end, text[token.start : token.end], kind, cost)
    for start in range(1, len(text)):
        if text[start:] in PARTICLES or text[start:] in ENDINGS:
            yield Piece(start, len(text), text[start:], "function", _FUNCTION)


def meant_pieces(text: str, near: Iterable[Near]) -> Iterator[Piece]:
    """Words of the collection that may have been meant."""
    for start, end, word, slip in near:
        if word.text != text[start:end]:
            yield Piece(start, end, word.text, "meant", _word_cost(word) + _SLIP * slip, slip)


def segment(text: str, pieces: Iterable[Piece], limit: int = 1) -> list[Segmentation]:
    """The cheapest ways through ``text``, each giving another text; a character in no piece is unknown."""
    ending_at = [[Piece(at, at + 1, character, "unknown", _UNKNOWN)] for at, character in enumerate(text)]
    for piece in pieces:
        ending_at[piece.end - 1].append(piece)
    best = [[Segmentation()]]
    for choices in ending_at:
        ways = ((way, piece) for piece in choices for way in best[piece.start])
        distinct: dict[str, Segmentation] = {}
        # One way may be repeated with the same text; a few more than wanted are enough to tell.
        for way, piece in sorted(ways, key=lambda each: each[0].cost + each[1].cost)[: 3 * limit]:
            longer = way + piece
            distinct.setdefault(longer.text, longer)
        best.append(list(distinct.values())[:limit])
    return best[-1]


def _known(token: Token) -> tuple[Kind, float]:
    if token.tag.startswith(_FUNCTION_TAGS):
        return "function", _FUNCTION
    if token.tag in _SHORT_TAGS:
        return "other", _STEM
    if token.end - token.start == 1:
        return "shred", _SHRED
    return ("noun" if token.tag.startswith("N") else "other"), _DICTIONARY


def _word_cost(word: Word) -> float:
    return max(_WORD - _COMMON * log1p(word.weight), _DICTIONARY / 2)
