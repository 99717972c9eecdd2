"""What events prove."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

import pytest

from app.chat.privacy import mask
from app.learning.evidence import MAX_SITTING, Event, Kind, Learned, Policy, questions, together

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POLICY = Policy(half_life=90, visitors=3)


def event(
    visitor: str,
    article: str = "refund",
    query: str = "돈 돌려받기",
    kind: Kind = "click",
    *,
    days: float = 0,
    minutes: float = 0,
) -> Event:
    return Event(visitor, kind, article, query, NOW - timedelta(days=days, minutes=minutes))


def meaning(text: str) -> Hashable | None:
    return frozenset(text.split()) or None


def learned(*events: Event, policy: Policy = POLICY) -> list[Learned]:
    return questions(events, meaning=meaning, now=NOW, policy=policy)


def test_enough_visitors_teach_a_question() -> None:
    assert learned(event("a"), event("b"), event("c")) == [Learned("refund", "돈 돌려받기", 3.0, 3)]
    assert learned(event("a"), event("b")) == []


def test_one_visitor_cannot_teach_alone() -> None:
    many = [event("a", query=f"돈 돌려받기{' ' * count}") for count in range(50)]
    assert learned(*many, *many) == []


def test_one_visitor_counts_no_more_than_two() -> None:
    kinds: tuple[Kind, ...] = ("click", "choice", "helpful")
    (found,) = learned(*(event("a", kind=kind) for kind in kinds), event("b"), event("c"))
    assert found.evidence == 4.0


def test_queries_of_one_meaning_are_one_question_in_the_wording_best_proven() -> None:
    (found,) = learned(event("a"), event("b", query="돌려받기 돈"), event("c", query="돌려받기 돈"))
    assert (found.question, found.visitors) == ("돌려받기 돈", 3)


def test_what_means_nothing_or_was_masked_teaches_nothing() -> None:
    for query in (" ", mask("010-1234-5678 주문")):
        assert learned(*(event(visitor, query=query) for visitor in "abcd")) == []


def test_evidence_halves_with_time_and_is_forgotten() -> None:
    (found,) = learned(*(event(visitor, days=90) for visitor in "abcd"))
    assert found.evidence == pytest.approx(2.0)
    assert learned(*(event(visitor, days=181) for visitor in "abcd")) == []
    slow = Policy(half_life=400, visitors=3)
    assert learned(*(event(visitor, days=181) for visitor in "abcd"), policy=slow)


def test_a_visitor_who_was_not_helped_speaks_against() -> None:
    assert learned(event("a"), event("b"), event("c"), event("c", kind="unhelpful")) == []
    kept = learned(*(event(visitor) for visitor in "abcd"), event("d", kind="unhelpful"))
    assert [(found.visitors, found.evidence) for found in kept] == [(3, 2.0)]


def test_rephrasing_counts_half() -> None:
    assert learned(*(event(visitor, kind="rephrased") for visitor in "abcde")) == []
    (found,) = learned(*(event(visitor, kind="rephrased") for visitor in "abcdef"))
    assert (found.evidence, found.visitors) == (3.0, 6)


def test_a_question_that_leads_everywhere_belongs_nowhere() -> None:
    everywhere = [event(visitor, f"article-{number}") for number in range(5) for visitor in "abc"]
    assert learned(*everywhere) == []
    mostly = [event(f"{visitor}{number}") for number in range(5) for visitor in "abc"]
    assert [found.article_id for found in learned(*everywhere, *mostly)] == ["refund"]


def test_the_best_proven_comes_first_and_the_order_is_total() -> None:
    events = [event(visitor, article, query) for visitor in "abc" for article, query in (("b", "둘"), ("a", "하나"))]
    events += [event("d", "c", "셋"), *(event(visitor, "c", "셋") for visitor in "abc")]
    assert [found.article_id for found in learned(*events)] == ["c", "a", "b"]
    assert learned(*reversed(events)) == learned(*events)


def test_what_is_opened_in_one_sitting_is_read_together_in_both_directions() -> None:
    events = [e for visitor in "abc" for e in (event(visitor, "one"), event(visitor, "two", minutes=20))]
    assert together(events, now=NOW, policy=POLICY) == {
        ("one", "two"): pytest.approx(3.0, abs=0.01),
        ("two", "one"): pytest.approx(3.0, abs=0.01),
    }
    assert together(events[:4], now=NOW, policy=POLICY) == {}


def test_what_is_opened_at_other_times_or_by_others_is_not_read_together() -> None:
    later = [e for visitor in "abc" for e in (event(visitor, "one"), event(visitor, "two", minutes=31))]
    assert together(later, now=NOW, policy=POLICY) == {}
    others = [event(visitor, "one") for visitor in "abc"] + [event(visitor, "two") for visitor in "def"]
    assert together(others, now=NOW, policy=POLICY) == {}
    votes = [e for visitor in "abc" for e in (event(visitor, "one"), event(visitor, "two", kind="helpful"))]
    assert together(votes, now=NOW, policy=POLICY) == {}


def test_a_visitor_who_opens_everything_makes_no_flood_of_pairs() -> None:
    everything = [event(visitor, f"article-{number:03}") for visitor in "abc" for number in range(300)]
    assert len(together(everything, now=NOW, policy=POLICY)) <= MAX_SITTING * (MAX_SITTING - 1)
