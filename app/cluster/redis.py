"""Sharing through Redis. While it is gone, each process goes on by itself, as in ``memory``."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, cast

from limits import RateLimitItem
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.cluster.base import MAX_VALUE_BYTES, Degradation
from app.cluster.link import CHANNEL, RETRY_SECONDS, Link
from app.cluster.memory import MemoryCache, MemoryLimiter, MemoryListener, MemoryNotices, count
from app.cluster.seal import OVERHEAD_BYTES, PREFIX, Seal
from app.cluster.subscription import Subscription

CACHE_SECONDS = 3600
"""How long a value is kept that nobody puts anew."""


class RedisLimiter:
    """Two keys for each who was counted, which expire after two minutes."""

    def __init__(self, link: Link, seal: Seal) -> None:
        storage = RedisStorage("redis://", connection_pool=link.pool, key_prefix=PREFIX)
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._link, self._seal = link, seal
        self._here = MemoryLimiter()

    def hit(self, item: RateLimitItem, who: str) -> int:
        name = self._seal.name("limit", who)
        wait = self._link.ask(lambda _: count(self._limiter, item, name))
        return self._here.hit(item, who) if wait is None else wait


class RedisNotices:
    """All on one channel: the name of a topic, and nothing else. Listeners of this process do not wait for Redis."""

    def __init__(self, link: Link, seal: Seal) -> None:
        self._link, self._seal = link, seal
        self._here = MemoryNotices()
        self._subscription = Subscription(link, self._here.tell)

    def tell(self, topic: str) -> None:
        name = self._seal.name("notice", topic)
        self._here.tell(name)
        self._link.ask(lambda redis: redis.publish(CHANNEL, name))

    def listen(self, topic: str) -> AbstractContextManager[MemoryListener]:
        self._subscription.begin()
        return self._here.listen(self._seal.name("notice", topic))

    def close(self) -> None:
        self._subscription.close()


class RedisCache:
    """What this process knows already is not fetched again; an entry is one that we closed, or none."""

    def __init__(self, link: Link, seal: Seal) -> None:
        self._link, self._seal = link, seal
        self._here = MemoryCache()

    def get(self, key: str) -> bytes | None:
        known = self._here.get(key)
        if known is not None:
            return known
        name = self._seal.name("cache", key)
        # Not all of what may be a gigabyte of somebody else's.
        end = MAX_VALUE_BYTES + OVERHEAD_BYTES
        sealed = cast(bytes | None, self._link.ask(lambda redis: redis.getrange(name, 0, end)))
        value = self._seal.open(name, sealed) if sealed else None
        if value is not None:
            self._here.put(key, value)
        return value

    def put(self, key: str, value: bytes) -> None:
        if len(value) > MAX_VALUE_BYTES:
            return
        self._here.put(key, value)
        name = self._seal.name("cache", key)
        sealed: Any = self._seal.close(name, value)
        self._link.ask(lambda redis: redis.set(name, sealed, ex=CACHE_SECONDS))


class RedisCluster:
    """All processes with the same Redis and the same secret key. Raises ConfigurationError for an unusable ``url``."""

    def __init__(self, url: str, secret_key: str, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self._link = Link(url, retry_seconds=retry_seconds)
        seal = Seal(secret_key)
        self.limiter = RedisLimiter(self._link, seal)
        self.notices = RedisNotices(self._link, seal)
        self.cache = RedisCache(self._link, seal)

    def degraded(self) -> tuple[Degradation, ...]:
        self._link.ask(lambda _: self._link.probe())
        return () if self._link.is_up() else ("redis_down",)

    def close(self) -> None:
        self.notices.close()
        self._link.close()
