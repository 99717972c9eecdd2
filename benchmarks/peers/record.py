"""What was measured, a file a size, and what follows from all sizes together."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import combinations
from math import log
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"
PACKAGES = ("tantivy", "bm25s", "whoosh-reloaded", "opensearch-py", "numpy", "mecab-python3")

Record = Mapping[str, Any]


def write(found: Record) -> Path:
    """Keep what was measured at a size, in place of what was kept of that size before."""
    path = RESULTS / f"peers-{found['articles']}.json"
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def read(folder: Path = RESULTS) -> list[Record]:
    """All sizes that are kept, smallest first."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("peers-*.json")]
    return sorted(records, key=lambda record: record["articles"])


def circumstances() -> dict[str, Any]:
    """When and on what it is measured."""
    names = ("model name",)
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith(names)), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": processor,
        "processors": os.cpu_count(),
        "memory_gib": round(memory),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "load_before": round(os.getloadavg()[0], 1),
        "versions": {"Python": platform.python_version(), **versions()},
    }


def versions() -> dict[str, str]:
    """Of the packages at hand that answer."""
    found = {"SQLite": sqlite3.sqlite_version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def value(record: Record, peer: str, path: Sequence[str]) -> float | None:
    """The figure at ``path`` of ``peer``; None where there is none."""
    found: Any = record["peers"].get(peer)
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return None if found is None else float(found)


def growth(points: Sequence[tuple[float, float]]) -> float | None:
    """The exponent e of a figure that grows as n^e: the median over all pairs of sizes of the slope between their
    logarithms. None for fewer than two points above 0."""
    known = [(log(n), log(figure)) for n, figure in points if n > 0 and figure > 0]
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(known, 2) if x1 != x2]
    return median(slopes) if slopes else None
