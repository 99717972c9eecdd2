"""How often one address may tell us something, so that nobody can fill the log or run up the counts."""

from __future__ import annotations

from hashlib import sha256
from math import ceil
from time import time
from typing import Literal, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.errors import TooManyRequestsError
from app.services import Services

_EXTENSION = "barodap_limits"

Kind = Literal["events", "messages"]


def register(app: Flask) -> None:
    """Each worker counts for itself, in memory: two numbers a visitor, forgotten after two minutes."""
    settings = cast(Services, app.extensions["barodap"]).settings
    items: dict[Kind, RateLimitItem] = {
        "events": RateLimitItemPerMinute(settings.events_per_minute, namespace="events"),
        "messages": RateLimitItemPerMinute(settings.messages_per_minute, namespace="messages"),
    }
    app.extensions[_EXTENSION] = (SlidingWindowCounterRateLimiter(MemoryStorage()), items)


def spend(kind: Kind = "events", visitor: str = "") -> None:
    """Count one of a ``kind`` for the address that the request comes from, or for ``visitor`` where a server speaks for
    many. Raises TooManyRequestsError for one too many."""
    limiter, items = current_app.extensions[_EXTENSION]
    item = items[kind]
    who = _key(visitor or request.remote_addr or "")
    if not limiter.hit(item, who):
        wait = max(1, ceil(limiter.get_window_stats(item, who).reset_time - time()))
        raise TooManyRequestsError("짧은 시간에 요청이 많았어요. 잠시 뒤에 다시 시도해 주세요.", retry_after=wait)


def _key(who: str) -> str:
    """``who`` in a few letters, however long."""
    return sha256(who.encode(errors="surrogatepass")).hexdigest()[:32]
