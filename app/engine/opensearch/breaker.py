"""A circuit breaker: what is known to be down is not waited for by every request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic

log = logging.getLogger(__name__)


class Breaker:
    """Opens after ``failures`` in a row; ``rest`` seconds later it lets one through, whose fate decides.

    Safe to share between threads. ``clock`` gives seconds that never go back.
    """

    def __init__(
        self, name: str, *, failures: int = 3, rest: float = 5.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._name = name
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._lock = Lock()
        self._failed = 0
        self._next_probe = 0.0

    @property
    def is_open(self) -> bool:
        return self._failed >= self._limit

    def allows(self) -> bool:
        """Whether to try. While it is open that is so once every ``rest`` seconds, for whoever asks first."""
        with self._lock:
            if not self.is_open:
                return True
            now = self._clock()
            if now < self._next_probe:
                return False
            self._next_probe = now + self._rest
            return True

    def succeeded(self) -> None:
        with self._lock:
            if self.is_open:
                log.warning("%s이(가) 다시 응답해요.", self._name)
            self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            self._next_probe = self._clock() + self._rest
            if self._failed == self._limit:
                log.warning("%s이(가) 거듭 응답하지 않아서 %g초에 한 번만 다시 확인해요.", self._name, self._rest)
