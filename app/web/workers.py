"""Gunicorn's configuration file: what its workers share, and how they make themselves known.

The master imports the program once, so that each worker starts with it and shares its memory. It imports and no more:
tokenizer, database and index are opened in the workers, see ``services.Services``.
"""

from __future__ import annotations

import gc
from importlib import import_module

from app.web.stopping import post_worker_init

__all__ = ["on_starting", "post_worker_init"]

MODULES = ("app.services", "app.web.api", "app.web.pages", "app.web.zendesk", "app.channels.receiving", "app.web.cors")
"""What ``create_app`` imports, and with it all that takes long."""


def on_starting(server: object) -> None:  # noqa: ARG001
    """Called by gunicorn in the master before it has any worker."""
    for name in MODULES:
        import_module(name)
    # A collection writes to all objects that it looks at, and what is written to is shared no more.
    gc.freeze()
