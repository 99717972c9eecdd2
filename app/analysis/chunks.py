"""Cuts text so that tokenizers whose time grows faster than the text take linear time all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.analysis.base import Token
from app.analysis.normalise import fold


def tokenize_in_chunks(text: str, size: int, split: Callable[[str], list[Token]]) -> list[Token]:
    """The tokens that ``split`` finds in the folded chunks of ``text``, moved to where they stand in ``text``."""
    return [
        token._replace(
            surface=text[offset + token.start : offset + token.end],
            start=offset + token.start,
            end=offset + token.end,
        )
        for offset, chunk in chunks(fold(text), size)
        for token in split(chunk)
    ]


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
