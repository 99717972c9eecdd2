"""Measure what conversations and requests cost, compute the rest, and write docs/scale.md."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from app.config import load_settings
from app.web.api.chat_events import MAX_STREAMS
from benchmarks.peers import record, worker
from benchmarks.peers.base import OURS, Place
from benchmarks.peers.collecting import collect
from benchmarks.peers.measuring import process
from benchmarks.peers.questions import questions
from benchmarks.scale import page
from benchmarks.scale.conversations import conversation_costs, redis_costs
from benchmarks.scale.requests import search_costs
from benchmarks.scale.sizing import Assumed, Sizing

RECORD = record.RESULTS / "scale.json"
QUESTIONS = 600


@click.command()
@click.option("--articles", "count", default=2_700, show_default=True, help="Published for the measurements.")
@click.option("--keep", is_flag=True, help="Compute anew from what was measured before.")
def main(count: int, *, keep: bool) -> None:
    """What is measured by number of articles comes from `make bench`."""
    before = json.loads(RECORD.read_text(encoding="utf-8")) if keep else None
    around = {name: before[name] for name in record.circumstances()} if before else record.circumstances()
    measured = before["measured"] if before else measure(count)
    found = {**around, "measured": measured, "computed": Sizing(record.read(), measured, Assumed()).figures()}
    RECORD.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(f"written: {RECORD}, {page.write(found)}")


def measure(count: int) -> dict[str, Any]:
    """Publish ``count`` articles and measure, each in a process of its own."""
    asked = questions(QUESTIONS)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "collection", Path(folder) / OURS)
        for made in (place.collection, place.folder):
            made.mkdir()
        with process() as one:
            one.submit(collect, place.collection, count).result()
        with process() as one:
            one.submit(worker.index, OURS, place).result()
        found: dict[str, Any] = {
            "articles": count,
            "streams_per_worker": MAX_STREAMS,
            "days_kept": load_settings().chat_retention,
        }
        for name, work in (
            ("requests", search_costs),
            ("conversations", conversation_costs),
            ("redis", redis_costs),
        ):
            click.echo(f"measuring {name} ...")
            with process() as one:
                found[name] = one.submit(work, place, asked).result()
    return found


if __name__ == "__main__":
    main()
