from __future__ import annotations

import unicodedata

from app.table import aligned, width


def test_korean_takes_two_columns() -> None:
    assert [width(text) for text in ("", "abc", "월렛", "월렛 1", "（）")] == [0, 3, 4, 6, 4]


def test_combining_characters_take_none() -> None:
    assert width(unicodedata.normalize("NFD", "é")) == 1


def test_columns_line_up_and_lines_do_not_trail() -> None:
    assert aligned([("종류", "질의"), ("typo", "7"), ("전체", "1,234")], right=[1]) == [
        "종류   질의",
        "typo      7",
        "전체  1,234",
    ]
    assert aligned([("a", "긴 것"), ("나다", "")]) == ["a     긴 것", "나다"]
