"""The API's own failures, and all the codes that a problem can carry."""

from __future__ import annotations

from typing import Literal

from app.errors import InvalidRequestError

Code = Literal[
    "invalid_request",
    "unknown_parameter",
    "repeated_parameter",
    "malformed_query",
    "malformed_json",
    "bad_request",
    "unauthorized",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "content_too_large",
    "unsupported_media_type",
    "conversation_busy",
    "conversation_ended",
    "too_many_requests",
    "storage_unavailable",
    "index_unavailable",
    "internal_error",
]
"""Stable: a code is never renamed, nor its meaning changed."""


class UnknownParameterError(InvalidRequestError):
    """A parameter or field that the endpoint does not have."""

    code = "unknown_parameter"


class RepeatedParameterError(InvalidRequestError):
    """A parameter given more than once that has one value."""

    code = "repeated_parameter"


class MalformedQueryError(InvalidRequestError):
    """A query string that cannot be decoded."""

    code = "malformed_query"


class MalformedJsonError(InvalidRequestError):
    """A body that is not JSON (RFC 8259), or in which a name occurs twice."""

    code = "malformed_json"
