from __future__ import annotations

from app.engine.opensearch.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_closes_with_a_success() -> None:
    clock = Clock()
    breaker = Breaker("서버", failures=2, rest=5.0, clock=clock)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.now += 5.1
    assert [breaker.allows(), breaker.allows()] == [True, False]  # one probe
    breaker.failed()
    clock.now += 4.9
    assert not breaker.allows()
    clock.now += 0.2
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_probe_that_never_comes_back_is_followed_by_another() -> None:
    clock = Clock()
    breaker = Breaker("서버", failures=1, rest=5.0, clock=clock)
    breaker.failed()
    clock.now += 5.1
    assert [breaker.allows(), breaker.allows()] == [True, False]
    clock.now += 5.1
    assert breaker.allows()
