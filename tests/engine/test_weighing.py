"""Which documents go on where many match, told from numbers that differ in their last digits."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.weighing import at_least, best

CHANCE = np.random.default_rng(3)


@pytest.mark.parametrize("limit", [1, 7, 50, 400])
def test_what_the_limit_asks_for_is_never_below_the_least(limit: int) -> None:
    """Though a step times a thousand and back again may be more than it was."""
    steps = CHANCE.integers(1, 3_000, 400) / 1_000
    for held in (steps, np.nextafter(steps, 0), np.nextafter(steps, 9)):
        least = at_least(held, limit)
        assert least <= np.sort(held)[-limit]
        assert np.count_nonzero(held >= least) < limit + 20


def test_what_is_but_a_digit_below_a_step_is_not_left_out() -> None:
    below = np.nextafter(np.arange(1, 3_000) / 1_000, 0)
    assert (np.floor(below * 1_000) / 1_000 > below).any(), "no such number is among them"
    assert all(at_least(np.array([number]), 1) <= number for number in below)


def test_where_fewer_match_than_the_limit_nothing_is_left_out() -> None:
    assert at_least(np.array([0.0, 0.5, 1e-300]), 5) == 0.0
    assert at_least(np.empty(0), 5) == 0.0


def test_the_order_of_additions_decides_nothing() -> None:
    held, scores = np.array([0.1 + 0.2, 0.3, 0.3]), np.array([1.0, np.nextafter(1.0, 2.0), 1.0])
    assert len(set(held.tolist())) == len(set(scores.tolist())) == 2
    order = np.array([2, 1, 0])
    assert [best(held, scores, order, limit).tolist() for limit in (0, 1, 2)] == [[], [2], [2, 1]]
