"""How often one address may tell us something, so that nobody can fill the log or run up the counts."""

from __future__ import annotations

from typing import Literal, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerMinute

from app.errors import TooManyRequestsError
from app.services import Services
from app.web import context

_EXTENSION = "barodap_limits"

Kind = Literal["events", "messages"]


def register(app: Flask) -> None:
    """Who is counted is the cluster's; how much is allowed is the settings'."""
    settings = cast(Services, app.extensions["barodap"]).settings
    items: dict[Kind, RateLimitItem] = {
        "events": RateLimitItemPerMinute(settings.events_per_minute, namespace="events"),
        "messages": RateLimitItemPerMinute(settings.messages_per_minute, namespace="messages"),
    }
    app.extensions[_EXTENSION] = items


def spend(kind: Kind = "events", visitor: str = "") -> None:
    """Count one of a ``kind`` for the address that the request comes from, or for ``visitor`` where a server speaks for
    many. Raises TooManyRequestsError for one too many."""
    item: RateLimitItem = current_app.extensions[_EXTENSION][kind]
    wait = context.services().cluster.limiter.hit(item, visitor or request.remote_addr or "")
    if wait:
        raise TooManyRequestsError("짧은 시간에 요청이 많았어요. 잠시 뒤에 다시 시도해 주세요.", retry_after=wait)
