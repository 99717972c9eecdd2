from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import log2

import pytest

from app.evaluation.report import reason
from app.evaluation.runner import WARM_UP, Answer, Report, Verdict, evaluate, outcome_of
from app.evaluation.sets import Topic
from app.models import Hit, SearchResult
from tests.evaluation.given import article, hit, made_set, result


def answer(found: SearchResult, **grades: int) -> Answer:
    (only,) = evaluate(made_set({"q": grades}), lambda text: found).answers
    return only


def test_the_first_relevant_result_gives_the_rank() -> None:
    given = answer(result("a", "b", "c"), c=1)
    assert given.rank == 3
    assert given.situation == "wrong"
    assert given.values["mrr@10"] == pytest.approx(1 / 3)
    assert [ranked.grade for ranked in given.ranking] == [0, 0, 1]


def test_a_variant_of_a_hit_counts() -> None:
    given = answer(result("a", hit("w-pc", "w-ios")), **{"w-ios": 1})
    assert given.rank == 2


def test_variants_of_a_question_are_one_thing_to_find() -> None:
    topics = made_set({"q": {"w-pc": 1, "w-ios": 1, "w-android": 1}})
    known = topics.over(article(id_, "w") for id_ in ("w-pc", "w-ios", "w-android"))
    # The variant that is listed knows nothing of the others here: the collection does.
    (given,) = evaluate(known, lambda text: result("w-android")).answers
    assert given.values["ndcg@10"] == 1.0
    assert given.expected == ("w-pc 제목",)


def test_a_question_listed_twice_gains_once() -> None:
    known = made_set({"q": {"w-pc": 1}}).over([article("w-pc", "w"), article("w-ios", "w")])
    (given,) = evaluate(known, lambda text: result("w-pc", "w-ios")).answers
    assert [ranked.grade for ranked in given.ranking] == [1, 0]
    assert given.values["ndcg@10"] == 1.0


def test_scores_by_kind_leave_out_what_has_no_answer() -> None:
    topics = (
        Topic("1", "하나", "typo"),
        Topic("2", "둘", "typo"),
        Topic("3", "셋", "natural"),
        Topic("4", "넷", "off"),
    )
    found: dict[str, SearchResult] = {"하나": result("a"), "둘": result("b", "a"), "셋": result(), "넷": result("z")}
    report = evaluate(made_set({name: {"a": 1} for name in "123"}, *topics), found.__getitem__)
    assert list(report.kinds) == ["typo", "natural"]
    assert (report.kinds["typo"].queries, report.kinds["typo"].values["success@1"]) == (2, 0.5)
    assert report.overall.queries == 3
    assert report.overall.values["success@1"] == pytest.approx(1 / 3)
    assert report.overall.values["ndcg@10"] == pytest.approx((1 + 1 / log2(3)) / 3)


def test_confusion_and_shares() -> None:
    found = {"1": result("a"), "2": result("b"), "3": result(), "4": result("b"), "5": result(), "6": result()}
    topics = tuple(Topic(name, name) for name in found)
    report = evaluate(made_set({name: {"a": 1} for name in "123"}, *topics), found.__getitem__)
    assert report.confusion == {
        "right": {"answered": 1, "clarify": 0, "abstained": 0},
        "wrong": {"answered": 1, "clarify": 0, "abstained": 1},
        "no_answer": {"answered": 1, "clarify": 0, "abstained": 2},
    }
    assert report.refused == pytest.approx(1 / 3)
    assert report.misanswered == pytest.approx(1 / 3)


def test_a_grade_of_zero_answers_nothing() -> None:
    given = answer(result("a"), a=0)
    assert (given.answerable, given.situation, given.values) == (False, "no_answer", {})


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (result(), "거절됨: below_floor"),
        (result("a", "b", "c"), "3위: 1위는 'a 제목'"),
        (result("a", "b"), "결과 2건에 없음: 1위는 'a 제목'"),
        (result(*map(str, range(20)), per_page=20), "20위 밖: 1위는 '0 제목'"),
        (result("c"), ""),
    ],
)
def test_the_reason_of_a_failure(found: SearchResult, expected: str) -> None:
    assert reason(answer(found, c=1)) == expected


def test_the_reason_where_there_is_no_answer() -> None:
    assert reason(answer(result("a"))) == "답이 없는 질의에 답함: 1위는 'a 제목'"
    assert reason(answer(result())) == ""


def test_the_worst_come_first() -> None:
    found = {"1": result("a"), "2": result("b", "a"), "3": result("z"), "4": result(), "5": result("b", "c", "a")}
    topics = tuple(Topic(name, name) for name in found)
    report = evaluate(made_set({name: {"a": 1} for name in "1245"}, *topics), found.__getitem__)
    assert [bad.topic.id for bad in report.worst(9)] == ["4", "5", "2", "3"]
    assert [bad.topic.id for bad in report.worst(2)] == ["4", "5"]
    assert report.worst(0) == []


def test_a_refusal_is_wrong_even_where_the_right_article_lies_below_the_floor() -> None:
    given = replace(answer(result("a"), a=1), verdict=Verdict("abstained", 0.1), floor="below_floor")
    report = Report((answer(result("b", "a"), a=1), given))
    assert report.worst(2)[0] == given
    assert reason(given) == "거절됨: below_floor"
    assert report.refused == 0.5


def test_a_longer_page_is_asked_for_only_where_the_first_lacks_the_answer() -> None:
    page: dict[str, SearchResult] = {"found": result("a", total=30), "all": result("x"), "deep": result("x", total=30)}
    asked: list[str] = []

    def further(text: str) -> SearchResult:
        asked.append(text)
        return result(*map(str, range(14)), "a", per_page=20)

    topics = tuple(Topic(name, name) for name in page)
    report = evaluate(made_set({name: {"a": 1} for name in page}, *topics), page.__getitem__, further=further)
    assert asked == ["deep"]
    assert [given.rank for given in report.answers] == [1, None, 15]
    assert report.answers[2].values["mrr@10"] == 0.0


def test_each_query_is_measured_once_after_a_warm_up() -> None:
    asked: Counter[str] = Counter()
    told: list[int] = []

    def search(text: str) -> SearchResult:
        asked[text] += 1
        return result("a")

    topics = made_set({f"q{number}": {"a": 1} for number in range(WARM_UP + 10)})
    report = evaluate(topics, search, progress=told.append)
    assert Counter(asked.values()) == {2: WARM_UP, 1: 10}
    assert told == list(range(1, WARM_UP + 11))
    assert set(report.latency) == {"p50", "p95", "p99"}
    assert 0 < report.latency["p50"] <= report.latency["p99"]


@pytest.mark.parametrize(("hits", "outcome"), [((hit("a"),), "answered"), ((), "abstained")])
def test_outcome_of_a_result(hits: tuple[Hit, ...], outcome: str) -> None:
    assert outcome_of(result(*hits)).outcome == outcome
