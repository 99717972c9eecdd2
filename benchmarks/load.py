"""Asks a server as fast as it answers, from processes of its own so that asking is never what is slow."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

CLIENTS = 8
"""Connections, each kept open by a process that waits for an answer before it asks again."""
_TICKS = 100
"""A second in /proc/PID/stat, on every Linux of today."""


class Rate(NamedTuple):
    """Answers by the second, and milliseconds of the processors that the server's workers spent on each."""

    a_second: float
    cpu_ms: float


def hammer(port: int, paths: Sequence[str], seconds: float, master: int, headers: str = "") -> Rate:
    """Ask ``paths`` in their order, over and over, for ``seconds``; each client begins at another place.

    Raises RuntimeError for any answer but 200 and 304.
    """
    workers = [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text("ascii").split()]
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode() for path in paths]
    shares = [requests[begin:] + requests[:begin] for begin in range(0, len(requests), -(-len(requests) // CLIENTS))]
    with ProcessPoolExecutor(len(shares), get_context("fork")) as pool:
        before, begun = _cpu(workers), perf_counter()
        answers = sum(pool.map(partial(_ask, port, seconds), shares))
        took, used = perf_counter() - begun, _cpu(workers) - before
    return Rate(answers / took, 1000 * used / answers)


def _cpu(pids: Iterable[int]) -> float:
    fields = (Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split() for pid in pids)
    return sum(int(field[11]) + int(field[12]) for field in fields) / _TICKS


def _ask(port: int, seconds: float, requests: Sequence[bytes]) -> int:
    answers, waiting = 0, cycle(requests)
    end = perf_counter() + seconds
    while perf_counter() < end:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection, suppress(ConnectionError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while perf_counter() < end:
                connection.sendall(next(waiting))
                _take_answer(connection)
                answers += 1
    return answers


def _take_answer(connection: socket.socket) -> None:
    taken = b""
    while b"\r\n\r\n" not in taken:
        taken += _received(connection)
    head, _, body = taken.partition(b"\r\n\r\n")
    if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
        raise RuntimeError(taken.decode(errors="replace"))
    left = _length(head) - len(body)
    while left > 0:
        left -= len(_received(connection))


def _received(connection: socket.socket) -> bytes:
    some = connection.recv(65_536)
    if not some:
        # As it does on who has not asked for two seconds, which happens to clients of a busy machine.
        raise ConnectionError
    return some


def _length(head: bytes) -> int:
    names: Iterator[bytes] = (
        line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    return int(next(names, b"0"))
