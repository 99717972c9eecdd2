from __future__ import annotations

import unicodedata

import pytest

from app.analysis.jamo import keys


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("월렛", "dnjffpt"),
        ("안녕하세요", "dkssudgktpdy"),
        ("꺼", "Rj"),
        ("값", "rkqt"),
        ("않", "dksg"),
        ("의", "dml"),
        ("왜", "dho"),
        ("쌓", "Tkg"),
        ("얘걔", "dOrO"),
        ("뷁", "qnpfr"),
        ("ㄳㅘㅃㅢㅋㅠ", "rthkQmlzb"),
        ("abc 12 漢😀", "abc 12 漢😀"),
    ],
)
def test_keys(text: str, typed: str) -> None:
    assert keys(text) == typed


def test_keyboard_left_in_english_mode_has_the_same_keys() -> None:
    assert keys("dnjffpt") == keys("월렛")


def test_every_syllable_is_typed_as_its_letters_one_after_the_other() -> None:
    """Against Unicode's own decomposition: conjoining jamo named like the compatibility jamo that stand alone."""
    for code in range(0xAC00, 0xD7A4):
        decomposed = unicodedata.normalize("NFD", chr(code))
        names = (unicodedata.name(jamo).split(" ", 2)[2] for jamo in decomposed)
        letters = (unicodedata.lookup(f"HANGUL LETTER {name}") for name in names)
        assert keys(chr(code)) == keys("".join(letters))


def test_all_keys_are_letters_and_no_two_single_letters_share_one() -> None:
    singles = [keys(letter) for letter in "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"]
    assert len(set(singles)) == len(singles) == 33
    assert all(len(key) == 1 and key.isascii() and key.isalpha() for key in singles)
