"""For load balancers and process supervisors."""

from __future__ import annotations

import logging

from flask import Blueprint, Response

from app.errors import IndexUnavailableError
from app.web import context

log = logging.getLogger(__name__)
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    """200 while the process answers at all."""
    return _answer(200, "ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when an index can serve searches, else 503. ``degraded=`` names what it has to do without, with commas
    between; a worker that is taken away for that would be no better anywhere else."""
    services = context.services()
    try:
        with services.generations.current() as generation:
            name = generation.name
    except IndexUnavailableError as error:
        log.warning("검색할 수 없어요: %s", error.message)
        return _answer(503, error.code)
    degraded = ",".join(services.health.report().reasons)
    return _answer(200, f"ok {name} degraded={degraded}" if degraded else f"ok {name}")


def _answer(status: int, text: str) -> Response:
    response = Response(f"{text}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
