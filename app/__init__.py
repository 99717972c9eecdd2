"""Barodap: a Korean help centre that answers."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from app.garbage import left_alone

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings

__all__ = ["create_app"]
__version__ = "0.1.0"

WEB_BUSY_TIMEOUT_SECONDS = 2.0
"""A vote or a counted view is refused after so long behind an import; waiting longer would hold up the readers."""


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application, from ``settings`` or the environment. Called once in each worker process.

    The database must be migrated and an index published before people search; ``barodap serve`` sees to both.
    """
    # What a process starts with stays, and to look for garbage in it takes a fifth of the time until the first answer.
    with left_alone():
        app = _application(settings)
        if not gc.get_freeze_count():
            gc.freeze()
    return app


def _application(settings: Settings | None) -> Flask:
    # Imported here so that `import app` and the command line's --help stay quick.
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from app import logs, paths
    from app.channels import receiving
    from app.config import load_settings
    from app.services import build_services
    from app.web import api, compression, cors, errors, limits, pages, routing, security, validators, zendesk

    settings = settings or load_settings()
    logs.configure(settings.log_level)
    app = Flask(__name__, template_folder=str(paths.TEMPLATES), static_folder=None)
    app.extensions["barodap"] = build_services(settings, busy_timeout=WEB_BUSY_TIMEOUT_SECONDS, serving=True)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    routing.register(app)
    compression.register(app)
    validators.register(app)
    security.register(app)
    cors.register(app)
    errors.register(app)
    limits.register(app)
    api.register(app)
    zendesk.register(app)
    receiving.register(app)
    pages.register(app)
    return app
