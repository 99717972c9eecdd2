"""What is kept of articles from one query to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.kept import Kept
from app.models import Article
from app.search.display import Shown
from tests.contracts.engine.documents import document

SHORT = document("short").article
LONG = "긴 글이에요. " * 500


@pytest.mark.parametrize(
    "long", [{"title": LONG}, {"body": LONG}, {"questions": (LONG,)}, {"keywords": (LONG,)}, {"learned": (LONG,)}]
)
def test_what_is_shown_of_long_articles_takes_no_more_room_than_there_is(long: dict[str, Any]) -> None:
    kept: Kept[Article, Shown] = Kept(len(LONG), lambda _, shown: shown.characters)
    given = (SHORT, replace(SHORT, id="long", **long))
    for article in given:
        kept.put(article, Shown.of(article, 0, None))
    assert [kept.get(article) is not None for article in given] == [True, False]
