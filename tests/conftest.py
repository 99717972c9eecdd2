"""Fixtures that any test may use."""

from __future__ import annotations

import pytest

from app.analysis.views import Analyzer
from app.config import load_settings
from app.services import load_analyzer


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """The default analyser with the sample's domain words."""
    return load_analyzer(load_settings())
