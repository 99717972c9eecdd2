from __future__ import annotations

import pytest

from app.engine.base import Engine
from app.engine.opensearch.engine import OpenSearchEngine
from tests.contracts.engine import EngineContract


class TestOpenSearchEngine(EngineContract):
    """Against a real server. Impacts are whole numbers of 16 bits, sums of them 32-bit floats."""

    score_error = 1e-4

    @pytest.fixture
    def engine(self, opensearch_engine: OpenSearchEngine) -> Engine:
        return opensearch_engine
