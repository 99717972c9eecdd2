"""Whether this process is about to end: long responses ask, lest they keep it waiting.

Gunicorn's workers make themselves known, see ``workers.py``.
"""

from __future__ import annotations

from typing import Protocol


class Worker(Protocol):
    """A gunicorn worker: ``alive`` until it is told to stop, or has served enough."""

    alive: bool


_known: list[Worker] = []


def post_worker_init(worker: Worker) -> None:
    """Called by gunicorn in each process that serves."""
    _known[:] = [worker]


def is_stopping() -> bool:
    """False under any other server, and in none."""
    return any(not worker.alive for worker in _known)
