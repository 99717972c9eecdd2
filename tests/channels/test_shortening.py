from __future__ import annotations

import pytest

from app.channels.shortening import length, shortened
from tests.channels.given import EMOJI, HOSTILE, SENTENCES, STEPS


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("짧아요.", 10, "짧아요."),
        ("열 글자 딱 맞아요.", 11, "열 글자 딱 맞아요."),
        ("첫 문장이에요. 둘째 문장은 길어요.", 15, "첫 문장이에요."),
        ("정말요? 네, 그래요. 아니에요.", 12, "정말요? 네, 그래요."),
        ("첫 줄에는 점이 없어요\n둘째 줄이 이어져요", 16, "첫 줄에는 점이 없어요"),
        ("단어로 끝나는 아주 긴 글이에요", 10, "단어로 끝나는…"),
        ("버전 3.14는 아직 나오지 않은 것", 12, "버전 3.14는 아직…"),
        ("끊을곳이없는아주긴낱말", 6, "끊을곳이없…"),
        ("가나다라 https://help.example/a/b/c", 20, "가나다라…"),
        ("가나다라마바사아자차카타 https://help.example", 20, "가나다라마바사아자차카타…"),
    ],
)
def test_it_ends_where_a_reader_would_pause(text: str, limit: int, expected: str) -> None:
    assert shortened(text, limit) == expected


@pytest.mark.parametrize("limit", [1, 2, 14, 50, 400, 1000])
@pytest.mark.parametrize("text", HOSTILE)
def test_it_always_fits(text: str, limit: int) -> None:
    assert length(shortened(text, limit)) <= limit


def test_a_sign_stays_whole() -> None:
    family = EMOJI[: EMOJI.index("👨", 1)]
    for limit in range(12, 80):
        assert set(shortened(EMOJI, limit).removesuffix("…").split(family)) == {""}
    for limit in range(5, 30):
        assert set(shortened("🇰🇷" * 20, limit).removesuffix("…").split("🇰🇷")) == {""}
    assert shortened("👍🏽" * 9, 7) == "👍🏽…"


def test_steps_and_sentences_stay_whole() -> None:
    assert shortened(STEPS, 400).endswith("누르세요.")
    assert shortened(SENTENCES, 400).endswith("문장이에요.")
