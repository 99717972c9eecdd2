"""How soon a visitor hears what an agent says in another process: ``python -m benchmarks.fan_out``.

Two servers of one worker each on one database; the stream is held by the first, the agent speaks to the second. Once
without Redis and once with one that is started for it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPResponse
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep
from urllib.request import Request, urlopen

import click

from tests.live_server import live_server
from tests.live_visitor import Visitor
from tests.redis_server import own_redis

TOKEN = "agents-of-the-benchmark"


def data_of(stream: HTTPResponse, name: str) -> Iterator[dict[str, object]]:
    """The data of each event that has a ``name`` in it."""
    while line := stream.readline().decode():
        if line.startswith("data: ") and name in (data := json.loads(line.removeprefix("data: "))):
            yield data


def delays(listening: str, speaking: str, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds from before an agent's request to when a stream told of its message, and of its typing."""
    visitor = Visitor(listening)
    with closing(visitor):
        if visitor.open().status != 201:
            raise RuntimeError("no conversation could be begun")
        messages, typing = [], []
        agent = f"{speaking}/api/v1/agent/conversations/{visitor.session_id}"
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        own = {"Authorization": f"Bearer {visitor.token}"}
        events = Request(f"{listening}/api/v1/chat/sessions/{visitor.session_id}/events", headers=own)
        for number in range(rounds):
            with urlopen(events) as stream:
                next(data_of(stream, "typing"))
                # Anywhere between two looks.
                sleep(0.05 + number / rounds)
                started = perf_counter()
                with urlopen(Request(f"{agent}/typing", b"", headers)):
                    next(data_of(stream, "typing"))
                typing.append(1000 * (perf_counter() - started))
                sleep(0.05 + (7 * number % rounds) / rounds)
                body = json.dumps({"client_message_id": f"a-{number}", "text": "네"}).encode()
                started = perf_counter()
                with urlopen(Request(f"{agent}/messages", body, headers)):
                    next(data_of(stream, "text"))
                messages.append(1000 * (perf_counter() - started))
    return messages, typing


def measured(rounds: int, **settings: str) -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        given = {"agent_token": TOKEN, "business_hours": "", "semantic_weight": "0", "workers": "1", **settings}
        addresses = [servers.enter_context(live_server(Path(folder), **given)) for _ in range(2)]
        return delays(addresses[0], addresses[1], rounds)


def line(name: str, took: list[float]) -> str:
    cuts = quantiles(took, n=100)
    return f"{name:<24} p50 {cuts[49]:6.0f} ms  p95 {cuts[94]:6.0f} ms  longest {max(took):6.0f} ms"


@click.command()
@click.option("--rounds", default=40, show_default=True)
def main(rounds: int) -> None:
    click.echo(f"{rounds} messages and as many typings, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, took in zip(("message, by polling", "typing, by polling"), measured(rounds), strict=True):
        click.echo(line(name, took))
    with own_redis() as server:
        for name, took in zip(("message, Redis", "typing, Redis"), measured(rounds, redis_url=server.url), strict=True):
            click.echo(line(name, took))


if __name__ == "__main__":
    main()
