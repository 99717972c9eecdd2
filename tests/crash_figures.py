"""What a benchmark that kills servers found, run as a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def crash_figures(module: str, *, rounds: int, timeout: int, options: tuple[str, ...] = ()) -> dict[str, Any]:
    """The figures that ``module`` prints after ``rounds`` rounds, held to no faults and a kill in each round."""
    done = subprocess.run(
        [sys.executable, "-m", module, "--rounds", str(rounds), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    assert done.stdout, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    assert figures["faults"] == [], figures["faults"]
    assert done.returncode == 0
    assert sum(figures["kills"].values()) == rounds
    return figures
