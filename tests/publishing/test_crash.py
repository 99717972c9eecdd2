from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app import registry

ROUNDS = 25
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("engine", registry.ENGINES)
def test_killed_publishers_cost_no_answer(engine: str) -> None:
    """``benchmarks/crash.py`` kills publishers at random moments while two processes of four threads search."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crash", "--rounds", str(ROUNDS), "--engine", engine],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == []
    assert done.returncode == 0
    assert sum(figures["kills"].values()) == ROUNDS
    assert figures["answers"] > ROUNDS
    assert figures["published"] > 1
