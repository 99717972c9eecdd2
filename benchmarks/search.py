"""How long the whole search takes, from text to marked results: ``python -m benchmarks.search --help``."""

from __future__ import annotations

import json
import random
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import click

from app.config import load_settings
from app.evaluation.beir import read_set
from app.evaluation.room import open_room
from app.paths import FAQ_DATA

SETS = FAQ_DATA / "evaluation"
CORPORA = ("market", "services", "intents", "passages")
QUESTIONS = ("market", "services", "sample")
SEED = 20261129


def articles(count: int) -> Iterator[dict[str, object]]:
    """The articles of the evaluation sets; when those run out, each again with its text's end from any other one.

    Drawn with a fixed seed: the same for everybody, and each next to never the same as one before.
    """
    given = [row for name in CORPORA for row in _rows(SETS / name / "corpus.jsonl")]
    chance = random.Random(SEED)
    for number in range(count):
        row, other = given[number % len(given)], chance.choice(given)
        half, end = len(row["text"]) // 2, other["text"][len(other["text"]) // 2 :]
        text = row["text"] if number < len(given) else row["text"][:half] + "\n\n" + end
        yield {**row, "_id": f"a{number}", "text": text}


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_set(folder: Path, count: int) -> list[str]:
    """Make ``folder`` a set of ``count`` articles and the queries of the evaluation sets, which it returns."""
    (folder / "qrels").mkdir(parents=True)
    _write(folder / "corpus.jsonl", articles(count))
    asked = [row["text"] for name in QUESTIONS for row in _rows(SETS / name / "queries.jsonl")]
    _write(folder / "queries.jsonl", ({"_id": str(number), "text": text} for number, text in enumerate(asked)))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n0\ta0\t1\n", encoding="utf-8")
    return asked


def _write(path: Path, rows: Iterator[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@click.command()
@click.option("--articles", "count", default=2_700, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Each round asks all queries; the first warms up.")
def main(count: int, rounds: int) -> None:
    """Publish a collection with the settings of the environment and ask it the queries of the evaluation sets."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "set"
        asked = write_set(given, count)
        room = open_room(read_set(given), load_settings(), Path(folder) / "room")
        try:
            click.echo(f"{count} articles published in {room.publish_seconds:.1f} s, {len(asked)} queries a round")
            for number in range(rounds):
                cuts = quantiles([room.search(text).took_ms for text in asked], n=100)
                click.echo(f"round {number}: p50 {cuts[49]:.1f} ms  p95 {cuts[94]:.1f} ms  p99 {cuts[98]:.1f} ms")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            click.echo(f"peak memory of the process: {peak:.0f} MiB")
        finally:
            room.close()


if __name__ == "__main__":
    main()
