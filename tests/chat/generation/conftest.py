from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chat.generation.model_server import ModelServer, model_server


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server
