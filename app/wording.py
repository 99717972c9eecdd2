"""Korean sentences around words that are not known beforehand: the particle that fits how a word ends."""

from __future__ import annotations

import re

_LAST_RUN = re.compile(
    r"(?P<hangul>[가-힣])|(?P<letter>[ㄱ-ㅣ])|(?P<digits>[0-9]+)|(?P<latin>[A-Za-z]+)|(?P<percent>%)"
)
_FIRST, _RIEUL = 0xAC00, 8

_DIGITS_CLOSED = frozenset("36")
"""Digits that end in a consonant other than ㄹ: 삼, 육. Of zeros at the end only 조 has none."""
_TRILLIONS = range(12, 16)

_CLOSED_LETTERS = frozenset("mn")
"""Letters whose names end in a consonant other than ㄹ: 엠, 엔."""
_CLOSED_WORD = re.compile(
    r"(?:[mn]|[aeiouy][mn]e|ng|ck|pp|talk|web|(?:[^aeiou]|^)[aeiouy][ptkc]|ook|oup|[aeo]ic)$", re.IGNORECASE
)
"""English words that Korean ends in a consonant: a nasal, or p, t, k after a short vowel (외래어 표기법 제3장)."""


def with_ro(text: str) -> str:
    """The particle ``으로`` or ``로`` that follows ``text``; ``(으)로`` where nothing in it can be read aloud.

    After a vowel or ㄹ it is ``로``. What is no letter or digit at the end, such as a question mark, is passed over.
    """
    runs = list(_LAST_RUN.finditer(text))
    if not runs:
        return "(으)로"
    return "으로" if _is_closed(runs[-1]) else "로"


def _is_closed(run: re.Match[str]) -> bool:
    """Whether ``run`` ends in a consonant other than ㄹ when read aloud."""
    if run["hangul"]:
        # Unicode, chapter 3.12: the final consonant is the remainder by 28, 0 being none.
        return (ord(run["hangul"]) - _FIRST) % 28 not in (0, _RIEUL)
    if run["letter"]:
        return run["letter"] < "ㅏ" and run["letter"] != "ㄹ"
    if run["digits"]:
        return _is_closed_number(run["digits"])
    if run["latin"]:
        return _is_closed_word(run["latin"])
    return False


def _is_closed_number(digits: str) -> bool:
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == len(digits) or not zeros:
        return bool(zeros) or digits[-1] in _DIGITS_CLOSED
    return zeros not in _TRILLIONS


def _is_closed_word(word: str) -> bool:
    is_spelt = word.isupper() or not re.search("[aeiouy]", word, re.IGNORECASE)
    return word[-1].lower() in _CLOSED_LETTERS if is_spelt else bool(_CLOSED_WORD.search(word))
