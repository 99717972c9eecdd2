"""The particle after words of every kind."""

from __future__ import annotations

import pytest

from app.wording import with_ro

WITH_RO = """
    세금계산서 월렛상태 알림톡을 환불 환불? ‘취소’) 50% ㅏ ㄹ 1 2 4 5 7 8 9 2025 1000000000000 API PC KTX URL pc id
    email mobile Google Instagram_ad update card link feed Skype
"""
WITH_EURO = """
    수정발행 알림톡 월렛 충전 값 ㄱ ㅅ 3 6 0 10 36 100 5000 10000 100000000 010-0000 KM PIN SMS_N
    login token game phone Chrome app bot chatbot internet Facebook Kakaotalk music web marketing click shop popup
"""


@pytest.mark.parametrize("word", WITH_RO.split())
def test_after_a_vowel_or_rieul(word: str) -> None:
    assert with_ro(word) == "로"


@pytest.mark.parametrize("word", WITH_EURO.split())
def test_after_any_other_consonant(word: str) -> None:
    assert with_ro(word) == "으로"


@pytest.mark.parametrize("text", ["", "?!", "👍"])
def test_where_nothing_can_be_read_both_are_offered(text: str) -> None:
    assert with_ro(text) == "(으)로"
