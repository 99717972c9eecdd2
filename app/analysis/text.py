"""What text must be to enter: composed, well-formed and not too long."""

from __future__ import annotations

import unicodedata

from app.errors import InvalidRequestError

_LINE_BREAKS_AND_TABS = str.maketrans("\n\r\t", "   ")
_LONGEST_DECOMPOSITION = 4
"""Code points that NFC can make one of, at most."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks of no width."""

_OF_EMOJI = frozenset(map(chr, (0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080))))
"""What joins two emoji, selects the look of one, and makes a flag of one."""


def clean(text: str, limit: int, *, parameter: str, keep_lines: bool = False) -> str:
    """``text`` in NFC without surrounding white space, at most ``limit`` characters long.

    Tabs and line breaks become spaces; with ``keep_lines`` they stay, ``\\r\\n`` as ``\\n``. What cannot be seen is
    dropped, as it could hide in a word or a number, unless it is part of an emoji. Raises InvalidRequestError naming
    ``parameter`` for a lone surrogate, another control character or too great a length.
    """
    if len(text) > limit * _LONGEST_DECOMPOSITION:
        raise _too_long(len(text), limit, parameter)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidRequestError("글자가 깨져 있어요. UTF-8로 다시 보내 주세요.", parameter=parameter)
    text = unicodedata.normalize("NFC", text if text.isascii() else _seen(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n") if keep_lines else text.translate(_LINE_BREAKS_AND_TABS)
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            code = f"U+{ord(character):04X}"
            raise InvalidRequestError(f"쓸 수 없는 제어 문자({code})가 들어 있어요.", parameter=parameter)
    text = text.strip()
    if len(text) > limit:
        raise _too_long(len(text), limit, parameter)
    return text


def _seen(text: str) -> str:
    kept: list[str] = []
    for character in text:
        if character in _OF_EMOJI:
            is_kept = bool(kept) and (kept[-1] in _OF_EMOJI or unicodedata.category(kept[-1]) in ("So", "Sk", "Sm"))
        else:
            is_kept = character not in _FILLERS and unicodedata.category(character) != "Cf"
        if is_kept:
            kept.append(character)
    return "".join(kept)


def _too_long(length: int, limit: int, parameter: str) -> InvalidRequestError:
    return InvalidRequestError(f"{limit:,}자까지 쓸 수 있어요. 지금은 {length:,}자예요.", parameter=parameter)
