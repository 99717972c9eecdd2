"""What every response promises a browser, and what every request must not be."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from ipaddress import IPv6Address
from typing import IO

from flask import Flask, Response, request
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from werkzeug.exceptions import BadHost, BadRequest, Forbidden, RequestEntityTooLarge

from app.services import Services
from app.web import cors
from app.web.assets import INLINE
from app.web.cookies import Cookies
from app.web.secret_key import secret_key

MAX_REQUEST_BYTES, MAX_PASSED_OVER = 64 * 1024, 32 * 1024 * 1024
"""The longest body that is read; of a longer one so much is taken and dropped before the answer is sent."""
VISITOR_DAYS = 365
RETRY_SECONDS = "30"
_HOST_CHARACTERS = 253
"""The longest name that DNS can hold: RFC 1035, section 2.3.4, without the bytes that only the wire has."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' 'sha256-{b64encode(sha256(INLINE.encode()).digest()).decode()}'",
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
        # One more than is allowed, since a chunked body is cut off here without a word: ``_read_body`` refuses it.
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES + 1,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=50,
        PERMANENT_SESSION_LIFETIME=VISITOR_DAYS * 86_400,
        SESSION_COOKIE_NAME="barodap_visitor",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=services.settings.base_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.session_interface = Cookies()
    app.before_request(_refuse_bad_hosts)
    app.before_request(_refuse_other_sites)
    app.before_request(_read_body)
    app.after_request(_send_headers)


def _refuse_bad_hosts() -> None:
    """A ``Host`` that no host can have would end up in the page's own addresses."""
    if not _possible(request.host):
        raise BadHost


def _possible(host: str) -> bool:
    """Whether addresses can be made of ``host``, which is empty where its characters are not those of a host."""
    name = host.partition(":")[0].lower()
    try:
        if host.startswith("["):
            IPv6Address(host[1 : host.index("]")])
        else:
            name.encode("idna")
            name.encode("ascii").decode("idna")
    except ValueError:
        return False
    return 0 < len(name) <= _HOST_CHARACTERS


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
        foreign = origin is not None and origin.partition("://")[2] != request.host
    if foreign and not cors.may_write():
        raise Forbidden


def _read_body() -> None:
    """Read what a view may read, once and whole, so that a broken or too long body is refused at one place."""
    if request.method in _SAFE_METHODS or request.routing_exception is not None:
        return
    try:
        announced = request.content_length or 0
        if announced > MAX_REQUEST_BYTES or len(request.get_data()) > MAX_REQUEST_BYTES:
            _pass_over(request.environ["wsgi.input"])
            raise RequestEntityTooLarge
        if len(request.get_data()) < announced:
            raise BadRequest
    except ParseException as error:  # how gunicorn says that the chunks are malformed
        raise BadRequest from error


def _pass_over(body: IO[bytes]) -> None:
    """Take the rest off the wire, within bounds: who is hung up on while still sending never reads why."""
    left = MAX_PASSED_OVER
    while left > 0 and (some := body.read(min(left, MAX_REQUEST_BYTES))):
        left -= len(some)


def _send_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", RETRY_SECONDS)
    return response
