"""Emphasis as Korean writes it: ``**"발송"**은`` has bold text.

CommonMark lets ``**`` behind a sign close only before a space or another sign, since in its languages a word goes on
with letters of its own. Korean puts particles right behind quotes and brackets.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import emphasis as commonmark

_KOREAN = re.compile("[ㄱ-ㆎ가-힣]")


def emphasis(state: StateInline, silent: bool) -> bool:
    """The library's inline rule of that name, whose marks may also open and close beside Korean."""
    start, known = state.pos, len(state.delimiters)
    if not commonmark.tokenize(state, silent):
        return False
    before, after = state.src[start - 1 : start], state.src[state.pos : state.pos + 1]
    if state.src[start] == "*":
        for mark in state.delimiters[known:]:
            mark.open = mark.open or (_is_sign(after) and _is_korean(before))
            mark.close = mark.close or (_is_sign(before) and _is_korean(after))
    return True


def _is_korean(character: str) -> bool:
    return _KOREAN.match(character) is not None


def _is_sign(character: str) -> bool:
    return bool(character) and (isMdAsciiPunct(ord(character)) or isPunctChar(character))
