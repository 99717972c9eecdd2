"""One place where a failure becomes a response: problem+json (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import cast

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from app.errors import (
    INTERNAL,
    UNAVAILABLE,
    BarodapError,
    DatabaseUnreachableError,
    InvalidRequestError,
    StorageError,
    TooManyRequestsError,
    UnauthorizedError,
)

log = logging.getLogger(__name__)

# The codes are our own: Python renames those of HTTPStatus now and then.
_KNOWN = {
    400: ("bad_request", "요청을 이해하지 못했어요."),
    403: ("forbidden", "허용되지 않은 요청이에요."),
    404: ("not_found", "찾으시는 페이지가 없어요."),
    405: ("method_not_allowed", "이 주소에서는 할 수 없는 요청이에요."),
    413: ("content_too_large", "보낸 내용이 너무 커요."),
    415: ("unsupported_media_type", "본문은 Content-Type: application/json이어야 해요."),
    500: ("internal_error", INTERNAL),
    503: ("unavailable", UNAVAILABLE),
}

RETRY_SECONDS = 5
"""After how long it may be worth asking a database again."""

_FOR_PROGRAMS = ("/api/", "/channels/", "/webhooks/")
_BAD_HOST = "주소의 호스트 이름이 올바르지 않아요. 주소를 다시 확인해 주세요."
_BARE_PAGE = """<!doctype html>
<html lang="ko">
<head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{detail}</title></head>
<body><h1>{detail}</h1></body>
</html>
"""


def register(app: Flask) -> None:
    """Answer BarodapError, every HTTP error and anything unforeseen; the last is logged with its trace."""
    app.register_error_handler(BarodapError, _expected)
    app.register_error_handler(BadHost, _bad_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def problem(status: int, code: str, detail: str, *, parameter: str = "") -> Response:
    """A problem+json response. ``code`` is stable; ``parameter`` names the field of the request at fault."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if parameter:
        body["parameter"] = parameter
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")


def _expected(error: BarodapError) -> Response:
    if isinstance(error, DatabaseUnreachableError):
        log.debug("%s: %s", error.code, error)  # Said once, when it began.
    elif error.status >= 500:
        log.error("%s: %s", error.code, error)
    parameter = error.parameter if isinstance(error, InvalidRequestError) else ""
    response = _respond(error.status, error.code, error.shown, parameter)
    if isinstance(error, TooManyRequestsError):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, StorageError):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, UnauthorizedError):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _bad_host(_: BadHost) -> Response:
    """Without a host there are no addresses, and without addresses no page but a bare one."""
    if _is_for_programs():
        return problem(400, _KNOWN[400][0], _BAD_HOST)
    return Response(_BARE_PAGE.format(detail=_BAD_HOST), 400, mimetype="text/html")


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return cast(Response, error.get_response())
    status = error.code or 500
    code, detail = _KNOWN.get(status, _KNOWN[400 if status < 500 else 500])
    response = _respond(status, code, detail)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    log.exception("unforeseen error at %s", request.path, exc_info=error)
    return _respond(500, *_KNOWN[500])


def _respond(status: int, code: str, detail: str, parameter: str = "") -> Response:
    if _is_for_programs():
        return problem(status, code, detail, parameter=parameter)
    return Response(render_template("error.html", status=status, detail=detail), status)


def _is_for_programs() -> bool:
    return request.path.startswith(_FOR_PROGRAMS)
