from __future__ import annotations

import random

import pytest

from app.analysis.jamo import keys
from app.analysis.slips import ALIKE, CLUSTER, CROSS, GLIDE, NEAR, OTHER, SWAP, distance, fold


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("게산서", "계산서", ALIKE),
        ("체널", "채널", ALIKE),
        ("얘기", "예기", ALIKE),
        ("돼나요", "되나요", ALIKE),
        ("왠만", "웬만", ALIKE),
        ("괸리", "괜리", ALIKE),
        ("쿠뽄", "쿠본", ALIKE),
        ("안아", "않아", CLUSTER),
        ("갑", "값", CLUSTER),
        ("한불", "환불", GLIDE),
        ("paypall", "paypal", GLIDE),
        ("인중", "인증", NEAR),
        ("코폰", "쿠폰", NEAR),
        ("추발", "출발", OTHER),
        ("출밟", "출발", CLUSTER),
        ("paypla", "paypal", SWAP),
        ("탈퇴", "탈퇴", 0.0),
        ("가", "ㄱㅇ", CROSS),
        ("", "", 0.0),
        ("", "k", OTHER),
    ],
)
def test_slips_cost_what_fingers_and_ears_make_of_them(typed: str, meant: str, cost: float) -> None:
    assert distance(keys(typed), keys(meant)) == pytest.approx(cost)


def test_two_slips_add_up() -> None:
    assert distance(keys("게산셔"), keys("계산서")) == pytest.approx(ALIKE + distance(keys("셔"), keys("서")))


def test_distance_is_symmetrical_and_0_only_for_the_same() -> None:
    chance = random.Random(3)
    for _ in range(3_000):
        first, second = ("".join(chance.choices("rthkopnl", k=chance.randrange(6))) for _ in range(2))
        assert distance(first, second) == pytest.approx(distance(second, first))
        assert (distance(first, second) == 0) == (first == second)


def test_what_sounds_alike_folds_alike() -> None:
    for group in (("개", "게"), ("걔", "계"), ("되", "돼", "뒈"), ("가", "까")):
        assert len({fold(keys(text)) for text in group}) == 1
    assert len(fold(keys("왜곡된"))) == len(keys("왜곡된"))
