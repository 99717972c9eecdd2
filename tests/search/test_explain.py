"""What an explanation says adds up to what the search did."""

from __future__ import annotations

from math import exp

import pytest

from app.models import Query
from app.services import Services


@pytest.mark.parametrize("text", ["월렛 상태를 변경할 수 있나요?", "친구그릅", "메세지 보네기", "돈이 안 들어와요"])
def test_the_sums_are_the_scores_and_the_confidence(sample: Services, text: str) -> None:
    result = sample.search.search(Query(text))
    explanation = sample.search.explain(result)
    assert [each.id for each in explanation.hits] == [hit.article.id for hit in result.hits]
    for hit, explained in zip(result.hits, explanation.hits, strict=True):
        assert sum(term.contribution for term in explained.signals) == pytest.approx(hit.score, abs=1e-5)
        assert tuple(explained.matched) == hit.matched_by
        assert all(0 <= view.coverage <= 1 + 1e-9 for view in explained.views)
    decision = explanation.decision
    logit = decision.bias + sum(term.contribution for term in decision.features)
    assert decision.spelled / (1 + exp(-logit)) == pytest.approx(result.confidence, abs=1e-4)
    assert decision.outcome == result.outcome
    assert (decision.reason == "sure") == (decision.confidence >= decision.sure)


def test_matched_words_stand_on_their_rungs(sample: Services) -> None:
    first = sample.search.explain(sample.search.search(Query("월렛 상태는"))).hits[0]
    assert first.matched["literal"] == ("월렛", "상태는")
    assert first.views[0].scores["title"] > 0


def test_corrections_considered_are_named_with_trust_and_confidence(sample: Services) -> None:
    result = sample.search.search(Query("캐쉬 충젼"))
    typed, *others = sample.search.explain(result).readings
    assert (typed.text, typed.correction, typed.chosen) == ("캐쉬 충젼", None, False)
    assert {each.text for each in others} == {"캐쉬 충전", "캐시 충전"}
    (chosen,) = [each for each in others if each.chosen]
    assert chosen.correction == result.corrected
    assert chosen.confidence == result.confidence > typed.confidence


def test_verbatim_considers_nothing_else(sample: Services) -> None:
    explanation = sample.search.explain(sample.search.search(Query("캐쉬 충젼", verbatim=True)))
    assert [(each.text, each.chosen) for each in explanation.readings] == [("캐쉬 충젼", True)]


def test_the_lexicon_names_its_words(sample: Services) -> None:
    explanation = sample.search.explain(sample.search.search(Query("채널을 지우고 싶어요")))
    (found,) = [each for each in explanation.expansions if "삭제" in each.targets]
    assert 0 < found.weight <= 1


@pytest.mark.parametrize(
    ("text", "reason", "outcome"),
    [
        ("", "browse", "answered"),
        ("ㅁㄴㅇㄹ", "no_match", "abstained"),
        ("김치찌개 끓이는 법", "below_floor", "abstained"),
    ],
)
def test_the_reason_of_the_decision_is_named(sample: Services, text: str, reason: str, outcome: str) -> None:
    result = sample.search.search(Query(text))
    decision = sample.search.explain(result).decision
    assert (decision.reason, decision.outcome, result.outcome) == (reason, outcome, outcome)


@pytest.mark.parametrize(
    "typed", ["dkfflaxhr qkfthd", "세금게산서", "tprmarPtksj", "모바일 지갑 시작하기", "친구 그룹"]
)
def test_what_is_explained_is_what_is_shown(sample: Services, typed: str) -> None:
    result = sample.search.search(Query(typed))
    explained = sample.search.explain(result)
    (chosen,) = (each for each in explained.readings if each.chosen)
    assert chosen.text == (result.corrected.text if result.corrected else typed)
    assert explained.decision.confidence == pytest.approx(result.confidence, abs=1e-4)
    assert len(explained.hits) == len(result.hits)
