"""A text as its letters alone, and letters as the key presses that type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from app.analysis.initials import initials
from app.analysis.jamo import keys
from app.analysis.normalise import normalise

_WORD = re.compile(r"[^\W_]+")
_INITIALS = {letter: number for number, letter in enumerate("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", 1)}
_NO_INITIAL = 255


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, folded, without spaces and punctuation.

    ``places`` are their offsets in the text, which has to be in NFC; ``words`` the index in ``text`` of the first
    letter of each word. ``codes`` are the presses of all and ``starts`` where each letter's begin in them, and the end.
    """

    text: str
    places: tuple[int, ...]
    words: tuple[int, ...]
    codes: bytes
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Letters:
        folded = normalise(text)
        found = [match.span() for match in _WORD.finditer(folded)]
        places = tuple(place for start, end in found for place in range(start, end))
        letters = "".join(folded[start:end] for start, end in found)
        words = tuple(accumulate((end - start for start, end in found[:-1]), initial=0)) if found else ()
        codes = list(map(_CODES.__getitem__, letters))
        return cls(letters, places, words, b"".join(codes), tuple(accumulate(map(len, codes), initial=0)))


def code(letters: str) -> bytes:
    """The presses that type ``letters``, in which no two scripts have a byte in common, and none is 0.

    Hangul is its presses (``jamo.keys``), ASCII letters are 1 to 26, digits themselves and all else UTF-8.
    """
    return b"".join(map(_CODES.__getitem__, letters))


def initial_codes(letters: str) -> bytes:
    """One byte a letter: 1 to 19 for the first consonant of Hangul, ASCII for itself, 255 for all else."""
    return bytes(
        _INITIALS.get(letter, ord(letter) if letter.isascii() else _NO_INITIAL) for letter in initials(letters)
    )


class _Codes(dict[str, bytes]):
    """Filled as letters are met; at most one entry for each code point."""

    def __missing__(self, letter: str) -> bytes:
        latin = letter.isascii() and letter.isalpha()
        self[letter] = found = bytes([ord(letter.lower()) - 96]) if latin else keys(letter).encode()
        return found


_CODES = _Codes()
