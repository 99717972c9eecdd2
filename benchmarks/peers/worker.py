"""What runs in a peer's own process: indexing in one, answering in another."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.peers.base import Peer, Place, make

_peers: list[Peer] = []
"""The one that this process has opened."""


class Built(NamedTuple):
    """``cpu_seconds`` are those of the peer's process, without others that work for it; a server's are its own."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    disk_bytes: int


class Asked(NamedTuple):
    """Milliseconds by question to prepare it and to search, and those of the processor for all of them."""

    prepare_ms: list[float]
    search_ms: list[float]
    cpu_ms: float


class Memory(NamedTuple):
    """At most, with what is mapped from files, and now without that, in MiB."""

    peak_mib: float
    own_mib: float


def index(name: str, place: Place) -> Built:
    """Index the collection with the peer called ``name``."""
    peer = make(name, place)
    begun, used = perf_counter(), process_time()
    peer.index()
    seconds, cpu = perf_counter() - begun, process_time() - used
    return Built(round(seconds, 3), round(cpu, 3), memory().peak_mib, peer.disk())


def open_peer(name: str, place: Place) -> float:
    """Make this the process of the peer called ``name``; returns the seconds that opening took."""
    peer = make(name, place)
    begun = perf_counter()
    peer.open()
    _peers.append(peer)
    return round(perf_counter() - begun, 3)


def ask(texts: list[str]) -> Asked:
    """Ask ``texts`` one after the other."""
    peer, prepare_ms, search_ms = _peers[-1], [], []
    used = process_time()
    for text in texts:
        begun = perf_counter()
        prepared = peer.prepare(text)
        between = perf_counter()
        peer.search(prepared)
        prepare_ms.append(1e3 * (between - begun))
        search_ms.append(1e3 * (perf_counter() - between))
    return Asked(prepare_ms, search_ms, 1e3 * (process_time() - used))


def memory() -> Memory:
    """Of this process, as Linux tells it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    sizes = {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(*(round(int(sizes[name][0]) / 1024, 1) for name in ("VmHWM", "RssAnon")))
