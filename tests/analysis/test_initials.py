from __future__ import annotations

import pytest

from app.analysis.initials import initials, typed_initials


def test_initials_of_a_text() -> None:
    assert initials("세금계산서 발행, 쌀 10kg") == "ㅅㄱㄱㅅㅅ ㅂㅎ, ㅆ 10kg"


@pytest.mark.parametrize(
    ("word", "consonants"),
    [
        ("ㅅㄱㄱㅅㅅ", "ㅅㄱㄱㅅㅅ"),
        ("ㅅㄱㄳㅅ", "ㅅㄱㄱㅅㅅ"),
        ("ㄳ", "ㄱㅅ"),
        ("ㅄ", "ㅂㅅ"),
        ("ㅋㅋㅇㅌ", "ㅋㅋㅇㅌ"),
        ("ㄲㅈ", "ㄲㅈ"),
        ("ㅋㅋㅋ", ""),
        ("ㅎㅎ", ""),
        ("ㄷㄷㄷ", ""),
        ("ㅂㅈㄷㄱ", ""),
        ("ㅁㄴㅇㄹ", ""),
        ("ㄱ", ""),
        ("ㅅㅏ", ""),
        ("세ㄱ", ""),
        ("sr", ""),
        ("", ""),
    ],
)
def test_words_of_first_consonants(word: str, consonants: str) -> None:
    assert typed_initials(word) == consonants
