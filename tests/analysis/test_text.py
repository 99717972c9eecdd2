from __future__ import annotations

import unicodedata

import pytest

from app.analysis.text import clean
from app.errors import InvalidRequestError


def test_length_is_counted_after_composition() -> None:
    decomposed = unicodedata.normalize("NFD", "값" * 300)
    assert len(decomposed) == 900
    assert clean(decomposed, 300, parameter="q") == "값" * 300


@pytest.mark.parametrize("length", [301, 5_000])
def test_too_long_says_how_long_and_names_the_parameter(length: int) -> None:
    with pytest.raises(InvalidRequestError, match=f"300자까지 쓸 수 있어요. 지금은 {length:,}자예요") as caught:
        clean("가" * length, 300, parameter="q")
    assert caught.value.parameter == "q"


def test_surrounding_space_is_dropped_before_the_length_is_counted() -> None:
    assert clean("  " + "가" * 300 + "\n", 300, parameter="q") == "가" * 300


@pytest.mark.parametrize("text", ["캐시\ud800", "\udc00"])
def test_lone_surrogates_are_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="UTF-8") as caught:
        clean(text, 300, parameter="text")
    assert caught.value.parameter == "text"


@pytest.mark.parametrize(("text", "code"), [("a\x00b", r"U\+0000"), ("\x1b[31m", r"U\+001B"), ("a\x85b", r"U\+0085")])
@pytest.mark.parametrize("keep_lines", [False, True])
def test_control_characters_are_refused_by_name(text: str, code: str, keep_lines: bool) -> None:
    with pytest.raises(InvalidRequestError, match=code):
        clean(text, 300, parameter="q", keep_lines=keep_lines)


@pytest.mark.parametrize("character", "\u200b\u00ad\u200d\u2060\ufeff\u202e\u3164\ufe0f\U000e0031")
def test_what_cannot_be_seen_hides_nothing(character: str) -> None:
    assert clean(f"{character}0{character}10-1234{character}", 300, parameter="q") == "010-1234"


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "❤️", "☺️", "👩🏽‍🚀", "🏴‍☠️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈"])
def test_an_emoji_stays_whole(emoji: str) -> None:
    assert clean(f"가{emoji}나", 300, parameter="q") == f"가{emoji}나"


def test_line_breaks_and_tabs_become_spaces_or_stay() -> None:
    assert clean("캐시\t충전\r\n방법", 300, parameter="q") == "캐시 충전  방법"
    assert clean("캐시\t충전\r\n방법\r끝", 300, parameter="message", keep_lines=True) == "캐시\t충전\n방법\n끝"


def test_a_flood_of_combining_marks_is_refused_before_it_is_sorted() -> None:
    with pytest.raises(InvalidRequestError, match="300자까지"):
        clean("a" + "\u0301\u0323" * 5_000_000, 300, parameter="q")
