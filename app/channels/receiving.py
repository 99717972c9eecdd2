"""The path of a messenger's request, the same for every channel: authenticate, read, take the turn, respond."""

from __future__ import annotations

import logging
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

from flask import Flask, Response, request

from app import registry
from app.channels.base import Channel
from app.channels.turns import take
from app.config import names_of
from app.errors import BarodapError, InvalidRequestError
from app.services import Services
from app.web import limits
from app.web.api.problems import MalformedJsonError

log = logging.getLogger(__name__)

THREADS = 16
"""Turns taken at once in a worker: as many as it has threads of its own, and about as many as the database takes."""


def register(app: Flask) -> None:
    """Routes of the channels that are on; the others are as if they were not there."""
    services: Services = app.extensions["barodap"]
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="channels")
    for name in names_of(services.settings.channels):
        channel: Channel = registry.load(registry.CHANNELS, name, setting="BARODAP_CHANNELS")(services.settings)
        app.add_url_rule(channel.path, f"channels.{name}", partial(_receive, channel, services, pool), methods=["POST"])


def _receive(channel: Channel, services: Services, pool: Executor) -> Response:
    channel.authenticate(request)
    try:
        incoming = channel.read(request)
    except MalformedJsonError:
        raise
    except InvalidRequestError as error:
        return channel.refuse(error, None)
    if incoming is None:
        return Response(status=204)
    try:
        limits.spend("messages", f"{channel.name} {incoming.visitor}")
        return channel.respond(incoming, pool.submit(take, services.chat, channel.name, incoming))
    except BarodapError as error:
        if error.status >= 500:
            log.error("%s: %s", error.code, error)
        return channel.refuse(error, incoming)
