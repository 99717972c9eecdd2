"""Hangul as the keys that type it on the standard two-set (두벌식, KS X 5002) keyboard."""

from __future__ import annotations

INITIALS = ("r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g")
VOWELS = (
    *("k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho"),
    *("hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"),
)
FINALS = (
    *("", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx"),
    *("fv", "fg", "a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"),
)
"""The presses for each part of a syllable, in Unicode's order; a syllable may have no final."""

_CONSONANT_LETTERS = "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_CONSONANT_KEYS = (
    *("r", "R", "rt", "s", "sw", "sg", "e", "E", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg"),
    *("a", "q", "Q", "qt", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g"),
)
_VOWEL_LETTERS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"

KEYS = dict(zip(_CONSONANT_LETTERS + _VOWEL_LETTERS, _CONSONANT_KEYS + VOWELS, strict=True))
"""The presses for each letter that can stand alone."""

_FIRST, _LAST = 0xAC00, 0xD7A3


def keys(text: str) -> str:
    """The key presses that type ``text``, as QWERTY letters; upper case is a press with Shift.

    A compound vowel or final consonant is two presses (``ㅘ`` is ``hk``, ``ㄳ`` is ``rt``), a doubled consonant one
    with Shift (``ㄲ`` is ``R``). What is no Hangul stays, so Korean typed with the keyboard left in English mode has
    the keys it was meant to have: ``keys("월렛") == keys("dnjffpt")``.
    """
    return text.translate(_TABLE)


class _Table(dict[int, str]):
    """Filled as characters are met; at most one entry for each code point."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _keys_of(code)
        return found


_TABLE = _Table()


def _keys_of(code: int) -> str:
    if not _FIRST <= code <= _LAST:
        return KEYS.get(chr(code), chr(code))
    # Unicode, chapter 3.12: syllable = (initial * 21 + vowel) * 28 + final.
    rest, final = divmod(code - _FIRST, 28)
    initial, vowel = divmod(rest, 21)
    return INITIALS[initial] + VOWELS[vowel] + FINALS[final]
