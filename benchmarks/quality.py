"""How well search finds what the evaluation sets ask for: ``python -m benchmarks.quality`` rewrites the record.

The record, ``figures.json`` beside the sets, is what the tests hold the search to and what the documents show.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from app.config import load_settings
from app.evaluation.beir import read_set
from app.evaluation.room import open_room
from app.evaluation.runner import Report, evaluate
from app.evaluation.sets import EvaluationSet
from app.models import Query
from app.paths import FAQ_DATA
from app.search.service import SearchService

SETS = FAQ_DATA / "evaluation"
NAMES = ("sample", "services", "market", "intents", "passages")
RECORD = SETS / "figures.json"
DIGITS = 3

DEPTH = 5
"""Results that are asked for: as many as the figures look at."""

Figures = Mapping[str, Mapping[str, float]]
"""By kind and in all (``all``) the queries and success@1/5; ``refused`` and ``misanswered`` in all."""


def figures(name: str) -> Figures:
    """Publish the set called ``name`` with the settings of the environment and ask it everything."""
    with tempfile.TemporaryDirectory() as folder:
        room = open_room(read_set(SETS / name), load_settings(), Path(folder) / "room")
        try:
            return measured(room.evaluation_set, room.services.search)
        finally:
            room.close()


def measured(evaluation_set: EvaluationSet, search: SearchService) -> Figures:
    """Ask ``search`` everything. The set must know the collection that is searched, see ``EvaluationSet.over``."""
    return _of(evaluate(evaluation_set, lambda text: search.search(Query(text, per_page=DEPTH)), warm_up=0))


def _of(report: Report) -> Figures:
    rows = {**report.kinds, "all": report.overall}
    found: dict[str, dict[str, float]] = {
        kind: {
            "queries": scores.queries,
            **{f"success@{depth}": round(scores.values[f"success@{depth}"], DIGITS) for depth in (1, DEPTH)},
        }
        for kind, scores in rows.items()
    }
    found["all"]["refused"] = round(report.refused, DIGITS)
    if any(not answer.answerable for answer in report.answers):
        found["all"]["misanswered"] = round(report.misanswered, DIGITS)
    return found


def table(record: Mapping[str, Figures]) -> str:
    """``record`` in Markdown: a row a kind, a column a set, success@1 / success@5."""
    kinds = list(dict.fromkeys(kind for found in record.values() for kind in found if kind != "all"))
    lines = ["| | " + " | ".join(record) + " |", "|---" * (1 + len(record)) + "|"]
    for kind in (*kinds, "all"):
        cells = [
            f"{found[kind]['success@1']:.3f} / {found[kind]['success@5']:.3f}" if kind in found else ""
            for found in record.values()
        ]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    for share, label in (("refused", "answerable, refused"), ("misanswered", "not answerable, answered")):
        cells = [f"{found['all'][share]:.3f}" if share in found["all"] else "" for found in record.values()]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


@click.command()
def main() -> None:
    """Measure every set, write the record, print it as a table."""
    record = {name: figures(name) for name in NAMES}
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(table(record))


if __name__ == "__main__":
    main()
