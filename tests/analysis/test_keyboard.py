from __future__ import annotations

import random

import pytest

from app.analysis.jamo import keys
from app.analysis.keyboard import recompose, to_hangul

LETTERS = "qwertyuiopasdfghjklzxcvbnmQWERTOP"


@pytest.mark.parametrize(
    ("pressed", "typed"),
    [
        ("tprmarPtkstj", "세금계산서"),
        ("dlqslek", "입니다"),
        ("dkssudgktpdy", "안녕하세요"),
        ("Qkfma", "빠름"),
        ("rkqtdl", "값이"),
        ("rkqtk", "갑사"),
        ("dksgdk", "않아"),
        ("ghksqnf", "환불"),
        ("dmldnjfdho", "의월왜"),
        ("rkRk", "가까"),
        ("rkEk", "가따"),
        ("RK", "까"),
        ("SNS", "눈"),
        ("gkq", "합"),
        ("zz", "ㅋㅋ"),
        ("rt", "ㄳ"),
        ("rtk", "ㄱ사"),
        ("hk", "ㅘ"),
        ("fkaus 44 + ", "라면 44 + "),
        ("", ""),
    ],
)
def test_presses_give_what_an_input_method_gives(pressed: str, typed: str) -> None:
    assert to_hangul(pressed) == typed


def test_every_sequence_of_presses_comes_back() -> None:
    chance = random.Random(1)
    for _ in range(20_000):
        pressed = "".join(chance.choices(LETTERS, k=chance.randrange(14)))
        assert keys(to_hangul(pressed)) == pressed


def test_every_text_of_syllables_comes_back() -> None:
    chance = random.Random(2)
    for first in range(0xAC00, 0xD7A4):
        text = chr(first) + chr(chance.randrange(0xAC00, 0xD7A4))
        assert to_hangul(keys(text)) == text
        assert recompose(text) == text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("출바ㄹ", "출발"),
        ("ㄱㅏ", "가"),
        ("세금ㄱㅖ산서", "세금계산서"),
        ("ㅎㅘㄴ불", "환불"),
        ("환부ㄹ 되나ㅇㅛ", "환불 되나요"),
        ("paypal 환부ㄹ", "paypal 환불"),
        ("안돼요ㅠㅠ", "안돼요ㅠㅠ"),
    ],
)
def test_letters_join_their_syllables(broken: str, whole: str) -> None:
    assert recompose(broken) == whole
