"""Static files that browsers may keep for ever: their address changes with their content."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request, url_for

_FOR_EVER = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Give templates ``asset(name)`` and set how long static files may be kept."""
    folder = Path(app.static_folder or "")

    @cache
    def version(name: str) -> str:
        return sha256((folder / name).read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        """The address of a file in ``static/``. Raises FileNotFoundError for one that is not there."""
        return url_for("static", filename=name, v=version(name))

    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 206, 304):
            # Any other version is an older or newer release's address, which must not keep this one's content.
            named = request.args.get("v") == version(str((request.view_args or {})["filename"]))
            response.headers["Cache-Control"] = _FOR_EVER if named else "no-cache"
        return response

    app.add_template_global(asset, "asset")
    app.after_request(keep)
