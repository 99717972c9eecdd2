"""Emphasis as Korean writes it: ``**"발송"**은`` has bold text.

CommonMark lets ``**`` behind a sign close only before a space or another sign, since in its languages a word goes on
with letters of its own. Korean puts particles right behind quotes and brackets.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.rules_inline.state_inline import Delimiter, StateInline

_KOREAN = re.compile("[ㄱ-ㆎ가-힣]")


def emphasis(state: StateInline, silent: bool) -> bool:
    """The inline rule of that name; see CommonMark 0.31, 6.2, for what it is without Korean beside it."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    found = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1 : state.pos]
    after = state.src[state.pos + found.length : state.pos + found.length + 1]
    for _ in range(found.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=found.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=found.can_open or (marker == "*" and _is_sign(after) and bool(_KOREAN.match(before))),
                close=found.can_close or (marker == "*" and _is_sign(before) and bool(_KOREAN.match(after))),
            )
        )
    state.pos += found.length
    return True


def _is_sign(character: str) -> bool:
    return bool(character) and (isMdAsciiPunct(ord(character)) or isPunctChar(character))
