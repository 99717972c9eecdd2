"""Static files: read and packed once a process, and kept by browsers for ever, as their address changes with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from flask import Flask, Response, abort, request, url_for
from markupsafe import Markup

from app.paths import PACKAGE
from app.web import compression

FOLDER = PACKAGE / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Other files in the folder are not sent."""
BUNDLES = {
    "css/site.css": tuple(
        f"css/{name}.css"
        for name in ("tokens", "base", "frame", "controls", "parts", "navigation", "popups", "suggest")
    )
}
"""What every page needs is sent as one file, its parts in this order."""
LOADER = "widget.js"
"""Pages of other sites name this file as it is. See ``docs/widget.md``."""
INLINE = (FOLDER / "js" / "first.js").read_text(encoding="utf-8")
"""The script that stands in each page, as what it does must be done before anything is painted."""

_FOR_EVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    content: bytes
    mimetype: str

    @cached_property
    def version(self) -> str:
        """Of the content: the beginning of its hash."""
        return sha256(self.content).hexdigest()[:12]

    @cached_property
    def _packed(self) -> bytes:
        return compression.pack(self.content, compression.SMALLEST)

    def response(self, cache_control: str) -> Response:
        """The whole file, packed for who takes it so."""
        varies = compression.is_worth_it(self.mimetype, len(self.content))
        packed = varies and compression.is_accepted(request)
        response = Response(self._packed if packed else self.content, mimetype=self.mimetype)
        response.set_etag(self.version, weak=True)
        response.headers["Cache-Control"] = cache_control
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if varies:
            response.vary.add("Accept-Encoding")
        return response


def register(app: Flask) -> None:
    """Serve the files, and give templates ``asset(name)``, the address of one."""
    assets = _read()

    def serve(filename: str) -> Response:
        found = assets.get(filename) or abort(404)
        if request.args.get("v") == found.version:
            return found.response(_FOR_EVER)
        # Any other version is an older or newer release's address, which must not keep this one's content.
        return found.response(_SHORT if filename == LOADER else "no-cache")

    def asset(name: str) -> str:
        """Raises KeyError for a file that is not there."""
        return url_for("static", filename=name, v=assets[name].version)

    app.add_url_rule("/static/<path:filename>", "static", serve)
    app.add_template_global(asset, "asset")
    app.jinja_env.globals["inline_script"] = Markup(INLINE)


def _read() -> dict[str, Asset]:
    """All files and bundles by their names."""
    paths = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in TYPES]
    assets = {path.relative_to(FOLDER).as_posix(): Asset(path.read_bytes(), TYPES[path.suffix]) for path in paths}
    for name, parts in BUNDLES.items():
        assets[name] = Asset(b"".join(assets[part].content for part in parts), assets[parts[0]].mimetype)
    return assets
