"""What a typed word may stand for: key presses that go on, first consonants, or a mixture of syllables and those."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.analysis.initials import typed_initials
from app.analysis.jamo import keys
from app.analysis.keyboard import to_hangul
from app.search.suggest.letters import Letters, code, initial_codes

MAX_TEXT = 300

_CONSONANT = re.compile("[ㄱ-ㅎ]")
_MIXTURE = re.compile("(?=.*[ㄱ-ㅎ])[가-힣ㄱ-ㅎ0-9a-z]+")
_PAIR = re.compile("[가-힣](?=[ㄱ-ㅎ])")


@dataclass(frozen=True, slots=True)
class Pattern:
    """First consonants as ``initial_codes`` has them; ``fixed`` are the letters known whole, by their index."""

    initials: bytes
    fixed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word, or several written as one. ``slip`` says that it was not typed so."""

    text: str
    code: bytes
    patterns: tuple[Pattern, ...] = ()
    slip: bool = False

    @classmethod
    def of(cls, letters: str, *, slip: bool = False) -> Reading:
        return cls(letters, code(letters), () if slip else tuple(_patterns(letters)), slip)


def words_of(text: str, limit: int) -> list[str]:
    """The first ``limit`` words of ``text``, folded, as far as they lie within its first MAX_TEXT characters."""
    letters = Letters.of(text[:MAX_TEXT])
    return [letters.text[start:end] for start, end in pairwise((*letters.words, len(letters.text)))][:limit]


def other_keyboard(text: str) -> str:
    """What the same keys give with the keyboard in the other mode; ``""`` where it is no single script."""
    letters = "".join(filter(str.isalpha, text))
    if letters and letters.isascii():
        return to_hangul(text)
    pressed = keys(text)
    return pressed.lower() if letters and keys(letters).isascii() else ""


def opened(word: str) -> str:
    """``word`` with the final consonant of its last syllable as a letter of its own: 산섭 is 산서ㅂ."""
    return re.sub("[가-힣]$", _without_final, word)


def _patterns(letters: str) -> Iterator[Pattern]:
    if not _MIXTURE.fullmatch(letters):
        return
    for spelling in dict.fromkeys((letters, _PAIR.sub(_without_final, letters))):
        consonants = typed_initials(spelling)
        if _CONSONANT.sub("", spelling):
            # A single consonant may have been joined with the next: ㄳ is ㄱㅅ.
            spelling = _CONSONANT.sub(lambda found: typed_initials(found[0]) or found[0], spelling)
        elif not consonants:
            return
        else:
            spelling = consonants
        fixed = tuple((at, letter) for at, letter in enumerate(spelling) if not _CONSONANT.fullmatch(letter))
        yield Pattern(initial_codes(spelling), fixed)


def _without_final(match: re.Match[str]) -> str:
    """The syllable with its final consonant as the first of another one: 곗ㅅ is 계ㅅㅅ."""
    order = ord(match[0]) - 0xAC00
    final = order % 28
    return chr(ord(match[0]) - final) + _FINALS[final] if final else match[0]


_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
