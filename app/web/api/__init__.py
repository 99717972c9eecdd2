"""The JSON API, version 1. ``endpoints.py`` lists its endpoints; ``docs/api.md`` explains it."""

from __future__ import annotations

from flask import Flask

from app.web.api import chat_events, docs, kept
from app.web.api.endpoint import Endpoint
from app.web.api.endpoints import ENDPOINTS


def register(app: Flask) -> None:
    """Routes of the endpoints, the OpenAPI document and its page."""
    kept.register(app)
    app.register_blueprint(docs.blueprint)
    app.register_blueprint(chat_events.blueprint)
    for endpoint in ENDPOINTS:
        _route(app, endpoint)


def _route(app: Flask, endpoint: Endpoint) -> None:
    app.add_url_rule(endpoint.rule, f"api.{endpoint.name}", endpoint.handle, methods=[endpoint.method])
