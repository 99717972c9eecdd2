"""The path of a messenger's request, the same for every channel: authenticate, read, take the turn, respond."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from app import registry
from app.channels import faults
from app.channels.base import Channel, Incoming
from app.channels.faults import UnforeseenError
from app.channels.turns import take
from app.config import names_of
from app.errors import TooManyRequestsError, UnauthorizedError
from app.services import Services
from app.web import limits
from app.web.api.problems import MalformedJsonError

THREADS = 16
"""Turns taken at once in a worker: as many as it has threads of its own, and about as many as the database takes."""

AT_ONCE = 6
"""Messages at once of a channel whose platform sends again: it may have to wait for the platform, as Chatwoot's does,
and however slow that is, threads are left for pages and the API. Streams take eight of them at most."""

RETRY_SECONDS = 3

NOT_OF_THE_PLATFORM = (HTTPException, MalformedJsonError, UnauthorizedError)
"""Errors of requests that no platform sends. The others are answered as a channel declares."""


def register(app: Flask) -> None:
    """Routes of the channels that are on; the others are as if they were not there."""
    services: Services = app.extensions["barodap"]
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="channels")
    for name in names_of(services.settings.channels):
        channel: Channel = registry.load(registry.CHANNELS, name, setting="BARODAP_CHANNELS")(services.settings)
        places = BoundedSemaphore(AT_ONCE) if channel.sends_again else None
        receive = partial(_receive, channel, services, pool, places)
        app.add_url_rule(channel.path, f"channels.{name}", receive, methods=["POST"])


def _receive(channel: Channel, services: Services, pool: Executor, places: BoundedSemaphore | None) -> Response:
    try:
        channel.authenticate(request)
        incoming = channel.read(request)
    except NOT_OF_THE_PLATFORM:
        raise
    except Exception as error:  # noqa: BLE001
        return _refused(channel, error, None)
    if incoming is None:
        return Response(status=204)
    if places is None:
        return _replied(channel, services, pool, incoming)
    if not places.acquire(blocking=False):
        raise TooManyRequestsError("메시지가 한꺼번에 너무 많이 왔어요.", retry_after=RETRY_SECONDS)
    try:
        return _replied(channel, services, pool, incoming)
    finally:
        places.release()


def _replied(channel: Channel, services: Services, pool: Executor, incoming: Incoming) -> Response:
    try:
        limits.spend("messages", f"{channel.name} {incoming.visitor}")
        return channel.respond(incoming, pool.submit(take, services.chat, channel, incoming))
    except Exception as error:  # noqa: BLE001
        return _refused(channel, error, incoming)


def _refused(channel: Channel, error: Exception, incoming: Incoming | None) -> Response:
    fault = faults.told(error, channel.name)
    if channel.sends_again and isinstance(fault, UnforeseenError):
        raise fault from None
    return channel.refuse(fault, incoming)
