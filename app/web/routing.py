"""How addresses are matched, for the pages and the API alike."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter


class RestOfPath(BaseConverter):
    """Everything up to the end, slashes at any place included: an article's id may hold them."""

    part_isolating = False
    regex = ".+?"
    weight = 300


def register(app: Flask) -> None:
    """Let rules say ``<rest:name>``, and JSON say Korean as it is."""
    app.url_map.converters["rest"] = RestOfPath
    app.url_map.merge_slashes = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
