"""What is kept of articles from one query to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.engine.base import EngineQuery
from app.kept import Kept
from app.search import rungs
from app.search.parser import ParsedQuery
from app.search.rungs import Rungs
from tests.contracts import engine

SHORT = engine.document("short").article
LONG = "긴 글이에요. " * 100


@pytest.mark.parametrize(
    "long", [{"title": LONG}, {"body": LONG}, {"questions": (LONG,)}, {"keywords": (LONG,)}, {"learned": (LONG,)}]
)
def test_long_articles_take_no_more_room_than_there_is(long: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Kept[Any, Any] = Kept(len(LONG), rungs._characters)
    monkeypatch.setattr(rungs, "_kept", kept)
    given = (SHORT, replace(SHORT, id="long", **long))
    ladder = Rungs(ParsedQuery("글", EngineQuery()))
    for article in given:
        ladder.of(article, article.body)
    assert [kept.get((article, article.body)) is not None for article in given] == [True, False]
