"""What every response promises a browser, and what every request must not be."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Forbidden

from app.services import Services
from app.web.secret_key import secret_key

MAX_REQUEST_BYTES = 64 * 1024
VISITOR_DAYS = 365
RETRY_SECONDS = "30"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Asked anew each time: without it browsers keep a page for a guessed while, and a redirect for ever.
    "Cache-Control": "no-cache",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def register(app: Flask) -> None:
    """Sign cookies, limit requests, refuse other sites' forms and send the headers.

    A view that needs another policy (a page with a third party's script) sets the header itself; it is kept.
    """
    services: Services = app.extensions["barodap"]
    app.config.update(
        SECRET_KEY=secret_key(services.settings, services.database),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=50,
        PERMANENT_SESSION_LIFETIME=VISITOR_DAYS * 86_400,
        SESSION_COOKIE_NAME="barodap_visitor",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=services.settings.base_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.before_request(_refuse_bad_hosts)
    app.before_request(_refuse_other_sites)
    app.after_request(_send_headers)


def _refuse_bad_hosts() -> None:
    """A ``Host`` that no host can have would end up in the page's own addresses."""
    if not request.host:
        raise BadRequest


def _refuse_other_sites() -> None:
    """Stop cross-site request forgery without tokens.

    Browsers say where a request comes from: ``Sec-Fetch-Site`` first, ``Origin`` where that is missing. A client that
    sends neither is no browser and carries no visitor's cookie. Source: OWASP CSRF Prevention Cheat Sheet, "Fetch
    Metadata headers".
    """
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign:
        raise Forbidden


def _send_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", RETRY_SECONDS)
    return response
