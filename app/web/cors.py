"""Which pages of other sites may talk to the chat, and how browsers are told. Source: WHATWG Fetch, "CORS protocol".

No request of another site carries a cookie: a conversation is held by its token alone, so what an allowed page may do
is what any program may do.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from flask import Flask, Response, request

from app.services import Services
from app.web import context
from app.web.origins import ANY, origins_of

PREFLIGHT_SECONDS = "7200"
"""How long a browser remembers what it was told before a request; Chromium keeps it no longer."""

_WRITTEN = ("/api/v1/ask", "/api/v1/chat/sessions")
_READ = (*_WRITTEN, "/api/v1/search", "/api/v1/suggest", "/api/v1/articles", "/api/v1/categories", "/static/widget")
"""Where an address that other sites' pages may write to, or read, begins."""

_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": PREFLIGHT_SECONDS,
}


def register(app: Flask) -> None:
    """Tell browsers what pages of ``BARODAP_WIDGET_ORIGINS`` may read."""
    if _allowed(cast(Services, app.extensions["barodap"]).settings.widget_origins):
        app.after_request(_send_headers)


def may_write() -> bool:
    """Whether this request may change something although it comes from another site's page."""
    return _is_below(_WRITTEN) and bool(_shared_with())


def _shared_with() -> str:
    """The value of ``Access-Control-Allow-Origin`` for whom the request comes from, empty where it is not allowed."""
    allowed = _allowed(context.services().settings.widget_origins)
    origin = request.headers.get("Origin", "")
    if ANY in allowed:
        return ANY
    return origin if origin in allowed else ""


def _send_headers(response: Response) -> Response:
    if not _is_below(_READ):
        return response
    # Even where there is no such header, or a cache would give this answer to a page that may read it.
    response.vary.add("Origin")
    if shared := _shared_with():
        response.headers["Access-Control-Allow-Origin"] = shared
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers.update(_PREFLIGHT)
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE" if _is_below(_WRITTEN) else "GET"
    return response


def _is_below(prefixes: tuple[str, ...]) -> bool:
    return any(request.path == prefix or request.path.startswith((f"{prefix}/", f"{prefix}.")) for prefix in prefixes)


@cache
def _allowed(setting: str) -> frozenset[str]:
    return frozenset(origins_of(setting))
