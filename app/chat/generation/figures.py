"""Numbers in a text with what they count and how: 영업일 7일 이내 is another thing than 7일 이후."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Figure(NamedTuple):
    """``number`` in digits, a range as ``3~5``; ``before`` and ``after`` are classes of the words that bound it."""

    number: str
    unit: str
    before: str
    after: str
    start: int
    end: int

    @property
    def claim(self) -> tuple[str, str, str, str]:
        """What is said, wherever it stands."""
        return self[:4]


_DAYS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10, "보름": 15}
_NATIVE = {
    **{"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10},
    **{"스무": 20, "하나": 1, "둘": 2, "셋": 3, "넷": 4},
}
_ABOUT = {"한두": "1~2", "두세": "2~3", "두어": "2", "서너": "3~4", "네댓": "4~5", "대여섯": "5~6", "예닐곱": "6~7"}
_SINO = {character: value for value, character in enumerate("영일이삼사오육칠팔구")}
_TENS = {"십": 10, "백": 100, "천": 1_000}
_MYRIADS = {"만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000}

_UNITS = {
    **{"퍼센트": "%", "프로": "%", "인": "명", "사람": "명", "회": "번", "차례": "번", "달": "개월", "글자": "자"},
    **{"메가": "MB", "기가": "GB", "킬로바이트": "KB", "메가바이트": "MB", "기가바이트": "GB", "주일": "주"},
}
"""Units that are other words for one."""

_BEFORE = {
    **{
        "영업일": "영업일",
        "평일": "평일",
        "최대": "최대",
        "최소": "최소",
        "적어도": "최소",
        "약": "약",
        "최근": "최근",
    },
    **{"매월": "매월", "매달": "매월", "매주": "매주", "매년": "매년", "오전": "오전", "오후": "오후", "만": "만"},
    **{"다음 달": "다음 달", "다음 날": "다음 날", "하루": "하루", "월": "월", "연": "연", "주": "주"},
}
_AFTER = {
    **{"이내": "이내", "안": "이내", "내": "이내", "까지": "까지", "이상": "이상", "이하": "이하", "미만": "미만"},
    **{"초과": "초과", "넘": "초과", "부터": "부터", "이전": "전", "전": "전", "이후": "후", "후": "후", "뒤": "후"},
    **{"지나": "후", "지난": "후", "동안": "동안", "마다": "마다", "당": "마다", "째": "째", "씩": "씩"},
    **{"정도": "약", "가량": "약", "쯤": "약"},
}
_COUNTED = (
    "영업일|개월|시간|주일|글자|퍼센트|프로|메가바이트|기가바이트|킬로바이트|메가|기가|바이트|픽셀|캐시|포인트|페이지|"
    "가지|차례|사람|단계|일|주|달|년|월|시|분|초|원|명|인|개|건|번|회|장|자|행|차|세|살|배|곳|대|위|매|통|줄|쪽|호|"
    "MB|GB|KB|mb|gb|kb|px|%"
)


def _any(words: Mapping[str, object]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DIGITS = r"\d{1,2}:\d{2}|\d+(?:,\d{3})*(?:\.\d+)?(?: ?[십백천])?(?: ?[만억조])?"
_WORDS = rf"(?<![가-힣])(?:{_any({**_NATIVE, **_ABOUT})}|[일이삼사오육칠팔구십백천만억]+)"


_FIGURE = re.compile(
    rf"(?:(?<![가-힣])(?P<before>{_any(_BEFORE)})(?: ?기준)?(?:으로)? ?)?"
    rf"(?:(?P<digits>{_DIGITS})(?: ?[~∼〜-] ?(?P<until>{_DIGITS}))?(?: ?(?P<unit>{_COUNTED}))?"
    rf"|(?P<words>{_WORDS}) ?(?P<counted>{_COUNTED})"
    rf"|(?P<days>(?<![가-힣])(?:{'|'.join(_DAYS)}|일주일)))"
    rf"(?: ?(?:이|을|가|를|의|에|으로)? ?(?P<after>{_any(_AFTER)}))?"
)


def figures(text: str) -> Iterator[Figure]:
    """The figures of ``text``, from left to right."""
    for found in _FIGURE.finditer(text):
        number, unit = _read(found)
        yield Figure(
            number,
            _UNITS.get(unit, unit).upper(),
            _BEFORE.get(found["before"] or "", ""),
            _AFTER.get(found["after"] or "", ""),
            *found.span(),
        )


def _read(found: re.Match[str]) -> tuple[str, str]:
    if days := found["days"]:
        return ("1", "주") if days == "일주일" else (str(_DAYS[days]), "일")
    if words := found["words"]:
        return _ABOUT.get(words) or str(_NATIVE.get(words) or _sino(words)), found["counted"]
    number = _value(found["digits"])
    return (f"{number}~{_value(found['until'])}" if found["until"] else number), found["unit"] or ""


def _value(digits: str) -> str:
    """``1만`` and ``10,000`` are one number; the hour and minute of a time stay as they are."""
    if ":" in digits:
        return digits
    number = float(re.match(r"[\d,.]+", digits)[0].replace(",", ""))  # type: ignore[index]
    for sign, value in (_TENS | _MYRIADS).items():
        number *= value if sign in digits else 1
    return str(int(number)) if number.is_integer() else str(number)


def _sino(words: str) -> int:
    total = section = digit = 0
    for character in words:
        if character in _SINO:
            digit = _SINO[character]
        elif character in _TENS:
            section, digit = section + (digit or 1) * _TENS[character], 0
        else:
            total, section, digit = total + (section + digit or 1) * _MYRIADS[character], 0, 0
    return total + section + digit
