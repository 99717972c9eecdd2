"""Sharing through a real Redis that is well."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic, sleep
from typing import Any

import pytest
from limits import RateLimitItemPerMinute

from app.cluster.redis import RedisCluster
from app.errors import ConfigurationError
from tests.cluster.conftest import Member
from tests.contracts.cluster import SOON, ClusterContract, Join, heard_at_last
from tests.redis_server import RedisServer

PER_MINUTE = RateLimitItemPerMinute(100, namespace="events")
RAW = ("203.0.113.77", "session-of-somebody", "월렛 충전")


class TestRedisCluster(ClusterContract):
    @pytest.fixture
    def join(self, redis_url: str, member: Member) -> Join:
        """Each is another process's; their secret key keeps them apart from other tests."""
        key = secrets.token_hex()
        return lambda: member(redis_url, key)


@pytest.fixture
def redis(redis_server: RedisServer) -> Iterator[Any]:
    with redis_server.client() as client:
        yield client


def used(cluster: RedisCluster) -> RedisCluster:
    """``cluster`` once it has counted, told and kept something."""
    address, topic, key = RAW
    cluster.limiter.hit(PER_MINUTE, address)
    cluster.notices.tell(topic)
    cluster.cache.put(key, b"titles")
    return cluster


def test_no_key_tells_of_whom_or_what_and_all_expire(redis_server: RedisServer, redis: Any, member: Member) -> None:
    channel = redis.pubsub()
    channel.psubscribe("*")
    used(member(redis_server.url))
    heard = [message["data"] for _ in range(20) if (message := channel.get_message(timeout=0.1))]
    channel.close()
    keys = list(redis.scan_iter())
    assert len(keys) == 2
    assert all(0 < redis.ttl(key) <= 3600 for key in keys)
    everything = repr([keys, [redis.get(key) for key in keys], heard])
    for raw in RAW:
        assert raw not in everything
        assert raw.encode().hex() not in everything


def test_help_centres_with_other_secrets_share_nothing(redis_server: RedisServer, member: Member) -> None:
    one, other = member(redis_server.url, "one"), member(redis_server.url, "other")
    allowed_once = RateLimitItemPerMinute(1)
    assert [each.limiter.hit(allowed_once, "a") for each in (one, other)] == [0, 0]
    one.cache.put("a", b"a")
    assert other.cache.get("a") is None
    heard_at_last(other.notices.tell, other.notices, "b")
    with other.notices.listen("a") as listener:
        one.notices.tell("a")
        other.notices.tell("b")
        assert not listener.wait(0.2)


def test_nothing_is_believed_that_was_not_kept_there(redis_server: RedisServer, redis: Any, member: Member) -> None:
    cluster = member(redis_server.url)
    cluster.cache.put("a", b"a")
    (name,) = redis.scan_iter("*:cache:*")
    sealed = redis.get(name)
    cluster.cache.put("b", b"b")
    (other,) = set(redis.scan_iter("*:cache:*")) - {name}
    for garbage in (b"", b"a", sealed[:-1] + b"b", sealed[1:], b"\xff" * 32, b"x" * 20_000_000, redis.get(other)):
        redis.set(name, garbage)
        assert member(redis_server.url).cache.get("a") is None
    redis.set(name, sealed)
    assert member(redis_server.url).cache.get("a") == b"a"


def test_keys_of_another_type_or_without_a_number_are_missing(
    redis_server: RedisServer, redis: Any, member: Member, caplog: pytest.LogCaptureFixture
) -> None:
    used(member(redis_server.url))
    allowed_twice = RateLimitItemPerMinute(2)
    member(redis_server.url).limiter.hit(allowed_twice, "a")
    for spoil in (lambda key: (redis.delete(key), redis.lpush(key, "x")), lambda key: redis.set(key, "garbage")):
        for key in list(redis.scan_iter()):
            spoil(key)
        cluster, caplog_from = member(redis_server.url), len(caplog.records)
        assert [cluster.limiter.hit(allowed_twice, "a") for _ in range(2)] == [0, 0]
        assert cluster.limiter.hit(allowed_twice, "a") > 0
        assert cluster.cache.get(RAW[2]) is None
        assert cluster.degraded() == ()
        assert len(caplog.records) - caplog_from <= 1
        cluster.cache.put(RAW[2], b"again")
        assert member(redis_server.url).cache.get(RAW[2]) == b"again"


def test_messages_of_others_wake_nobody_and_break_nothing(
    redis_server: RedisServer, redis: Any, member: Member
) -> None:
    here, there = member(redis_server.url).notices, member(redis_server.url).notices
    heard_at_last(there.tell, here, "a")
    with here.listen("b") as listener:
        for garbage in (b"", b"\xff\x00", b"x" * 1_000_000, b"barodap:notice:" + b"0" * 32, "가".encode()):
            redis.publish("barodap:notices", garbage)
        assert not listener.wait(0.2)
        there.tell("b")
        assert listener.wait(SOON)


def test_what_is_evicted_or_flushed_is_missing(redis_server: RedisServer, redis: Any, member: Member) -> None:
    here = used(member(redis_server.url))
    redis.flushall()
    redis.script_flush()
    assert member(redis_server.url).cache.get(RAW[2]) is None
    assert here.limiter.hit(RateLimitItemPerMinute(1), "a") == 0
    redis_server.configure(maxmemory_policy="allkeys-lru", maxmemory=str(redis.info("memory")["used_memory"] + 200_000))
    for number in range(500):
        here.cache.put(f"{number}", b"x" * 10_000)
    assert redis.info("stats")["evicted_keys"] > 0
    assert here.degraded() == ()


def test_streams_of_a_process_share_one_connection(redis_server: RedisServer, redis: Any, member: Member) -> None:
    cluster = member(redis_server.url)
    heard_at_last(cluster.notices.tell, cluster.notices, "a")
    with ExitStack() as listeners:
        for number in range(20):
            listeners.enter_context(cluster.notices.listen(f"{number}"))
        deadline = monotonic() + 10
        while not (subscribed := redis.client_list(_type="pubsub")) and monotonic() < deadline:
            sleep(0.1)  # connecting again on a busy machine
        assert len(subscribed) == 1


_USE_AFTER_FORK = """
import os, sys
from limits import RateLimitItemPerMinute
from app.cluster.redis import RedisCluster
from tests.contracts.cluster import heard_at_last
item = RateLimitItemPerMinute(2)
cluster = RedisCluster(sys.argv[1], "fork")
other = RedisCluster(sys.argv[1], "fork")
heard_at_last(other.notices.tell, cluster.notices, "a")
cluster.limiter.hit(item, "a")
child = os.fork()
if child == 0:
    heard_at_last(other.notices.tell, cluster.notices, "b")
    cluster.cache.put("a", b"child")
    waits = [cluster.limiter.hit(item, "a") for _ in range(2)]
    os._exit(0 if waits[0] == 0 and waits[1] > 0 else 1)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(code if cluster.cache.get("a") == b"child" and not cluster.degraded() else 2)
"""


def test_a_child_shares_by_connections_of_its_own(redis_server: RedisServer) -> None:
    command = [sys.executable, "-W", "ignore", "-c", _USE_AFTER_FORK, redis_server.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_an_address_with_unknown_options_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        RedisCluster("redis://:hunter22@127.0.0.1:1/0?ssl_nonsense=1", "secret")
    assert "hunter22" not in str(caught.value)
