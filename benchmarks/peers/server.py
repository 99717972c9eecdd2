"""The OpenSearch server that the peers share: one that is given, or one node started for the run."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from scripts.opensearch.nodes import is_installed, running


@dataclass(frozen=True, slots=True)
class Server:
    """``pids`` are those of its processes on this machine, none for one that runs elsewhere."""

    url: str
    pids: Sequence[int] = ()

    def version(self) -> str:
        """As it says itself; empty where it does not say so to everybody."""
        try:
            with urlopen(self.url.partition(",")[0], timeout=10) as answer:
                return str(json.load(answer)["version"]["number"])
        except OSError:
            return ""

    def cpu_seconds(self) -> float:
        """That its processes have used since they began."""
        return sum(map(_cpu_seconds, self.pids))

    def peak_mib(self) -> float | None:
        """The most that they ever held in memory; None for a server elsewhere."""
        return round(sum(map(_peak_mib, self.pids)), 1) if self.pids else None


@contextmanager
def server(url: str) -> Iterator[Server | None]:
    """The one at ``url``, or a new one; None where that cannot be started."""
    if url:
        yield Server(url)
    elif is_installed():
        with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as cluster:
            yield Server(cluster.url, [node.pid for node in cluster.nodes if node.pid])
    else:
        yield None


def _cpu_seconds(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
