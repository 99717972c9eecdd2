from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROUNDS = 3
ROOT = Path(__file__).resolve().parents[2]


def test_a_killed_server_costs_no_acknowledged_turn() -> None:
    """``benchmarks/chat_crash.py`` kills a worker, the whole server, and a worker again while eight people talk."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.chat_crash", "--rounds", str(ROUNDS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["faults"] == []
    assert done.returncode == 0
    assert sum(figures["kills"].values()) == ROUNDS
    assert figures["acknowledged"] > ROUNDS
    assert figures["failed_requests"] > 0
