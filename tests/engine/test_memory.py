from __future__ import annotations

import pytest

from app.engine import retrieval, summing
from app.engine.base import Engine
from app.engine.memory import MemoryEngine
from tests.contracts.engine import EngineContract


class TestMemoryEngine(EngineContract):
    score_error = 2e-7

    @pytest.fixture
    def engine(self) -> Engine:
        return MemoryEngine()


class TestMemoryEngineOfMany(EngineContract):
    """As where so many documents hold a query's terms that not all of them can be looked at."""

    score_error = 2e-7

    @pytest.fixture
    def engine(self, monkeypatch: pytest.MonkeyPatch) -> Engine:
        monkeypatch.setattr(retrieval, "MANY", 0)
        monkeypatch.setattr(summing, "FEW", 0)
        return MemoryEngine()
