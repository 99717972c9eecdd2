"""The OpenAPI 3.1 document, made from the endpoints and their models."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import __version__
from app.web.api.endpoint import ALWAYS, PREFIX, Endpoint
from app.web.api.schemas import Problem

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{model}"
_ERRORS = {
    400: ("BadRequest", "요청에 잘못이 있어요. `parameter`가 어디인지 알려 줘요.", "invalid_request"),
    401: ("Unauthorized", "상담원 토큰이 없거나 올바르지 않아요.", "unauthorized"),
    403: ("Forbidden", "다른 사이트의 페이지에서 보낸 요청이에요.", "forbidden"),
    404: ("NotFound", "그런 도움말이나 대화가 없어요.", "not_found"),
    405: ("MethodNotAllowed", "이 주소에서는 쓸 수 없는 메서드예요. `Allow` 헤더를 보세요.", "method_not_allowed"),
    409: ("Conflict", "끝난 대화이거나, 앞선 메시지에 답하는 중이에요.", "conversation_busy"),
    413: ("ContentTooLarge", "본문이 너무 커요.", "content_too_large"),
    415: ("UnsupportedMediaType", "본문이 `application/json`이 아니에요.", "unsupported_media_type"),
    429: ("TooManyRequests", "너무 자주 보냈어요. `Retry-After` 초 뒤에 다시 보내 주세요.", "too_many_requests"),
    503: (
        "Unavailable",
        "데이터베이스나 색인을 쓸 수 없어요. `Retry-After` 초 뒤에 다시 시도해 주세요.",
        "index_unavailable",
    ),
}
# Said by the web server before the application hears of it, so it is no problem+json.
_URI_TOO_LONG = {"description": "주소가 너무 길어요. 본문의 형식은 웹 서버마다 달라요."}
_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "가져올 때의 도움말 id 그대로. 어떤 글자든 퍼센트 인코딩해서 쓰고, `/`는 `%2F`로 써도 돼요.",
    "schema": {"type": "string", "minLength": 1},
    "example": "tax-invoice-reissue",
}

_SESSION = {
    "name": "session_id",
    "in": "path",
    "required": True,
    "description": "대화를 시작할 때 받은 `session_id`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"},
    "example": "3fXv0r1n9yQ2",
}
_SECURITY = {
    "conversation": {"type": "http", "scheme": "bearer", "description": "대화를 시작할 때 받은 `token`."},
    "agent": {"type": "http", "scheme": "bearer", "description": "상담원의 토큰, `BARODAP_AGENT_TOKEN`."},
}


def document(endpoints: Iterable[Endpoint], server: str) -> Json:
    """``server`` is the address, absolute or not, that the paths are below."""
    endpoints = list(endpoints)
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        paths.setdefault(PREFIX + endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    statuses = sorted({status for endpoint in endpoints for status in (*ALWAYS, *endpoint.errors)})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "바로답 API",
            "version": __version__,
            "summary": "한국어 도움말을 찾고, 읽고, 평가하는 API",
            "description": "오류는 모두 RFC 9457 problem+json이고, 프로그램은 `code`를, 사람은 `detail`을 보면 돼요.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": _schemas(endpoints),
            "securitySchemes": _SECURITY,
            "responses": {
                "UriTooLong": _URI_TOO_LONG,
                **{_ERRORS[status][0]: _problem(status) for status in statuses},
            },
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": [*_path(endpoint.path), *_query(endpoint.parameters)],
        "responses": {
            str(endpoint.status): {"description": "성공", "content": _content("application/json", endpoint.response)},
            "414": {"$ref": "#/components/responses/UriTooLong"},
            **{
                str(status): {"$ref": f"#/components/responses/{_ERRORS[status][0]}"}
                for status in sorted((*ALWAYS, *endpoint.errors))
            },
        },
    }
    if endpoint.authorised:
        operation["security"] = [{endpoint.authorised: []}]
    if endpoint.body:
        operation["requestBody"] = {"required": True, "content": _content("application/json", endpoint.body)}
    return operation


def _path(path: str) -> list[Json]:
    return [parameter for parameter in (_ID, _SESSION) if f"{{{parameter['name']}}}" in path]


def _query(model: type[BaseModel]) -> list[Json]:
    """A parameter for each field. Arrays repeat the name, which is OpenAPI's default for a query string."""
    schema = model.model_json_schema()
    return [_parameter(name, dict(field)) for name, field in schema.get("properties", {}).items()]


def _parameter(name: str, schema: Json) -> Json:
    parameter: Json = {"name": name, "in": "query", "required": False, "schema": schema}
    if "anyOf" in schema:
        # Optional means left out; a query string has no null.
        schema.update(next(choice for choice in schema.pop("anyOf") if choice != {"type": "null"}))
        schema.pop("default")
    if "description" in schema:
        parameter["description"] = schema.pop("description")
    if "examples" in schema:
        parameter["example"] = schema.pop("examples")[0]
    return parameter


def _content(mimetype: str, model: type[BaseModel]) -> Json:
    return {mimetype: {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}}


def _schemas(endpoints: list[Endpoint]) -> Json:
    bodies = [(endpoint.body, "validation") for endpoint in endpoints if endpoint.body]
    answers = [(endpoint.response, "serialization") for endpoint in endpoints]
    _, schema = models_json_schema([*bodies, *answers, (Problem, "serialization")], ref_template=_REFERENCE)  # type: ignore[list-item]
    definitions: Json = schema["$defs"]
    return definitions


def _problem(status: int) -> Json:
    _, description, code = _ERRORS[status]
    content = _content("application/problem+json", Problem)
    example: Json = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": description,
    }
    if status == 400:
        example.update(detail="'page' 값은 1 이상이어야 해요.", parameter="page")
    content["application/problem+json"]["example"] = example
    return {"description": description, "content": content}
