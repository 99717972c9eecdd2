"""What processes that share must find, through whatever they share. A subclass gives ``join``: one more of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
from limits import RateLimitItem, RateLimitItemPerMinute

from app.cluster.base import MAX_VALUE_BYTES, Cluster

Join = Callable[[], Cluster]

HOSTILE = ("", " ", "\0", "\ud800", "가" * 50_000, "a\r\nDEL b\r\n", "*", "{a}", "a:b", "a/b", "127.0.0.1", "👩‍👩‍👧")
SOON = 10.0
"""Seconds within which what happens at once has happened."""

NEVER = 0.3
"""Seconds after which nothing is thought to come any more."""


def per_minute(amount: int, namespace: str = "events") -> RateLimitItem:
    return RateLimitItemPerMinute(amount, namespace=namespace)


class ClusterContract:
    # Counting

    def test_so_many_are_allowed_whoever_counts(self, join: Join) -> None:
        here, there = join().limiter, join().limiter
        assert [each.hit(per_minute(4), "a") for each in (here, there, here, there)] == [0] * 4
        waits = [each.hit(per_minute(4), "a") for each in (here, there)]
        assert all(isinstance(wait, int) and 1 <= wait <= 60 for wait in waits)

    def test_everybody_is_counted_apart_whatever_the_name(self, join: Join) -> None:
        limiter = join().limiter
        for _ in range(2):
            assert [limiter.hit(per_minute(2), who) for who in HOSTILE] == [0] * len(HOSTILE)
        assert all(limiter.hit(per_minute(2), who) for who in HOSTILE)

    def test_each_kind_is_counted_apart(self, join: Join) -> None:
        limiter = join().limiter
        assert limiter.hit(per_minute(1), "a") == 0
        assert limiter.hit(per_minute(1), "a") > 0
        assert limiter.hit(per_minute(1, "messages"), "a") == 0

    def test_many_at_once_are_counted_exactly(self, join: Join) -> None:
        limiters = [join().limiter, join().limiter]
        with ThreadPoolExecutor(8) as threads:
            waits = list(threads.map(lambda number: limiters[number % 2].hit(per_minute(25), "a"), range(80)))
        assert waits.count(0) == 25

    # Notices

    def test_whoever_listens_is_woken_once(self, join: Join) -> None:
        here, there = join().notices, join().notices
        for teller, hearer in ((here, there), (there, here), (here, here)):
            heard_at_last(teller.tell, hearer, "a")
            with hearer.listen("a") as listener:
                settle(listener)
                for _ in range(50):
                    teller.tell("a")
                assert listener.wait(SOON)
                settle(listener)
                assert not listener.wait(NEVER)

    def test_waiting_ends_when_the_notice_comes(self, join: Join) -> None:
        here, there = join().notices, join().notices
        heard_at_last(there.tell, here, "a")
        with here.listen("a") as listener:
            settle(listener)
            teller = Thread(target=there.tell, args=("a",))
            teller.start()
            assert listener.wait(SOON)
            teller.join()

    def test_all_who_listen_hear_and_only_of_their_topic(self, join: Join) -> None:
        here, there = join().notices, join().notices
        heard_at_last(there.tell, here, "a")
        with here.listen("a") as one, here.listen("a") as two, here.listen("b") as other:
            there.tell("a")
            assert one.wait(SOON)
            assert two.wait(SOON)
            assert not other.wait(NEVER)

    def test_any_string_is_a_topic_and_only_itself(self, join: Join) -> None:
        here, there = join().notices, join().notices
        heard_at_last(there.tell, here, "first")
        for topic in HOSTILE:
            with here.listen(topic) as listener, here.listen(f"{topic}.") as other:
                there.tell(topic)
                assert listener.wait(SOON)
                assert not other.wait(0)

    def test_telling_nobody_and_leaving_early_are_harmless(self, join: Join) -> None:
        notices = join().notices
        notices.tell("nobody")
        with pytest.raises(KeyError), notices.listen("a"):
            raise KeyError
        with notices.listen("a") as listener:
            notices.tell("a")
            assert listener.wait(SOON)

    # Keeping

    def test_what_was_put_is_there_for_all(self, join: Join) -> None:
        here, there = join().cache, join().cache
        assert here.get("a") is None
        for number, key in enumerate(HOSTILE):
            here.put(key, b"%d" % number)
        for number, key in enumerate(HOSTILE):
            assert there.get(key) == here.get(key) == b"%d" % number
        assert there.get("b") is None

    def test_any_bytes_come_back_and_the_last_ones(self, join: Join) -> None:
        for value in (b"", b"\0", os.urandom(MAX_VALUE_BYTES), "가".encode()):
            here = join().cache
            here.put("a", value)
            assert here.get("a") == join().cache.get("a") == value

    def test_what_is_too_long_is_not_kept(self, join: Join) -> None:
        here = join().cache
        here.put("a", b"x" * (MAX_VALUE_BYTES + 1))
        assert here.get("a") is None
        assert join().cache.get("a") is None

    def test_threads_do_not_get_each_others(self, join: Join) -> None:
        cache = join().cache

        def work(thread: int) -> bool:
            for number in range(200):
                cache.put(f"{thread} {number}", b"%d %d" % (thread, number))
                if cache.get(f"{thread} {number}") not in (None, b"%d %d" % (thread, number)):
                    return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(work, range(8)))

    # All

    def test_all_is_well_and_closing_twice_is_harmless(self, join: Join) -> None:
        cluster = join()
        assert cluster.degraded() == ()
        cluster.close()
        cluster.close()


def heard_at_last(tell: Callable[[str], None], hearer: object, topic: str) -> None:
    """Until a notice arrives: those before the first subscription stands may get lost."""
    with hearer.listen(topic) as listener:  # type: ignore[attr-defined]
        for _ in range(int(SOON / 0.05)):
            tell(topic)
            if listener.wait(0.05):
                return
    raise AssertionError("no notice arrived")


def settle(listener: object) -> None:
    """Until what was told before has arrived."""
    while listener.wait(NEVER):  # type: ignore[attr-defined]
        pass
