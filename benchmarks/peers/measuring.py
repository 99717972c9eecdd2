"""One size: every peer indexes, then all of them are asked in turns, each in a process of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, ParamSpec, TypeVar

from benchmarks.peers import worker
from benchmarks.peers.base import OURS, PEERS, Collection, Place
from benchmarks.peers.collecting import collect
from benchmarks.peers.questions import Questions, batches
from benchmarks.peers.server import Server

DIGITS = 4

Say = Callable[[str], None]
Figures = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")


def process() -> ProcessPoolExecutor:
    """One new process of our process group, with nothing of ours in it."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


class Measurement:
    """Of ``names`` at ``count`` articles, in the empty ``folder``."""

    def __init__(self, count: int, names: Sequence[str], folder: Path, server: Server | None, say: Say) -> None:
        self._count = count
        self._folder = folder
        self._server = server
        self._say = say
        self._names = [name for name in PEERS if name in names]
        self.peers: dict[str, Figures] = {}
        self.skipped: dict[str, str] = {}

    def run(self, asked: Questions) -> Figures:
        """Everything that is measured at this size, ready for JSON."""
        collection = self._folder / "collection"
        collection.mkdir(parents=True)
        with process() as one:
            facts = one.submit(collect, collection, self._count).result()
        for name in self._names:
            self._index(name)
        with ExitStack() as stack:
            self._ask(self._open(stack, asked.warming), asked)
        return {"articles": self._count, "collection": facts, "peers": self.peers, "skipped": self.skipped}

    def _place(self, name: str) -> Place:
        folder = self._folder / (PEERS[name].indexed_by or name)
        folder.mkdir(exist_ok=True)
        return Place(Collection(self._folder / "collection").folder, folder, self._server.url if self._server else "")

    def _index(self, name: str) -> None:
        if PEERS[name].server and self._server is None:
            self._skip(name, "no OpenSearch server")
        elif maker := PEERS[name].indexed_by:
            if maker not in self.peers:
                self._skip(name, f"needs the index of {maker}")
            else:
                self.peers[name] = {}
        else:
            before = self._server_cpu(name)
            with process() as one:
                built = self._done(name, one, worker.index, name, self._place(name))
            if built is not None:
                self.peers[name] = {"index": built._asdict()}
                if PEERS[name].server:
                    self.peers[name]["index"]["server_cpu_seconds"] = round(self._server_cpu(name) - before, 2)
                seconds = f"{built.seconds:.1f} s ({built.cpu_seconds:.1f} s of the processor)"
                self._say(f"  {name}: indexed in {seconds}, {built.disk_bytes / 2**20:.1f} MiB")

    def _open(self, stack: ExitStack, warming: list[str]) -> dict[str, ProcessPoolExecutor]:
        opened = {}
        for name in list(self.peers):
            one = stack.enter_context(process())
            seconds = self._done(name, one, worker.open_peer, name, self._place(name))
            if seconds is not None and self._done(name, one, worker.ask, warming) is not None:
                self.peers[name]["open_seconds"] = seconds
                opened[name] = one
        return opened

    def _ask(self, opened: dict[str, ProcessPoolExecutor], asked: Questions) -> None:
        for kind, texts in (("once", asked.once), ("zipf", asked.zipf)):
            runs = self._alternate(opened, texts)
            totals = {name: [sum(run.prepare_ms) + sum(run.search_ms) for run in runs[name]] for name in runs}
            for name, found in runs.items():
                self.peers[name][kind] = _latencies(found) | self._server_share(name, texts)
                if OURS in totals:
                    ratios = [theirs / ours for theirs, ours in zip(totals[name], totals[OURS], strict=True)]
                    self.peers[name][kind]["ratio"] = round(median(ratios), DIGITS)
            self._say(f"  {kind}, p50: " + ", ".join(f"{name} {self.peers[name][kind]['p50']:.2f}" for name in runs))
        for name, one in opened.items():
            self.peers[name]["memory"] = one.submit(worker.memory).result()._asdict()

    def _alternate(self, opened: dict[str, ProcessPoolExecutor], texts: list[str]) -> dict[str, list[worker.Asked]]:
        """Each batch is asked of every peer before the next one, in an order of its own. Who fails is out of it."""
        runs: dict[str, list[worker.Asked]] = {name: [] for name in opened}
        self._server_ms = dict.fromkeys(opened, 0.0)
        chance = random.Random(self._count)
        for batch in batches(texts):
            for name in chance.sample(list(opened), len(opened)):
                before = self._server_cpu(name)
                found = self._done(name, opened[name], worker.ask, batch)
                self._server_ms[name] += 1e3 * (self._server_cpu(name) - before)
                if found is None:
                    del opened[name], runs[name]
                else:
                    runs[name].append(found)
        return runs

    def _done(
        self, name: str, one: ProcessPoolExecutor, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """What ``work`` returns; None, and a word in the record, where the peer cannot do it."""
        try:
            return one.submit(work, *args, **kwargs).result()
        except ModuleNotFoundError as error:
            self._skip(name, f"{error.name} is not installed")
        except Exception as error:  # noqa: BLE001 - that a peer fails is a result, too
            self._skip(name, f"{type(error).__name__}: {error}"[:200])
        return None

    def _server_cpu(self, name: str) -> float:
        return self._server.cpu_seconds() if self._server and PEERS[name].server else 0.0

    def _server_share(self, name: str, texts: list[str]) -> Figures:
        return {"server_cpu_ms": round(self._server_ms[name] / len(texts), DIGITS)} if PEERS[name].server else {}

    def _skip(self, name: str, why: str) -> None:
        self.peers.pop(name, None)
        self.skipped[name] = why
        self._say(f"  {name}: skipped, {why}")


def _latencies(runs: list[worker.Asked]) -> Figures:
    """Milliseconds: ``p50`` and so on from text to results, ``search`` without the analysis of the text."""
    search = [each for run in runs for each in run.search_ms]
    whole = [a + b for run in runs for a, b in zip(run.prepare_ms, run.search_ms, strict=True)]
    return {
        **_percentiles(whole),
        "search": _percentiles(search),
        "per_second": round(1e3 * len(whole) / sum(whole), 1),
        "cpu_ms": round(sum(run.cpu_ms for run in runs) / len(whole), DIGITS),
    }


def _percentiles(times: list[float]) -> Figures:
    ordered = sorted(times)
    at = {share: ordered[min(int(len(ordered) * share / 100), len(ordered) - 1)] for share in (50, 95, 99)}
    return {f"p{share}": round(value, DIGITS) for share, value in at.items()}
