"""The articles nearest to a query, for those who weigh them on."""

from __future__ import annotations

import pytest

from app.models import Query
from app.services import Services

QUESTION = Query("월렛 상태는 무엇인가요?")


def test_the_nearest_come_first_and_no_more_than_were_asked_for(sample: Services) -> None:
    many = sample.search.closest(QUESTION, 20)
    assert many.articles[0].id == "wallet-status"
    assert len(many.articles) == len(many.scores) == 20
    assert list(many.scores) == sorted(many.scores, reverse=True)
    few = sample.search.closest(QUESTION, 3)
    assert (few.articles, few.scores) == (many.articles[:3], many.scores[:3])
    assert (few.confidence, few.terms, few.holding) == (many.confidence, many.terms, many.holding)


@pytest.mark.parametrize(("query", "limit"), [(QUESTION, 0), (Query(""), 5)], ids=["none wanted", "nothing typed"])
def test_where_there_is_nothing_to_give_nothing_is_said(sample: Services, query: Query, limit: int) -> None:
    found = sample.search.closest(query, limit)
    assert (found.articles, found.confidence, found.titled) == ((), 0.0, False)


def test_only_articles_of_the_categories_count(sample: Services) -> None:
    found = sample.search.closest(Query(QUESTION.text, ("channel-admin/manage/tax-invoice",)), 5)
    assert {article.category_id for article in found.articles} == {"channel-admin/manage/tax-invoice"}
    assert found.confidence < sample.search.closest(QUESTION, 5).confidence
