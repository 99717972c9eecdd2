"""The OpenAPI document: valid, complete, and true to what the server does under a schema fuzzer."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from typing import Any, get_args

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from app.web.api.openapi import _ERRORS
from app.web.api.problems import Code
from tests.web.api.conftest import AGENT_TOKEN

DOCUMENT = "/api/v1/openapi.json"
EVENTS = "/api/v1/chat/sessions/<session_id>/events"
UNDOCUMENTED = {DOCUMENT, EVENTS}
"""OpenAPI has no words for a stream of events."""


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    body: dict[str, Any] = app.test_client().get(DOCUMENT).get_json()
    return body


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_route_is_documented_and_every_path_routed(app: Flask, document: dict[str, Any]) -> None:
    routed = {
        (rule.rule.replace("<rest:id>", "{id}").replace("<session_id>", "{session_id}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule not in UNDOCUMENTED
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(path, method.upper()) for path, operations in document["paths"].items() for method in operations}
    assert routed == documented


def test_every_parameter_is_described_with_an_example_or_choices(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                assert parameter["description"]
                schema = parameter["schema"]
                assert "example" in parameter or "enum" in schema or "default" in schema


def test_every_documented_code_is_a_known_one() -> None:
    assert {code for _, _, code in _ERRORS.values()} <= set(get_args(Code))


def test_the_server_is_where_the_application_is_mounted(client: FlaskClient) -> None:
    assert client.get(DOCUMENT).get_json()["servers"] == [{"url": "/"}]
    mounted = client.get(DOCUMENT, environ_overrides={"SCRIPT_NAME": "/help"}).get_json()
    assert mounted["servers"] == [{"url": "/help"}]


# The fuzzer cannot unpack what an application answers that it calls without a server.
UNPACKED = {"Accept-Encoding": "identity"}
AGENT = {"Authorization": f"Bearer {AGENT_TOKEN}", **UNPACKED}
CHECKED = {
    "seed": 1,
    "headers": UNPACKED,
    "generation": {"deterministic": True, "max-examples": 100},
    "phases": {"stateful": {"enabled": False}},
    # An article's id may end in "/feedback", so the server does read at an address of feedback.
    "operations": [
        {"include-path-regex": "/feedback$", "checks": {"allow_header_conformance": {"enabled": False}}},
        # A conversation is not there for who has no token, and says no more than that.
        {
            "include-path-regex": "/chat/",
            "checks": {"missing_required_header": {"enabled": False}, "ignored_auth": {"enabled": False}},
        },
        # Who has no token is refused by a test of its own: the fuzzer cannot send such requests without a server.
        {"include-path-regex": "/agent/", "headers": AGENT, "checks": {"ignored_auth": {"enabled": False}}},
    ],
}


def narrowed(app: Flask, document: dict[str, Any]) -> dict[str, Any]:
    """``document`` with the categories that exist as the only ones, so that all it allows must be accepted."""
    document = deepcopy(document)
    choices = [facet["id"] for facet in app.test_client().get("/api/v1/search").get_json()["facets"]]
    for path in ("/api/v1/search", "/api/v1/articles"):
        for parameter in document["paths"][path]["get"]["parameters"]:
            if parameter["name"] == "category":
                parameter["schema"].get("items", parameter["schema"])["enum"] = choices
    document["components"]["schemas"]["AskBody"]["properties"]["category"] = {"enum": [*choices, None]}
    return document


@pytest.mark.long
def test_the_server_does_what_the_document_says(app: Flask, document: dict[str, Any]) -> None:
    """No 5xx, no undocumented status, every answer as described, what is allowed accepted, the rest refused."""
    schema = schemathesis.openapi.from_dict(narrowed(app, document), config=SchemathesisConfig.from_dict(CHECKED))
    schema.app = app
    faults: list[str] = []
    statuses: dict[str, set[int]] = defaultdict(set)
    for event in from_schema(schema).execute():
        assert not isinstance(event, NonFatalError | FatalError), event
        if isinstance(event, ScenarioFinished):
            recorder = event.recorder
            statuses[recorder.label] |= {
                sent.response.status_code for sent in recorder.interactions.values() if sent.response
            }
            faults += [
                f"{check.failure_info.failure}\n{recorder.cases[case].value.as_curl_command()}"
                for case, checks in recorder.checks.items()
                for check in checks
                if check.failure_info
            ]
    assert not faults, "\n\n".join(faults)
    # The fuzzer lets an undocumented 405 pass. It also sends OPTIONS, which are answered by a 200.
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert statuses[f"{method.upper()} {path}"] <= {200, *(int(status) for status in operation["responses"])}
    # Both good and bad requests were really made.
    assert statuses["GET /api/v1/search"] >= {200, 400, 405}
    assert statuses["GET /api/v1/articles/{id}"] >= {200, 404, 405}
    assert statuses["POST /api/v1/articles/{id}/feedback"] >= {200, 400, 404, 405, 415}
    assert statuses["GET /api/v1/agent/conversations"] >= {200, 400, 401}
    assert statuses["POST /api/v1/agent/conversations/{session_id}/messages"] >= {400, 401, 404}
