"""Words typed by their first consonants (초성): ㅅㄱㄱㅅㅅ for 세금계산서."""

from __future__ import annotations

import re

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SPLIT = str.maketrans(
    {
        **{"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ"},
        **{"ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"},
    }
)
_QUERY = re.compile("[ㄱ-ㅎ]{2,}")
_ROWS = ("ㅂㅈㄷㄱㅅ", "ㅁㄴㅇㄹㅎ", "ㅋㅌㅊㅍ")
"""The consonants of a Korean keyboard, row by row: who strikes them in this order tries the keys."""
_LAUGHTER = re.compile(r"(?:ㅋ|ㅎ)+|(.)\1{2,}")


def initials(text: str) -> str:
    """``text`` with the first consonant for each syllable; what is no whole syllable stays."""
    return text.translate(_TABLE)


class _Table(dict[int, str]):
    """Filled as characters are met; at most one entry for each code point."""

    def __missing__(self, code: int) -> str:
        syllable = 0xAC00 <= code <= 0xD7A3
        self[code] = found = _INITIALS[(code - 0xAC00) // 588] if syllable else chr(code)
        return found


_TABLE = _Table()


def typed_initials(word: str) -> str:
    """The first consonants that ``word`` consists of, or ``""`` when it is anything else.

    Consonants that an input method joined count one by one (``ㄳ`` is ``ㄱㅅ``). Laughter and the like (``ㅋㅋ``,
    ``ㅎㅎㅎ``, ``ㄷㄷㄷ``) stands for no word, nor do keys struck in a row (``ㅂㅈㄷㄱ``).
    """
    word = word.translate(_SPLIT)
    struck = len(word) > 2 and any(word in row for row in _ROWS)
    return word if _QUERY.fullmatch(word) and not _LAUGHTER.fullmatch(word) and not struck else ""
