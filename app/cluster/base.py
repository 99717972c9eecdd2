"""What processes share, whatever they share it through. All of it is safe to call from any number of threads.

No method raises because what is shared through is slow, gone or full: it then does what it can in this process alone.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Literal, Protocol

from limits import RateLimitItem

Degradation = Literal["redis_down"]
"""Why processes share less than they were set up to."""

MAX_VALUE_BYTES = 16 * 1024
"""The longest value that a cache keeps."""


class Limiter(Protocol):
    """Counts what somebody does."""

    def hit(self, item: RateLimitItem, who: str) -> int:
        """Count one for ``who`` and return 0; where ``item`` allows no more, count nothing and return after how many
        seconds, 1 at least, it may.

        ``who`` is any string, lone surrogates and megabytes included; it is not kept itself, only a hash of it.
        Two items that differ in anything are counted apart.
        """


class Listener(Protocol):
    """Hears of one topic."""

    def wait(self, seconds: float) -> bool:
        """Until there was a notice since listening began or the last call ended, at most ``seconds``; whether one was.

        Notices that come before anybody waits are one: nothing piles up. There may be one for no reason.
        """


class Notices(Protocol):
    """Says that there is something new about a topic, not what. Whoever hears it looks into the database."""

    def tell(self, topic: str) -> None:
        """Wake everybody who listens to ``topic``, in this process always, in others unless the notice gets lost.

        Tell after the commit, not before.
        """

    def listen(self, topic: str) -> AbstractContextManager[Listener]:
        """Hear of ``topic``, any string, inside the ``with`` block."""


class Cache(Protocol):
    """Keeps what can be worked out again. Any entry may be gone at any time."""

    def get(self, key: str) -> bytes | None:
        """What was last put for ``key``, any string; None where that is not known. Never anything that was not put."""

    def put(self, key: str, value: bytes) -> None:
        """Keep ``value``, which may be empty; one above MAX_VALUE_BYTES is not kept."""


class Cluster(Protocol):
    """One of each. Made after forking; no connection is made before the first use."""

    @property
    def limiter(self) -> Limiter: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def cache(self) -> Cache: ...

    def degraded(self) -> tuple[Degradation, ...]:
        """Why less is shared at this moment than should be; nothing when all is well. Looks, which takes a moment."""

    def close(self) -> None:
        """End threads and connections. Harmless when done twice."""
