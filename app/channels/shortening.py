"""Text in as many characters as a messenger shows, ended where a reader would pause."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"

_PAUSE = re.compile(r"(?<!\d)[.!?。][)\]'\"’”]*(?=\s|$)|\S(?=[ \t]*\n)")
"""Where a sentence or a line ends. The point of ``3.`` at the beginning of a step is no end."""

_ADDRESS = re.compile("https?://")
_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_SKINS = range(0x1F3FB, 0x1F400)


def length(text: str) -> int:
    """UTF-16 code units of ``text``, as which platforms written in Java or JavaScript count characters."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` UTF-16 code units.

    What is cut ends with a sentence or a line where that keeps half of the room, else with a word and ELLIPSIS; only a
    word that takes more than half of the room is broken, and an address only at the very beginning, as half of one
    leads nowhere. What is one sign to the eye stays whole.
    """
    if length(text) <= limit:
        return text
    head = _fitting(text, limit)
    ends = [found.end() for found in _PAUSE.finditer(text, 0, len(head) + 1)]
    if ends and len(head) // 2 <= ends[-1] <= len(head):
        return head[: ends[-1]]
    head = _fitting(text, limit - length(ELLIPSIS))
    word = len(head) if text[len(head)].isspace() else max(head.rfind(" "), head.rfind("\n"))
    worth = word > len(head) // 2 or (word > 0 and _ADDRESS.match(text, word + 1))
    return head[: word if worth else len(head)].rstrip(" \n\t,") + ELLIPSIS


def _fitting(text: str, room: int) -> str:
    """The longest beginning that fits into ``room`` and breaks no sign."""
    end = 0
    while end < len(text) and (room := room - length(text[end])) >= 0:
        end += 1
    while end > 0 and _is_one_sign(text, end):
        end -= 1
    return text[:end]


def _is_one_sign(text: str, at: int) -> bool:
    """Whether the characters before and after ``at`` belong together: marks, skin colours, joined emoji, flags."""
    before, after = text[at - 1], text[at]
    if after == _JOINER or before == _JOINER or ord(after) in _SKINS or unicodedata.category(after) in ("Mn", "Me"):
        return True
    flags = 0
    while flags < at and ord(text[at - 1 - flags]) in _FLAGS:
        flags += 1
    return ord(after) in _FLAGS and flags % 2 == 1
