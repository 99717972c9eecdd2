from __future__ import annotations

import pytest

from app.analysis.jamo import keys
from app.analysis.letter_pairs import korean_log_odds


@pytest.mark.parametrize("word", ["세금계산서", "환불", "어떻게", "하나요", "비밀번호", "로그인", "배송지변경"])
def test_korean_in_english_mode_looks_korean(word: str) -> None:
    assert korean_log_odds(keys(word)) > 4


@pytest.mark.parametrize("word", ["login", "email", "american", "social", "special", "digital", "Coupon"])
def test_english_looks_english(word: str) -> None:
    assert korean_log_odds(word) < -2
