"""How long visitors wait who talk at the same time: ``python -m benchmarks.chat_load``.

A real server with the sample articles and the settings of a fresh installation; each conversation is a thread that
thinks between its turns. Exits with 1 above the limit.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter, sleep

import click

from app.paths import FAQ_DATA
from tests.live_server import live_server
from tests.live_visitor import Visitor

LIMIT_MS = 300
"""What 99 of 100 turns must not take longer than."""


def questions() -> list[str]:
    """What visitors ask, from the sample's set of judged queries."""
    lines = (FAQ_DATA / "evaluation" / "sample" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def talk(address: str, asked: Sequence[str], turns: int, think: float, seed: int) -> list[float]:
    """Milliseconds that each turn of one conversation took; after the first, which finds the server cold."""
    chance, visitor, took = Random(seed), Visitor(address), list[float]()
    if visitor.open().status != 201:
        raise RuntimeError("no conversation could be begun")
    for number in range(turns + 1):
        visitor.close()  # The server itself hangs up on who thinks for long.
        sleep(chance.uniform(0, 2 * think))
        started = perf_counter()
        answer = visitor.say(f"m-{number}", chance.choice(asked))
        took.append(1000 * (perf_counter() - started))
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.body}")
    visitor.close()
    return took[1:]


@click.command()
@click.option("--conversations", default=20, show_default=True)
@click.option("--turns", default=30, show_default=True, help="Of each conversation.")
@click.option("--think", default=2.0, show_default=True, help="Seconds between two turns, on average.")
def main(conversations: int, turns: int, think: float) -> None:
    asked = questions()
    with tempfile.TemporaryDirectory() as folder, live_server(Path(folder)) as address:
        before, started = os.getloadavg()[0], perf_counter()
        with ThreadPoolExecutor(conversations) as pool:
            one = partial(talk, address, asked, turns, think)
            took = [each for conversation in pool.map(one, range(conversations)) for each in conversation]
        seconds = perf_counter() - started
    cuts = quantiles(took, n=100)
    click.echo(f"{conversations} conversations, {len(took)} turns in {seconds:.0f} s, {os.cpu_count()} cores")
    click.echo(f"p50 {cuts[49]:.0f} ms  p95 {cuts[94]:.0f} ms  p99 {cuts[98]:.0f} ms (limit {LIMIT_MS} ms)")
    click.echo(f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after")
    sys.exit(cuts[98] > LIMIT_MS)


if __name__ == "__main__":
    main()
