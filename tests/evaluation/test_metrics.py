"""Every expected figure is worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from app.evaluation.metrics import (
    METRICS,
    mean,
    measure,
    ndcg,
    percentile,
    rank_of_first,
    reciprocal_rank,
    success,
)


@pytest.mark.parametrize(
    ("grades", "depth", "expected"),
    [([], 1, 0), ([1], 1, 1), ([0, 2], 1, 0), ([0, 2], 5, 1), ([0] * 5 + [1], 5, 0), ([0] * 5 + [1], 10, 1)],
)
def test_success_needs_one_answer_within_the_depth(grades: list[int], depth: int, expected: float) -> None:
    assert success(grades, depth) == expected


def test_rank_counts_from_one() -> None:
    assert [rank_of_first(grades) for grades in ([3], [0, 0, 1, 1], [0], [])] == [1, 3, None, None]


def test_reciprocal_rank_ends_at_its_depth() -> None:
    assert reciprocal_rank([0, 0, 0, 1, 1], 10) == 0.25
    assert reciprocal_rank([0] * 9 + [1], 10) == 0.1
    assert reciprocal_rank([0] * 10 + [1], 10) == 0.0


def test_ndcg_of_graded_results() -> None:
    # Gains 2^g - 1: 3, 0, 7 against the ideal 7, 3, 1.
    found = 3 / log2(2) + 7 / log2(4)
    ideal = 7 / log2(2) + 3 / log2(3) + 1 / log2(4)
    assert found == 6.5
    assert ndcg([2, 0, 3], [1, 3, 2], 10) == pytest.approx(6.5 / ideal)
    assert ndcg([2, 0, 3], [1, 3, 2], 10) == pytest.approx(0.6920, abs=1e-4)


def test_ndcg_is_one_for_the_ideal_order_and_zero_for_nothing() -> None:
    assert ndcg([3, 2, 1], [2, 1, 3], 10) == pytest.approx(1.0)
    assert ndcg([0, 0], [1], 10) == 0.0
    assert ndcg([], [], 10) == 0.0


def test_ndcg_cuts_the_ideal_at_the_depth_too() -> None:
    assert ndcg([1] * 10, [1] * 12, 10) == pytest.approx(1.0)
    assert ndcg([0] * 10 + [1], [1], 10) == 0.0


def test_measure_and_mean() -> None:
    first, second = measure([1], [1]), measure([0, 1], [1])
    assert list(first) == ["success@1", "success@5", "success@10", "mrr@10", "ndcg@10"]
    assert second == pytest.approx(
        {"success@1": 0, "success@5": 1, "success@10": 1, "mrr@10": 0.5, "ndcg@10": 1 / log2(3)}
    )
    assert mean([first, second])["success@1"] == 0.5
    assert mean([first, second])["mrr@10"] == 0.75
    assert mean([]) == dict.fromkeys(METRICS, 0.0)


def test_percentile_interpolates() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.5
    assert percentile([float(n) for n in range(101)], 99) == 99.0
    assert percentile([], 95) == 0.0
