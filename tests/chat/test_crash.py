from __future__ import annotations

import pytest

from tests import postgres
from tests.crash_figures import crash_figures

pytestmark = pytest.mark.long

ROUNDS = 3


def test_a_killed_server_costs_no_acknowledged_turn() -> None:
    """``benchmarks/chat_crash.py`` kills a worker, the whole server, and a worker again while eight people talk."""
    figures = crash_figures("benchmarks.chat_crash", rounds=ROUNDS, timeout=500)
    assert figures["acknowledged"] > ROUNDS
    assert figures["failed_requests"] > 0


def test_a_killed_postgresql_costs_no_acknowledged_turn() -> None:
    """``benchmarks/chat_crash.py --postgres`` kills PostgreSQL by SIGKILL, a worker, and PostgreSQL by SIGQUIT."""
    if not postgres.find():
        (pytest.fail if postgres.required() else pytest.skip)("no PostgreSQL of our own to kill")
    figures = crash_figures("benchmarks.chat_crash", rounds=ROUNDS, timeout=500, options=("--postgres",))
    assert figures["kills"]["database"] == 2
    assert figures["acknowledged"] > ROUNDS
    assert figures["failed_requests"] > 0
