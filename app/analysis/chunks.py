"""Cuts text so that tokenizers whose time grows faster than the text take linear time all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.analysis.base import Token
from app.analysis.normalise import fold


def tokenize_in_chunks(text: str, size: int, split: Callable[[str], list[Token]]) -> list[Token]:
    """The tokens that ``split`` finds in the folded chunks of ``text``, moved to where they stand in ``text``."""
    folded = fold(text)
    unchanged = folded == text
    tokens: list[Token] = []
    for offset, chunk in chunks(folded, size):
        found = split(chunk)
        if unchanged and not offset:
            tokens += found
            continue
        for _, lemma, tag, start, end, known, parts in found:
            first, last = offset + start, offset + end
            tokens.append(Token(text[first:last], lemma, tag, first, last, known, parts))
    return tokens


def chunks(text: str, size: int) -> Iterator[tuple[int, str]]:
    """Consecutive pieces of ``text`` with their offsets, each of 1 to ``size`` characters and none of them blank.

    A cut falls on the last space that fits; a longer run without one is cut where it is full.
    """
    position = 0
    while position < len(text):
        end = position + size
        if end < len(text):
            space = text.rfind(" ", position + 1, end + 1)
            end = space if space > 0 else end
        piece = text[position:end]
        if not piece.isspace():
            yield position, piece
        position = end
