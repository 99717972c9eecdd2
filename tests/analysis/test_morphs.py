from __future__ import annotations

from app.analysis.base import Token
from app.analysis.morphs import Morph, to_tokens


def test_morphemes_that_share_characters_become_one_token() -> None:
    morphs = [Morph("보내", "VV", 0, 2), Morph("었", "EP", 1, 2), Morph("는데", "EC", 2, 4)]
    assert to_tokens("보냈는데", morphs) == [Token("보냈", "보내", "VV+EP", 0, 2), Token("는데", "는데", "EC", 2, 4)]


def test_a_later_morpheme_may_reach_further() -> None:
    morphs = [Morph("이", "VCP", 2, 3), Morph("ᆸ니다", "EF", 2, 5)]
    assert to_tokens("상태입니다", morphs) == [Token("입니다", "이", "VCP+EF", 2, 5)]


def test_what_stands_on_no_characters_is_left_out() -> None:
    morphs = [Morph("친구", "NNG", 0, 2), Morph("이", "VCP", 2, 2), Morph("예요", "EF", 2, 4)]
    assert [t.surface for t in to_tokens("친구예요", morphs)] == ["친구", "예요"]


def test_a_morpheme_over_a_space_is_split_there() -> None:
    assert to_tokens("링고 스타", [Morph("링고 스타", "NNP", 0, 5)]) == [
        Token("링고", "링고", "NNP", 0, 2),
        Token("스타", "스타", "NNP", 3, 5),
    ]
    assert to_tokens("링고스타", [Morph("링고 스타", "NNP", 0, 4)]) == [Token("링고스타", "링고스타", "NNP", 0, 4)]
