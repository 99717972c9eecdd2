"""Sharing within one process, which is all that a help centre of few processes needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from math import ceil
from threading import Event, Lock
from time import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.cluster.base import MAX_VALUE_BYTES, Degradation
from app.kept import Kept

KEPT = 500
"""Values that a cache keeps, those asked for last: some 1 MB of suggestions. Whole answers are kept elsewhere."""


class MemoryLimiter:
    """Two numbers for each who was counted, forgotten after two minutes."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def hit(self, item: RateLimitItem, who: str) -> int:
        return count(self._limiter, item, sha256(who.encode(errors="surrogatepass")).hexdigest()[:32])


def count(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str) -> int:
    """``Limiter.hit`` by a limiter of the library's. Raises what its storage raises."""
    if limiter.hit(item, name):
        return 0
    return max(1, ceil(limiter.get_window_stats(item, name).reset_time - time()))


class MemoryListener:
    """A flag that notices raise."""

    def __init__(self) -> None:
        self._told = Event()

    def tell(self) -> None:
        self._told.set()

    def wait(self, seconds: float) -> bool:
        told = self._told.wait(seconds)
        if told:
            self._told.clear()
        return told


class MemoryNotices:
    """The listeners of each topic that has any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[str, list[MemoryListener]] = {}

    def tell(self, topic: str) -> None:
        with self._lock:
            listeners = tuple(self._listeners.get(topic, ()))
        for listener in listeners:
            listener.tell()

    @contextmanager
    def listen(self, topic: str) -> Iterator[MemoryListener]:
        listener = MemoryListener()
        with self._lock:
            self._listeners.setdefault(topic, []).append(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners[topic].remove(listener)
                if not self._listeners[topic]:
                    del self._listeners[topic]


class MemoryCache:
    """The KEPT values that were put or asked for last."""

    def __init__(self, kept: int = KEPT) -> None:
        self._values: Kept[str, bytes] = Kept(kept)

    def get(self, key: str) -> bytes | None:
        return self._values.get(key)

    def put(self, key: str, value: bytes) -> None:
        if len(value) <= MAX_VALUE_BYTES:
            self._values.put(key, value)


class MemoryCluster:
    """Each process for itself."""

    def __init__(self) -> None:
        self.limiter = MemoryLimiter()
        self.notices = MemoryNotices()
        self.cache = MemoryCache()

    def degraded(self) -> tuple[Degradation, ...]:
        return ()

    def close(self) -> None:
        """There is nothing to end."""
