"""Measure Barodap beside other engines and write docs/benchmarks.md: ``python -m benchmarks.peers --help``."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import click

from benchmarks.peers import page, record
from benchmarks.peers.base import PEERS
from benchmarks.peers.measuring import Measurement
from benchmarks.peers.questions import questions
from benchmarks.peers.server import Server, server

SIZES = "210,2700,20000,100000"


@click.command()
@click.option("--sizes", default=SIZES, show_default=True, help="Articles, with commas between; none: only the page.")
@click.option("--peers", "names", default=",".join(PEERS), help="Only these; of the sizes no other is kept.")
@click.option("--questions", "count", default=500, show_default=True, help="Without repeats, and as many with.")
@click.option("--opensearch-url", "url", default="", help="Default: one node that is started for the run.")
def main(sizes: str, names: str, count: int, url: str) -> None:
    """Each size is kept when it is done, so that what is missing can be measured later."""
    wanted = [int(size) for size in sizes.split(",") if size.strip()]
    chosen = [name.strip() for name in names.split(",")]
    if unknown := set(chosen) - set(PEERS):
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(PEERS)}")
    if wanted:
        with server(url) as opensearch:
            for size in wanted:
                measure(size, chosen, count, opensearch)
    for path in page.write(record.read()):
        click.echo(f"written: {path}")


def measure(size: int, names: Sequence[str], count: int, opensearch: Server | None) -> None:
    """Measure one size and keep it."""
    begun, asked, around = perf_counter(), questions(count), record.circumstances()
    click.echo(f"{size} articles")
    with tempfile.TemporaryDirectory() as folder:
        found = Measurement(size, names, Path(folder), opensearch, click.echo).run(asked)
    seconds = perf_counter() - begun
    questions_asked = {"once": len(asked.once), "zipf": len(asked.zipf), "zipf_distinct": asked.distinct}
    server_peak = {"opensearch_peak_mib": opensearch.peak_mib()} if opensearch else {}
    if opensearch and (version := opensearch.version()):
        around["versions"]["OpenSearch"] = version
    path = record.write({**found, "questions": questions_asked, **server_peak, "run_seconds": round(seconds), **around})
    click.echo(f"  {seconds:.0f} s, kept in {path}")


if __name__ == "__main__":
    main()
