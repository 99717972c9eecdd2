"""Search as Zendesk's Help Center speaks it, for bots and messengers that know that API; ``docs/api.md`` describes it.

Source of the format: Zendesk, Help Center API, "Search articles" and "Articles".
"""

from __future__ import annotations

from flask import Flask

from app.web.zendesk import search


def register(app: Flask) -> None:
    """The one route of it, also with the ``.json`` that many clients put behind."""
    app.register_blueprint(search.blueprint)
