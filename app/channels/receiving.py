"""The path of a messenger's request, the same for every channel: authenticate, read, take the turn, respond."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from app import registry
from app.channels import faults
from app.channels.base import Channel
from app.channels.faults import UnforeseenError
from app.channels.turns import take
from app.config import names_of
from app.errors import UnauthorizedError
from app.services import Services
from app.web import limits
from app.web.api.problems import MalformedJsonError

THREADS = 16
"""Turns taken at once in a worker: as many as it has threads of its own, and about as many as the database takes."""

NOT_OF_THE_PLATFORM = (HTTPException, MalformedJsonError, UnauthorizedError)
"""Errors of requests that no platform sends. The others are answered as a channel declares."""


def register(app: Flask) -> None:
    """Routes of the channels that are on; the others are as if they were not there."""
    services: Services = app.extensions["barodap"]
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="channels")
    for name in names_of(services.settings.channels):
        channel: Channel = registry.load(registry.CHANNELS, name, setting="BARODAP_CHANNELS")(services.settings)
        app.add_url_rule(channel.path, f"channels.{name}", partial(_receive, channel, services, pool), methods=["POST"])


def _receive(channel: Channel, services: Services, pool: Executor) -> Response:
    incoming = None
    try:
        channel.authenticate(request)
        incoming = channel.read(request)
        if incoming is None:
            return Response(status=204)
        limits.spend("messages", f"{channel.name} {incoming.visitor}")
        return channel.respond(incoming, pool.submit(take, services.chat, channel.name, incoming))
    except NOT_OF_THE_PLATFORM:
        raise
    except Exception as error:  # noqa: BLE001
        fault = faults.told(error, channel.name)
        if channel.sends_again and isinstance(fault, UnforeseenError):
            raise fault from None
        return channel.refuse(fault, incoming)
