from __future__ import annotations

import pytest

from app.engine.base import Engine
from app.engine.memory import MemoryEngine
from tests.contracts.engine import EngineContract


class TestMemoryEngine(EngineContract):
    score_error = 2e-7

    @pytest.fixture
    def engine(self) -> Engine:
        return MemoryEngine()
