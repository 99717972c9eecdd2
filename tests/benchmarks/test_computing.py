"""What is computed from measurements: growth, sizes beyond the measured ones, queues."""

from __future__ import annotations

from math import inf, log

import numpy as np
import pytest

from benchmarks.peers.plot import plot
from benchmarks.peers.record import growth
from benchmarks.scale.extending import Curve
from benchmarks.scale.queueing import Service, Slowed, responses

EXPONENTIAL = Service((*(-log(1 - share / 1000) for share in range(1000)), 8.0))
"""Of mean 1 ms, about."""


def test_growth_is_the_exponent() -> None:
    assert growth([(10, 3 * 10**1.5), (100, 3 * 100**1.5), (1000, 3 * 1000**1.5)]) == pytest.approx(1.5)
    assert growth([(10, 1.0)]) is None


def test_growth_does_not_heed_one_odd_size() -> None:
    assert growth([(1, 1.0), (10, 10.0), (100, 100.0), (1000, 9000.0)]) == pytest.approx(1.0, abs=0.25)


def test_a_curve_goes_through_what_was_measured_and_on_along_its_end() -> None:
    curve = Curve(((10, 5.0), (100, 5.0), (1000, 50.0)))
    assert [curve.at(n) for n in (10, 30, 100, 1000)] == pytest.approx([5, 5, 5, 50])
    assert curve.at(10_000) == pytest.approx(500)
    assert curve.reaches(500) == pytest.approx(10_000)
    assert curve.reaches(25) == pytest.approx(500)
    assert Curve(((10, 5.0), (100, 5.0))).reaches(6) == inf


def test_one_worker_is_as_queueing_theory_has_it() -> None:
    """M/M/1 at a use of one half: the mean response is the mean service over 1 − 0.5."""
    took = responses(EXPONENTIAL, 1, 500 / EXPONENTIAL.mean, seed=1)
    assert took.mean() == pytest.approx(2 * EXPONENTIAL.mean, rel=0.05)


def test_more_workers_wait_less_at_the_same_use() -> None:
    one, sixteen = (responses(EXPONENTIAL, workers, 800 * workers, seed=1) for workers in (1, 16))
    assert np.percentile(sixteen, 99) < np.percentile(one, 99) / 3


def test_slowed_counts_those_who_came_then() -> None:
    slowed = responses(EXPONENTIAL, 4, 100, seed=1, slowed=Slowed(1000, 100, 2.0))
    assert len(slowed) == pytest.approx(9_000, rel=0.1)
    assert slowed.mean() == pytest.approx(2 * EXPONENTIAL.mean, rel=0.1)


def test_a_picture_escapes_and_keeps_names_apart() -> None:
    svg = plot("a < b", "ms", {"<one>": [(10, 1.0), (100, 2.0)], "two": [(10, 1.0), (100, 2.0)], "none": []})
    assert "a &lt; b" in svg
    assert "<one>" not in svg
    heights = [part.split('y="')[1].split('"')[0] for part in svg.split('class="name')[1:]]
    assert len(heights) == 2
    assert abs(float(heights[0]) - float(heights[1])) >= 15
