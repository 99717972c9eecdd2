"""A real Redis that is killed, hangs, is full, read-only or wants a password, and is well again."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable

import pytest
from limits import RateLimitItemPerMinute

from app.cluster import subscription
from app.cluster.redis import RedisCluster
from tests.cluster.conftest import Member
from tests.contracts.cluster import SOON, heard_at_last
from tests.redis_server import RedisServer

ONCE = RateLimitItemPerMinute(1)


def full(server: RedisServer) -> None:
    server.configure(maxmemory="1")


def not_full(server: RedisServer) -> None:
    server.configure(maxmemory="0")


def read_only(server: RedisServer) -> None:
    with server.client() as client:
        client.replicaof("127.0.0.1", "1")


def writable(server: RedisServer) -> None:
    with server.client() as client:
        client.replicaof("NO", "ONE")


def locked(server: RedisServer) -> None:
    with server.client() as client:
        client.config_set("requirepass", "secret")
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")


def unlocked(server: RedisServer) -> None:
    with server.client() as client:
        client.execute_command("AUTH", "secret")
        client.config_set("requirepass", "")


def no_scripts(server: RedisServer) -> None:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "-@scripting")


def scripts(server: RedisServer) -> None:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "+@all")


WAYS: dict[str, tuple[Callable[[RedisServer], None], Callable[[RedisServer], None]]] = {
    "killed": (RedisServer.kill, RedisServer.start),
    "hangs": (lambda server: server.signal(signal.SIGSTOP), lambda server: server.signal(signal.SIGCONT)),
    "full": (full, not_full),
    "read-only": (read_only, writable),
    "locked": (locked, unlocked),
    "no scripts": (no_scripts, scripts),
}


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def use(cluster: RedisCluster, name: str) -> None:
    """All that can be done with a cluster; none of it may fail."""
    cluster.limiter.hit(ONCE, name)
    cluster.cache.put(name, b"here")
    cluster.cache.get(f"{name} missing")
    with cluster.notices.listen(name) as listener:
        cluster.notices.tell(name)
        assert listener.wait(0)


@pytest.mark.parametrize("way", WAYS)
def test_each_goes_on_alone_and_together_when_it_is_back(
    way: str, redis_server: RedisServer, member: Member, caplog: pytest.LogCaptureFixture
) -> None:
    lose, restore = WAYS[way]
    here, there = member(redis_server.url), member(redis_server.url)
    heard_at_last(there.notices.tell, here.notices, "a")
    with caplog.at_level(logging.WARNING):
        lose(redis_server)
        use(here, "alone")
        use(there, "alone")
        assert here.degraded() == there.degraded() == ("redis_down",)
        # Each counts for itself, and keeps for itself.
        assert [each.limiter.hit(ONCE, "b") > 0 for each in (here, here, there, there)] == [False, True, False, True]
        assert here.cache.get("alone") == b"here"
        lines = [record.getMessage() for record in caplog.records]
        assert len(lines) == 2, lines

        restore(redis_server)
        until(lambda: here.degraded() == there.degraded() == ())
        lines = [record.getMessage() for record in caplog.records]
        assert len(lines) == 4, lines
    heard_at_last(there.notices.tell, here.notices, "a")
    here.cache.put("c", b"c")
    assert there.cache.get("c") == b"c"
    assert here.limiter.hit(ONCE, "d") == 0
    assert there.limiter.hit(ONCE, "d") > 0


def test_nobody_waits_for_what_is_known_to_hang(
    redis_server: RedisServer, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = member(redis_server.url)
    monkeypatch.setattr(cluster._link, "_retry_seconds", 60.0)
    redis_server.signal(signal.SIGSTOP)
    assert cluster.cache.get("a") is None

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("somebody asked again")

    monkeypatch.setattr(cluster._link.pool, "get_connection", asked)
    for number in range(100):
        use(cluster, f"{number}")
    assert cluster.degraded() == ("redis_down",)
    redis_server.signal(signal.SIGCONT)


def test_a_connection_that_has_fallen_silent_is_noticed(
    redis_server: RedisServer, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("LOOK_SECONDS", 0.02), ("SILENCE_SECONDS", 0.1), ("PATIENCE_SECONDS", 0.5)):
        monkeypatch.setattr(subscription, name, seconds)
    cluster, other = member(redis_server.url), member(redis_server.url)
    heard_at_last(other.notices.tell, cluster.notices, "a")
    time.sleep(1)
    assert cluster._link._is_up
    redis_server.signal(signal.SIGSTOP)
    until(lambda: not cluster._link._is_up)
    redis_server.signal(signal.SIGCONT)
    heard_at_last(other.notices.tell, cluster.notices, "a")


def test_one_that_was_never_there_is_joined_when_it_comes(redis_server: RedisServer, member: Member) -> None:
    redis_server.kill()
    here, there = member(redis_server.url), member(redis_server.url)
    use(here, "a")
    assert here.degraded() == ("redis_down",)
    redis_server.start()
    heard_at_last(there.notices.tell, here.notices, "a")
    until(lambda: here.degraded() == ())
