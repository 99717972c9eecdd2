"""From the bytes of a request to a checked model."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_origin
from urllib.parse import unquote_to_bytes

from flask import Request
from pydantic import ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from app.errors import InvalidRequestError
from app.validation import explain
from app.web.api.parameters import RequestModel
from app.web.api.problems import (
    MalformedJsonError,
    MalformedQueryError,
    RepeatedParameterError,
    UnknownParameterError,
)

Model = TypeVar("Model", bound=RequestModel)

MAX_FIELDS = 200
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_query(request: Request, model: type[Model]) -> Model:
    """The query string as ``model``. Raises InvalidRequestError, which names the parameter at fault."""
    repeatable = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is tuple}
    values: dict[str, Any] = {}
    for name, value in _pairs(request.query_string):
        if name in repeatable:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise RepeatedParameterError(f"'{name}'은(는) 한 번만 쓸 수 있어요.", parameter=name)
        else:
            values[name] = value
    return _validated(model, values, "매개변수")


def read_body(request: Request, model: type[Model]) -> Model:
    """The JSON body as ``model``. Raises InvalidRequestError, and HTTP's own errors for its type and size."""
    return _validated(model, read_json(request), "필드")


def read_json(request: Request) -> Any:
    """The JSON body. Raises MalformedJsonError, and HTTP's own errors for its type and size."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    body = request.get_data()
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError("본문이 올바른 JSON이 아니에요.") from error


def _pairs(query: bytes) -> list[tuple[str, str]]:
    """Name and value of each parameter. Unlike the usual parsers, refuses what it cannot decode."""
    fields = [field for field in query.split(b"&") if field]
    if len(fields) > MAX_FIELDS:
        raise MalformedQueryError("매개변수가 너무 많아요.")
    return [(_decoded(name), _decoded(value)) for name, _, value in (field.partition(b"=") for field in fields)]


def _decoded(text: bytes) -> str:
    if _BROKEN_ESCAPE.search(text):
        raise MalformedQueryError("주소의 % 인코딩이 올바르지 않아요.")
    try:
        return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedQueryError("주소가 올바른 UTF-8이 아니에요.") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = {name: value for name, value in pairs if name.encode("utf-8")}  # a lone surrogate is a ValueError
    if len(values) != len(pairs):
        raise ValueError("a name occurs twice")
    return values


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _validated(model: type[Model], values: Mapping[str, Any], noun: str) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        parameter = str(fault["loc"][0]) if fault["loc"] else ""
        kind = UnknownParameterError if fault["type"] == "extra_forbidden" else InvalidRequestError
        raise kind(explain(fault, noun), parameter=parameter) from error
