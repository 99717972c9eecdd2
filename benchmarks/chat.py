"""What the chat makes of single questions, answerable and not: ``python -m benchmarks.chat``."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import click

from app.chat.models import Context, Message
from app.config import load_settings
from app.evaluation.beir import read_set
from app.evaluation.room import Room, open_room
from app.paths import FAQ_DATA

SETS = ("sample", "services", "market")
COLUMNS = ("answered right", "answered wrong", "offered right", "offered wrong", "refused")


def tally(room: Room) -> tuple[Counter[str], Counter[str]]:
    """What became of the answerable questions, by COLUMNS, and of the others, by outcome."""
    answerable: Counter[str] = Counter()
    others: Counter[str] = Counter()
    known = room.evaluation_set
    for topic in known.topics:
        reply = room.services.dialogue.take(Message(topic.text), Context()).reply
        relevant = known.relevant(topic)
        if not relevant:
            others[reply.outcome] += 1
            continue
        right = bool({known.question_of(source.id) for source in reply.sources} & relevant.keys())
        verb = {"answered": "answered", "clarify": "offered"}.get(reply.outcome)
        answerable[f"{verb} {'right' if right else 'wrong'}" if verb else "refused"] += 1
    return answerable, others


@click.command()
def main() -> None:
    """Ask every question of the sets and print what became of it, as shares."""
    click.echo("| | " + " | ".join((*COLUMNS, "not answerable, answered", "asked back", "refused")) + " |")
    click.echo("|---" * 9 + "|")
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            room = open_room(read_set(FAQ_DATA / "evaluation" / name), load_settings(), Path(folder) / "room")
            try:
                answerable, others = tally(room)
            finally:
                room.close()
        cells = [answerable[column] / answerable.total() for column in COLUMNS]
        cells += [others[outcome] / max(others.total(), 1) for outcome in ("answered", "clarify")]
        cells.append((others["abstained"] + others["handover"]) / max(others.total(), 1))
        click.echo(f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
