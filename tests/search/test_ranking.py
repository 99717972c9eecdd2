"""The order of results, on candidate tables made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest

from app.engine.base import FIELDS, VIEWS, Candidates, EngineQuery, Field, Match
from app.engine.columns import Columns
from app.models import PLATFORMS
from app.search.parser import ParsedQuery
from app.search.ranking import Ranking, browse, rank, sort
from app.search.signals import fuse, measure
from app.search.variants import collapse


def table(
    *rows: tuple[str, Mapping[Field, float], float],
    mass: float = 10.0,
    views: tuple[int, ...] | None = None,
    updated: tuple[date, ...] | None = None,
    groups: tuple[str, ...] | None = None,
    platforms: tuple[str, ...] | None = None,
) -> Candidates:
    """Candidates from (id, scores, coverage in every view)."""
    count = len(rows)
    columns = Columns.of(
        {
            "ids": [row[0] for row in rows],
            "category": ["a/b"] * count,
            "platform": platforms or ["all"] * count,
            "variant_group": groups or [""] * count,
            "updated_at": [day.toordinal() for day in updated or [date(2026, 1, 1)] * count],
            "views": views or [0] * count,
            **{name: [] for field in FIELDS for name in (f"{field}", f"{field}_rows")},
        }
    )
    scores = np.array([[row[1].get(field, 0.0) for row in rows] for field in FIELDS])
    coverage = np.array([[row[2] for row in rows]] * len(VIEWS), float)
    match = Match(scores, coverage, dict.fromkeys(VIEWS, mass))
    return Candidates(columns, np.arange(count), (match,), np.zeros(count))


def order(candidates: Candidates, ranking: Ranking) -> list[str]:
    return candidates.ids_of(ranking.rows)


MORPH_TITLE, MORPH_BODY = Field("morph", "title"), Field("morph", "body")
BIGRAM_TITLE = Field("bigram", "title")


def ranked(candidates: Candidates) -> Ranking:
    return rank(candidates, measure(parsed_nothing(), candidates, None, None))


def parsed_nothing() -> ParsedQuery:
    return ParsedQuery("질문", EngineQuery())


def test_a_title_match_outranks_the_same_match_in_a_body() -> None:
    candidates = table(("body", {MORPH_BODY: 5.0}, 5.0), ("title", {MORPH_TITLE: 5.0}, 5.0))
    assert order(candidates, ranked(candidates)) == ["title", "body"]


def test_agreement_of_views_outranks_a_single_view() -> None:
    candidates = table(("one", {MORPH_TITLE: 6.0}, 6.0), ("two", {MORPH_TITLE: 5.0, BIGRAM_TITLE: 5.0}, 6.0))
    assert order(candidates, ranked(candidates)) == ["two", "one"]


def test_a_view_that_knows_little_of_the_query_says_little() -> None:
    scores = {MORPH_TITLE: 5.0}
    little, much = (table(("a", scores, 5.0), mass=mass).matches[0] for mass in (100.0, 10.0))
    assert fuse(little)[0] == pytest.approx(fuse(much)[0] / 10)


def test_no_candidates_make_no_results() -> None:
    assert len(ranked(table()).rows) == 0


def test_the_tail_is_cut_relative_to_the_best() -> None:
    candidates = table(("best", {MORPH_TITLE: 9.0}, 10.0), ("near", {}, 7.0), ("noise", {}, 2.0))
    assert order(candidates, ranked(candidates)) == ["best", "near"]


def test_sorting_by_date_or_views_keeps_the_noise_out() -> None:
    days = (date(2026, 1, 1), date(2026, 3, 1), date(2026, 9, 1))
    candidates = table(
        ("best", {MORPH_TITLE: 9.0}, 10.0), ("near", {}, 7.0), ("noise", {}, 2.0), views=(1, 50, 900), updated=days
    )
    assert candidates.ids_of(sort(ranked(candidates), candidates, "newest")) == ["near", "best"]
    assert candidates.ids_of(sort(ranked(candidates), candidates, "views")) == ["near", "best"]


def test_ties_are_broken_the_same_way_every_time() -> None:
    rows = [(name, {MORPH_TITLE: 5.0}, 5.0) for name in "cabde"]
    days = (*[date(2026, 1, 1)] * 4, date(2026, 3, 1))
    candidates = table(*rows, views=(1, 1, 1, 7, 1), updated=days)
    assert order(candidates, ranked(candidates)) == ["d", "e", "a", "b", "c"]


def test_ties_of_another_order_go_to_the_better_match_and_then_to_the_smaller_id() -> None:
    rows = [(name, {MORPH_TITLE: score}, 8.0) for name, score in (("c", 5.0), ("b", 5.0), ("a", 4.0), ("d", 9.0))]
    alike = table(*rows)
    for name in ("newest", "views"):
        assert alike.ids_of(sort(ranked(alike), alike, name)) == ["d", "b", "c", "a"]
    newer = table(*rows, updated=tuple(date(2026, month, 1) for month in (1, 2, 4, 3)))
    assert newer.ids_of(sort(ranked(newer), newer, "views")) == ["d", "b", "c", "a"]


def test_of_the_first_five_less_is_asked_than_of_those_further_down() -> None:
    names = "abcdefg"
    candidates = table(("best", {MORPH_TITLE: 9.0}, 10.0), *((name, {}, 4.0) for name in names))
    assert order(candidates, ranked(candidates)) == ["best", *names[:4]]


def test_browsing_shows_everything_most_viewed_first() -> None:
    candidates = table(("a", {}, 0.0), ("b", {}, 0.0), mass=0.0, views=(1, 2))
    assert order(candidates, browse(candidates)) == ["b", "a"]


class TestVariants:
    candidates = table(
        *((name, {}, 5.0) for name in ("pc", "android", "ios", "alone")),
        groups=("send", "send", "send", ""),
        platforms=("pc", "android", "ios", "pc"),
    )
    rows = np.array([0, 1, 3, 2])

    def test_what_is_for_another_platform_alone_is_left_out(self) -> None:
        alone = table(("pc", {}, 5.0), ("all", {}, 5.0), groups=("", ""), platforms=("pc", "all"))
        assert [collapse(np.array([0, 1]), alone, platform) for platform in PLATFORMS] == [
            ([0, 1], {}),
            ([0, 1], {}),
            ([1], {}),
            ([1], {}),
        ]

    def test_a_group_is_one_result_at_its_best_place(self) -> None:
        shown, others = collapse(self.rows, self.candidates, "all")
        assert (shown, others) == ([0, 3], {0: [1, 2]})

    def test_the_asked_platform_stands_for_the_group(self) -> None:
        shown, others = collapse(self.rows, self.candidates, "ios")
        assert (shown, others) == ([2], {2: [0, 1]})

    def test_variants_that_rank_too_low_still_belong_to_the_group(self) -> None:
        assert collapse(np.array([1]), self.candidates, "all") == ([1], {1: [0, 2]})
        assert collapse(np.array([1]), self.candidates, "ios") == ([2], {2: [0, 1]})

    def test_without_a_variant_for_the_platform_the_one_for_all_stands_for_the_group(self) -> None:
        candidates = table(
            *((name, {}, 5.0) for name in ("pc", "any", "ios", "other")),
            groups=("send", "send", "pay", ""),
            platforms=("pc", "all", "ios", "all"),
        )
        rows = np.array([0, 1, 2, 3])
        assert collapse(rows, candidates, "android") == ([1, 3], {1: [0]})
        assert collapse(rows, candidates, "pc") == ([0, 3], {0: [1]})
