"""Who has a page or an answer already is told so instead of being sent it again (RFC 9110, section 13.1.2)."""

from __future__ import annotations

from hashlib import blake2b

from flask import Flask, Response, request

_TYPES = frozenset({"text/html", "application/json"})


def register(app: Flask) -> None:
    """Give whole answers to reading requests an ``ETag``, and answer 304 to who sends the same in ``If-None-Match``.

    Tags are weak: they are the same however an answer is compressed.
    """
    app.after_request(_validate)


def tag_of(body: bytes) -> str:
    """The ``ETag`` of what is sent as ``body``."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def _validate(response: Response) -> Response:
    headers = response.headers
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    tag = headers.get("ETag")
    if tag is None:
        if response.mimetype not in _TYPES or not response.is_sequence or headers.get("Cache-Control") == "no-store":
            return response
        headers["ETag"] = tag = tag_of(response.get_data())
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_raw(tag):
        response.status_code = 304
    return response
