"""The one connection by which a process hears what others publish."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from threading import Lock, Thread
from time import monotonic
from typing import Any

from redis.client import PubSub
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.cluster.link import CHANNEL, FAILURES, RETRY_SECONDS, Link

LOOK_SECONDS = 0.5
SILENCE_SECONDS, PATIENCE_SECONDS = 5.0, 7.0
"""After how long without a word Redis is asked whether it is there, and from when on it is not: a connection whose
other end is gone without a word would be listened to for ever."""

_LONGEST = 100


class Subscription:
    """Hands the text of each message to ``hear``, in a thread that begins with the first who wants to hear."""

    def __init__(self, link: Link, hear: Callable[[str], None]) -> None:
        self._link, self._hear = link, hear
        self._lock = Lock()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Hear from now on; nothing is done where that is so already."""
        with self._lock:
            # After a fork the thread is the parent's, and not alive here.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._listen, name="redis-subscription", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Wait for the thread to end, which it does once the link is closed."""
        self._link.end()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        while not self._link.pause(0):
            if self._link.is_up():
                try:
                    self._follow()
                except FAILURES as error:
                    self._link.lose(error)
            else:
                self._link.pause(RETRY_SECONDS / 10)

    def _follow(self) -> None:
        """Until the link is closed. Raises one of FAILURES."""
        channel: Any = PubSub(self._link.pool)  # of which redis gives no types
        with closing(channel):
            channel.subscribe(CHANNEL)
            heard, asked = monotonic(), False
            while not self._link.pause(0):
                message = channel.get_message(timeout=LOOK_SECONDS)
                if message is not None:
                    heard, asked = monotonic(), False
                    self._take(message)
                elif monotonic() - heard > PATIENCE_SECONDS:
                    raise RedisTimeoutError("no answer on the channel")
                elif not asked and monotonic() - heard > SILENCE_SECONDS:
                    channel.ping()
                    asked = True

    def _take(self, message: dict[str, Any]) -> None:
        data = message.get("data")
        if message.get("type") == "message" and isinstance(data, bytes) and 0 < len(data) <= _LONGEST:
            self._hear(data.decode("ascii", "replace"))
