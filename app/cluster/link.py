"""The way to Redis, which may be gone or hang at any time: nobody waits for it twice.

The first who fails waits for at most the time-outs; from then on everybody does without, at once, until a thread that
asks every RETRY_SECONDS has found that Redis does all that is needed (a circuit breaker).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from app.cluster.seal import PREFIX
from app.errors import ConfigurationError

log = logging.getLogger(__name__)

T = TypeVar("T")

TIMEOUT_SECONDS = 0.2
"""How long connecting, and how long each answer, may take."""

RETRY_SECONDS = 1.0
COMPLAINT_SECONDS = 60.0
"""How often it is said that single keys hold what they should not."""

CHANNEL = f"{PREFIX}:notices"
FAILURES = (RedisError, OSError, ValueError)
"""What asking Redis may raise; ValueError where an answer is none."""


class Link:
    """Safe to share between threads. Nothing connects before the first use, and a fork takes no connection along.

    Raises ConfigurationError for a ``url`` with options that Redis has not.
    """

    def __init__(self, url: str, *, retry_seconds: float = RETRY_SECONDS) -> None:
        try:
            self.pool = ConnectionPool.from_url(
                url,
                socket_connect_timeout=TIMEOUT_SECONDS,
                socket_timeout=TIMEOUT_SECONDS,
                # What may have been counted is not sent again.
                retry=Retry(NoBackoff(), 0),
                protocol=2,
            )
            made = self.pool.make_connection()
        except (TypeError, ValueError) as error:
            # Without the reason, which may quote the password.
            raise ConfigurationError(
                "BARODAP_REDIS_URL을 쓸 수 없어요.", remedy="주소 뒤의 옵션을 확인하세요."
            ) from error
        self.address = f"{getattr(made, 'host', '')}:{getattr(made, 'port', '')}"
        self.client = Redis(connection_pool=self.pool)
        self._retry_seconds = retry_seconds
        self._lock = Lock()
        self._closed = Event()
        self._is_up = True
        self._watcher: Thread | None = None
        self._complained_at = -COMPLAINT_SECONDS

    def ask(self, use: Callable[[Redis], T]) -> T | None:
        """What ``use`` returns; None where Redis is gone, and where it does not do what ``use`` wants of it."""
        if not self.is_up():
            return None
        try:
            return use(self.client)
        except FAILURES as error:
            if _is_of_one_key(error):
                self._complain(error)
            else:
                self.lose(error)
            return None

    def is_up(self) -> bool:
        """Whether Redis answered last. Where it did not, somebody is asking it again."""
        if not self._is_up:
            self._watch()
        return self._is_up

    def lose(self, error: Exception) -> None:
        """Do without Redis, because of ``error``, until it has been found well."""
        with self._lock:
            lost, self._is_up = self._is_up, False
        if lost and not self._closed.is_set():
            log.warning("Redis(%s)를 쓸 수 없어서 프로세스마다 따로 일해요. (%s)", self.address, error)
        self._watch()

    def probe(self) -> None:
        """Do once whatever is needed. Raises one of FAILURES where Redis cannot, being read-only or full, say."""
        self.client.set(f"{PREFIX}:probe", b"", ex=60)
        self.client.getrange(f"{PREFIX}:probe", 0, 0)
        self.client.eval("return redis.call('pttl', KEYS[1])", 1, f"{PREFIX}:probe")
        self.client.publish(CHANNEL, b"")

    def pause(self, seconds: float) -> bool:
        """Wait so long; whether the link has been closed."""
        return self._closed.wait(seconds)

    def end(self) -> None:
        """Tell the threads of this link to end."""
        self._closed.set()

    def close(self) -> None:
        """End the threads and the connections."""
        self.end()
        watcher = self._watcher
        if watcher is not None:
            watcher.join()
        self.pool.disconnect()

    def _watch(self) -> None:
        with self._lock:
            # After a fork the thread is the parent's, and not alive here.
            if self._is_up or self._closed.is_set() or (self._watcher is not None and self._watcher.is_alive()):
                return
            self._watcher = Thread(target=self._until_found, name="redis-watcher", daemon=True)
            self._watcher.start()

    def _until_found(self) -> None:
        while not self.pause(self._retry_seconds):
            try:
                self.probe()
            except FAILURES as error:
                log.debug("Redis(%s): %s", self.address, error)
                continue
            with self._lock:
                self._is_up = True
            log.warning("Redis(%s)를 다시 써요.", self.address)
            return

    def _complain(self, error: Exception) -> None:
        with self._lock:
            due = monotonic() - self._complained_at >= COMPLAINT_SECONDS
            self._complained_at = monotonic() if due else self._complained_at
        if due:
            log.warning("Redis(%s)의 어떤 키에 다른 것이 들어 있어서 없는 것으로 쳐요. (%s)", self.address, error)


def _is_of_one_key(error: Exception) -> bool:
    """Whether a key holds another type, or no number: then only those who use that key do without."""
    if isinstance(error, ResponseError):
        # Others say that the server is full, read-only, loading …, by a class or a word of their own.
        return type(error) is ResponseError and str(error).startswith(("WRONGTYPE", "value is not", "ERR value is not"))
    return isinstance(error, ValueError) and not isinstance(error, UnicodeError)
