"""A run of letters cut into the pieces that explain it best: words, endings, or words that were meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.analysis.base import Token
from app.analysis.particles import ENDINGS, PARTICLES
from app.search.vocabulary import Near

Kind = Literal["word", "dictionary", "function", "shred", "meant", "unknown"]
"""A word of the collection; one of the dictionary; a particle or ending; a dictionary's word of one syllable, which may
be what a slip left of a word; a word of the collection that was meant; nothing known."""

_WORD = 1.0
_RARE = 0.3
"""On top for a word that a single body holds: it may be a slip itself."""
_DICTIONARY = 1.4
_FUNCTION = 0.5
_SHRED = 1.8
_UNKNOWN = 3.0
_SLIP = 2.0
"""For each unit of ``slips.distance``."""

_FUNCTION_TAGS = ("J", "E", "VC", "VX", "XS", "XP")


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
        """Whether words account for all of it: no unknown letter, and no more shreds than words."""
        shreds = sum(piece.kind == "shred" for piece in self.pieces)
        words = sum(piece.kind in {"word", "dictionary", "meant"} for piece in self.pieces)
        return all(piece.kind != "unknown" for piece in self.pieces) and shreds <= words and words > 0


def literal_pieces(text: str, tokens: Iterable[Token], near: Iterable[Near]) -> Iterator[Piece]:
    """What stands in ``text`` as it is: words of the collection, of the tokenizer's dictionary, and endings."""
    for start, end, word, cost in near:
        if not cost:
            rare = _RARE if word.frequency == 1 and not word.titles else 0.0
            yield Piece(start, end, word.text, "word", _WORD + rare)
    for token in tokens:
        if token.known and (token.start or not token.tag.startswith(_FUNCTION_TAGS)):
            kind, piece_cost = _known(token)
            yield Piece(token.start, token.end, text[token.start : token.end], kind, piece_cost)
    for start in range(1, len(text)):
        if text[start:] in PARTICLES or text[start:] in ENDINGS:
            yield Piece(start, len(text), text[start:], "function", _FUNCTION)


def meant_pieces(near: Iterable[Near]) -> Iterator[Piece]:
    """Words of the collection that may have been meant."""
    for start, end, word, cost in near:
        if cost:
            rare = _RARE if word.frequency == 1 and not word.titles else 0.0
            yield Piece(start, end, word.text, "meant", _WORD + rare + _SLIP * cost, cost)


def segment(text: str, pieces: Iterable[Piece], limit: int = 1) -> list[Segmentation]:
    """The cheapest ways through ``text``, each giving another text; a character in no piece is unknown."""
    ending_at = [[Piece(at, at + 1, character, "unknown", _UNKNOWN)] for at, character in enumerate(text)]
    for piece in pieces:
        ending_at[piece.end - 1].append(piece)
    best = [[Segmentation()]]
    for choices in ending_at:
        ways = sorted((way + piece for piece in choices for way in best[piece.start]), key=lambda way: way.cost)
        best.append(list({way.text: way for way in reversed(ways)}.values())[::-1][:limit])
    return best[-1]


def _known(token: Token) -> tuple[Kind, float]:
    if token.tag.startswith(_FUNCTION_TAGS):
        return "function", _FUNCTION
    return ("dictionary", _DICTIONARY) if token.end - token.start > 1 else ("shred", _SHRED)
