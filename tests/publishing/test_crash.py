from __future__ import annotations

import pytest

from app import registry
from tests.crash_figures import crash_figures

pytestmark = pytest.mark.long

ROUNDS = 25


@pytest.mark.parametrize("engine", registry.EMBEDDED)
def test_killed_publishers_cost_no_answer(engine: str) -> None:
    """``benchmarks/crash.py`` kills publishers at random moments while two processes of four threads search."""
    figures = crash_figures("benchmarks.crash", rounds=ROUNDS, timeout=300, options=("--engine", engine))
    assert figures["answers"] > ROUNDS
    assert figures["published"] > 1
