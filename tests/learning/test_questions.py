"""From the log to what the search knows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update as change

from app.content.articles import MAX_LEARNED
from app.errors import ContentError, InvalidRequestError, NotFoundError
from app.learning.evidence import Policy
from app.learning.questions import Update
from app.models import Query
from app.search.indexing import staleness
from app.services import Services, learn, publish
from app.storage.tables import EventRow

POLICY = Policy(half_life=90, visitors=3)
SLANG = "쩐 뱉어내 줘"
"""Words that no article and no lexicon holds."""


def click(services: Services, query: str = SLANG, article: str = "refund", visitors: str = "abc") -> None:
    for visitor in visitors:
        services.events.opened(article, query, visitor=visitor)


def update(services: Services) -> Update:
    return services.learned.update(POLICY, retention=365)


def known(services: Services, *, vetoed: bool = False) -> list[tuple[str, str]]:
    return [(entry.article_id, entry.question) for entry in services.learned.entries(vetoed=vetoed)]


def found(services: Services, query: str) -> list[str]:
    return [hit.article.id for hit in services.search.search(Query(query)).hits]


def lines(path: Path, *records: object) -> Path:
    file = path / "learn.jsonl"
    file.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return file


def test_what_visitors_open_is_found_the_next_time(centre: Services) -> None:
    assert found(centre, SLANG) == []
    click(centre)
    publish(centre)
    result = centre.search.search(Query(SLANG))
    assert [hit.article.id for hit in result.hits] == ["refund"]
    assert result.hits[0].matched_by == ("learned",)


def test_the_index_is_stale_when_something_was_learned_and_not_before(centre: Services) -> None:
    def stale() -> str | None:
        return staleness(centre.settings, centre.articles, centre.analyzer)

    assert stale() is None
    click(centre)
    assert stale() is None
    assert update(centre) == Update(known=1, new=1, dropped=0, pairs=0)
    assert stale() == "content"
    publish(centre)
    assert stale() is None


def test_learning_anew_drops_what_is_no_longer_proven(centre: Services) -> None:
    click(centre)
    update(centre)
    for visitor in "abc":
        centre.events.voted("refund", visitor=visitor, helpful=False)
    assert update(centre) == Update(known=0, new=0, dropped=1, pairs=0)
    assert known(centre) == []


def test_what_the_author_wrote_is_not_learned(centre: Services) -> None:
    click(centre, "환불 신청 방법")
    click(centre, "환불 기간이 궁금합니다")
    assert update(centre).known == 0


def test_learning_can_be_turned_off(centre: Services) -> None:
    click(centre)
    off = replace(centre, settings=centre.settings.model_copy(update={"learning": False}))
    assert learn(off) is None
    assert known(centre) == []


def test_a_veto_holds_for_every_wording_and_can_be_taken_back(centre: Services) -> None:
    click(centre)
    update(centre)
    centre.learned.veto("refund", "쩐을 뱉어내요")
    assert known(centre) == []
    assert ("refund", SLANG) in known(centre, vetoed=True)
    click(centre, visitors="defgh")
    update(centre)
    assert known(centre) == []
    centre.learned.allow("refund", "쩐을 뱉어내요")
    assert known(centre, vetoed=True) == []
    update(centre)
    assert known(centre) == [("refund", SLANG)]


def test_a_vetoed_question_leaves_the_search(centre: Services) -> None:
    click(centre)
    publish(centre)
    centre.learned.veto("refund", SLANG)
    publish(centre)
    assert found(centre, SLANG) == []


def test_a_veto_may_come_first_and_bars_one_article_alone(centre: Services) -> None:
    centre.learned.veto("refund", SLANG)
    click(centre)
    click(centre, article="receipt")
    update(centre)
    assert known(centre) == [("receipt", SLANG)]


def test_vetoes_that_cannot_be(centre: Services) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        centre.learned.veto("nothing", SLANG)
    with pytest.raises(InvalidRequestError, match="비어"):
        centre.learned.veto("refund", "  ")
    with pytest.raises(NotFoundError, match="막아 둔"):
        centre.learned.allow("refund", SLANG)


def test_imported_questions_need_no_visitors_and_stay(centre: Services, tmp_path: Path) -> None:
    file = lines(
        tmp_path, {"query": SLANG, "article_id": "refund"}, {"query": "환불 신청 방법", "article_id": "refund"}
    )
    assert centre.learned.import_file(file) == (1, 1, 0)
    assert centre.learned.import_file(file) == (0, 2, 0)
    publish(centre)
    assert found(centre, SLANG) == ["refund"]


def test_an_import_makes_what_visitors_taught_the_operators_word(centre: Services, tmp_path: Path) -> None:
    click(centre)
    update(centre)
    centre.learned.import_file(lines(tmp_path, {"query": SLANG, "article_id": "refund"}))
    assert [entry.source for entry in centre.learned.entries()] == ["imported"]


def test_an_import_respects_a_veto_and_a_veto_an_import(centre: Services, tmp_path: Path) -> None:
    file = lines(tmp_path, {"query": SLANG, "article_id": "refund"})
    centre.learned.veto("refund", SLANG)
    assert centre.learned.import_file(file).added == 0
    centre.learned.allow("refund", SLANG)
    assert centre.learned.import_file(file).added == 1
    centre.learned.veto("refund", SLANG)
    assert known(centre) == []
    centre.learned.allow("refund", SLANG)
    assert known(centre) == [("refund", SLANG)]


def test_a_bad_file_changes_nothing_and_every_line_is_named(centre: Services, tmp_path: Path) -> None:
    file = lines(
        tmp_path,
        {"query": SLANG, "article_id": "refund"},
        {"query": SLANG, "article_id": "nothing"},
        {"query": 3, "article_id": "refund"},
        {"query": "a" * 301, "article_id": "refund"},
        ["no object"],
    )
    with pytest.raises(ContentError) as caught:
        centre.learned.import_file(file)
    for line in (2, 3, 4, 5):
        assert f"learn.jsonl:{line}:" in caught.value.message
    assert "learn.jsonl:1:" not in caught.value.message
    assert known(centre) == []
    with pytest.raises(ContentError):
        centre.learned.import_file(tmp_path / "missing.jsonl")


def test_an_article_is_searched_by_so_many_questions_at_most(centre: Services, tmp_path: Path) -> None:
    count = MAX_LEARNED + 5
    records = [{"query": f"뜻밖의 낱말{number}번", "article_id": "refund"} for number in range(count)]
    assert centre.learned.import_file(lines(tmp_path, *records)) == (count, 0, 1)
    article = centre.articles.get("refund")
    assert article is not None
    assert len(article.learned) == MAX_LEARNED


def test_the_operators_questions_come_before_the_visitors(centre: Services, tmp_path: Path) -> None:
    click(centre)
    update(centre)
    centre.learned.import_file(lines(tmp_path, {"query": "뱉은 돈 행방", "article_id": "refund"}))
    article = centre.articles.get("refund")
    assert article is not None
    assert article.learned == ("뱉은 돈 행방", SLANG)


def test_learned_questions_are_not_shown_or_suggested(centre: Services) -> None:
    click(centre)
    publish(centre)
    assert all("뱉어" not in suggestion.text for suggestion in centre.search.suggest("쩐"))


def test_what_is_read_together_comes_first_among_the_related(centre: Services) -> None:
    article = centre.articles.get("refund")
    assert article is not None
    assert "login" not in [other.id for other in centre.search.related(article)][:1]
    for visitor in "abc":
        centre.events.opened("refund", "환불", visitor=visitor)
        centre.events.opened("login", "로그인", visitor=visitor)
    assert update(centre).pairs == 1
    article = centre.articles.get("refund")
    assert article is not None
    assert article.together == ("login",)
    assert next(other.id for other in centre.search.related(article)) == "login"


def test_an_article_that_is_gone_learns_nothing(centre: Services) -> None:
    click(centre, article="gone")
    assert update(centre).known == 0


def test_old_events_are_deleted_though_learning_is_off(centre: Services) -> None:
    click(centre)
    with centre.database.write() as session:
        session.execute(change(EventRow).values(occurred_at=datetime(2020, 1, 1, tzinfo=UTC)))
    learn(replace(centre, settings=centre.settings.model_copy(update={"learning": False})))
    assert centre.events.all() == []
