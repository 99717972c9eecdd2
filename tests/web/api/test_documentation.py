"""docs/api.md keeps up with the endpoints and codes."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from app.web.api.endpoint import PREFIX, Endpoint
from app.web.api.endpoints import ENDPOINTS
from app.web.api.problems import Code

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_endpoint_and_its_fields_are_documented(endpoint: Endpoint) -> None:
    assert f"| `{endpoint.method} {PREFIX}{endpoint.path}` |" in TEXT
    for model in (endpoint.parameters, endpoint.body):
        for name in model.model_fields if model else ():
            assert f"`{name}`" in TEXT


@pytest.mark.parametrize("code", get_args(Code))
def test_every_code_is_documented(code: str) -> None:
    assert f"| `{code}` |" in TEXT
