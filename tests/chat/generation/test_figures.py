from __future__ import annotations

import pytest

from app.chat.generation.figures import figures


def claims(text: str) -> list[tuple[str, str, str, str]]:
    return [figure.claim for figure in figures(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10,000원", "1만 원"),
        ("500만 캐시", "5,000,000캐시"),
        ("이틀", "2일"),
        ("세 번", "3회"),
        ("한 달", "1개월"),
        ("삼십 일", "30일"),
        ("5퍼센트", "5%"),
        ("7일 안에", "7일 이내에"),
        ("7일 뒤에", "7일이 지나면"),
        ("두 명", "2명"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert claims(one) == claims(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7일", "7시간"),
        ("7일 이내", "7일 이후"),
        ("7일 이내", "7일"),
        ("영업일 7일", "7일"),
        ("최대 50명", "최소 50명"),
        ("오전 9시", "오후 9시"),
        ("3~5일", "3일"),
        ("08:00~20:50", "08:00~21:50"),
        ("0.1%", "1%"),
        ("한두 건", "두세 건"),
        ("123,456.5원", "123,456원"),
    ],
)
def test_another_thing(one: str, other: str) -> None:
    assert claims(one) != claims(other)


@pytest.mark.parametrize("text", ["채널 이름", "이 화면에서", "일반 채널", "만들 수 있어요", "세금계산서", "하나요"])
def test_no_number(text: str) -> None:
    assert claims(text) == []
