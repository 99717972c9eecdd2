"""What was made and may be wanted again, as much of it as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key that weigh ``limit`` at most together, least recently used first out. Safe to share between
    threads.

    Each weighs 1, or what ``weigh`` says of it and its key; one that is heavier than ``limit`` is not kept.
    """

    def __init__(self, limit: int, weigh: Callable[[K, V], int] = lambda _key, _value: 1) -> None:
        self._limit, self._weigh = limit, weigh
        self._lock = Lock()
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: K) -> V | None:
        with self._lock:
            found = self._values.pop(key, None)
            if found is None:
                return None
            self._values[key] = found
            return found[0]

    def made(self, key: K, make: Callable[[], V]) -> V:
        """What is kept of ``key``, or what ``make`` gives for it now, which is kept from then on."""
        found = self.get(key)
        if found is None:
            self.put(key, found := make())
        return found

    def put(self, key: K, value: V) -> None:
        weight = self._weigh(key, value)
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._weight -= before
            if weight > self._limit:
                return
            self._values[key] = value, weight
            self._weight += weight
            while self._weight > self._limit:
                _, (_, gone) = self._values.popitem(last=False)
                self._weight -= gone
