"""Pages and answers in fewer bytes, for clients that take them so (RFC 9110, section 8.4.1.3)."""

from __future__ import annotations

import gzip

from flask import Flask, Request, Response, request

from app.kept import Kept

SMALLEST, QUICK = 9, 4
"""Levels of gzip: for what is packed once, and for what somebody waits for. Between them lie 2 of 100 bytes."""
LEAST_BYTES = 1_000
"""Anything shorter fits into one packet of the network as it is."""
KEPT = 500
"""Packed pages and answers that a process keeps, some 5 kB each."""

_TEXTS = frozenset(
    {
        *("text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml"),
        *("application/json", "application/problem+json"),
        *("application/xml", "application/opensearchdescription+xml"),
    }
)


def register(app: Flask) -> None:
    """Compress what is whole and long; streams are sent as they come.

    What nobody may keep is left as it is: it holds secrets, and of a secret beside text of an attacker's choice the
    compressed length tells. Source: Gluck, Harris and Prado, "BREACH: reviving the CRIME attack" (2013).
    """
    kept: Kept[str, bytes] = Kept(KEPT)

    def compress(response: Response) -> Response:
        headers = response.headers
        if not response.is_sequence or "Content-Encoding" in headers or headers.get("Cache-Control") == "no-store":
            return response
        if not is_worth_it(response.mimetype or "", response.calculate_content_length() or 0):
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code == 304 or not is_accepted(request):
            return response
        # The tag is the hash of the content.
        tag = headers.get("ETag", "")
        packed = kept.get(tag) if tag else None
        if packed is None:
            packed = pack(response.get_data(), QUICK)
            if tag:
                kept.put(tag, packed)
        response.set_data(packed)
        headers["Content-Encoding"] = "gzip"
        return response

    app.after_request(compress)


def is_worth_it(mimetype: str, length: int) -> bool:
    return length >= LEAST_BYTES and mimetype in _TEXTS


def is_accepted(asking: Request) -> bool:
    """Whether the client takes gzip."""
    named = asking.environ.get("HTTP_ACCEPT_ENCODING", "").lower()
    return "gzip" in named and (";" not in named or asking.accept_encodings.quality("gzip") > 0)


def pack(content: bytes, level: int) -> bytes:
    """The same bytes for the same ``content``, at any time."""
    return gzip.compress(content, level, mtime=0)
