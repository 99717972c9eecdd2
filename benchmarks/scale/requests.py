"""What a request costs a worker's processor, beneath the HTTP server: the whole application from path to bytes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from time import thread_time
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from app import create_app
from app.config import load_settings
from app.search.indexing import publish_index
from app.services import Services
from benchmarks.peers.base import Collection, Place
from benchmarks.peers.questions import Questions

QUANTILES = 100


def search_costs(place: Place, asked: Questions) -> dict[str, Any]:
    """Milliseconds of the processor for ``/api/v1/search``: ``once`` and ``zipf`` as QUANTILES + 1 quantiles each.

    ``reload_ms`` is what the first search after a publish costs more than others. ``place`` is a published Barodap's.
    """
    os.environ["BARODAP_LOG_LEVEL"] = "ERROR"
    database = f"sqlite:///{Collection(place.collection).database}"
    places: dict[str, object] = {"database_url": database, "index_dir": place.folder / "index"}
    app = create_app(load_settings().model_copy(update=places))
    for text in asked.warming:
        _cost(app, text)
    costs = {kind: quantiles([_cost(app, text) for text in getattr(asked, kind)]) for kind in ("once", "zipf")}
    services: Services = app.extensions["barodap"]
    publish_index(services.settings, services.articles, services.analyzer)
    first = _cost(app, asked.warming[0])
    return {**costs, "reload_ms": round(first - costs["once"][QUANTILES // 2], 1)}


def _cost(app: Flask, text: str) -> float:
    environ = create_environ(f"/api/v1/search?q={quote(text)}")
    begun = thread_time()
    parts, status, _ = run_wsgi_app(app, environ)
    b"".join(parts)
    cost = 1e3 * (thread_time() - begun)
    if not status.startswith("200"):
        raise RuntimeError(f"{status} for {text!r}")
    return cost


def quantiles(figures: Sequence[float]) -> list[float]:
    """From the least to the largest, QUANTILES + 1 of them at equal shares."""
    ordered = sorted(figures)
    last = len(ordered) - 1
    return [round(ordered[round(last * share / QUANTILES)], 3) for share in range(QUANTILES + 1)]
