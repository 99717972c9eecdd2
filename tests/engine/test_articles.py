from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine import articles
from app.models import Article
from tests.contracts.engine.documents import document

ARTICLE = document("a").article


def test_what_is_not_plain_text_comes_back_as_it_was() -> None:
    odd = replace(ARTICLE, title="\ud800\u2028", learned=("\x00",), together=("b", ""), questions=("첫째\n둘째",))
    line = articles.to_json(odd)
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert articles.from_json(line) == odd


@pytest.mark.parametrize("long", ["title", "body", "questions", "learned", "keywords"])
def test_long_articles_leave_room_for_few(long: str) -> None:
    """Or a few thousand of a megabyte each would fill the memory of every worker."""
    quarter = "가" * (articles.KEPT_CHARACTERS // 4)
    kept = articles.at_hand()
    for row in range(6):
        text = quarter if long in ("title", "body") else (quarter,)
        kept.put(row, replace(ARTICLE, id=str(row), **{long: text}))  # type: ignore[arg-type]
    assert [row for row in range(6) if kept.get(row)] == [3, 4, 5]


def test_two_thousand_of_usual_length_are_at_hand() -> None:
    kept = articles.at_hand()
    usual: Article = replace(ARTICLE, body="가" * 900)
    for row in range(2_000):
        kept.put(row, usual)
    assert all(kept.get(row) for row in range(2_000))
