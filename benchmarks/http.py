"""What an answer over HTTP costs beside one that says nothing: ``python -m benchmarks.http --help``.

One server as ``barodap serve`` runs it, over the sample. It is asked by turns for an empty view of the same
application and for searches or suggestions, of one kind after the other. Ratios are of neighbouring turns, the figures
shown medians of all.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

import click

from app.cli.serve import gunicorn
from app.config import load_settings
from app.paths import FAQ_DATA
from app.services import build_services
from app.startup import prepare
from benchmarks.http_app import NOTHING
from benchmarks.load import Rate, hammer
from tests.live_server import free_port, log_of, wait_until_ready

SEED = 20_261_129
ENDINGS = ("", "?", "!", ".", "..", "~", "??", "!!", " ?", "…", "^^", ";;")
"""What people put behind a question. It changes no word of it, and no process has kept the answer."""
DRAWN = 4_000
TYPED = 12
"""Letters after which a person who types has chosen."""


def profiles() -> Mapping[str, Sequence[str]]:
    """Paths by what they are examples of, in the order in which they are asked."""
    chance = Random(SEED)
    lines = (FAQ_DATA / "evaluation" / "sample" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts: list[str] = [json.loads(line)["text"] for line in lines]
    chance.shuffle(texts)
    different = [text + ending for text in texts for ending in ENDINGS]
    chance.shuffle(different)
    drawn = chance.choices(texts, [1 / rank for rank in range(1, len(texts) + 1)], k=DRAWN)
    return {
        "search, all different": [f"/api/v1/search?q={quote(text)}" for text in different],
        "search, Zipf-like": [f"/api/v1/search?q={quote(text)}" for text in drawn],
        "suggest, all different": [
            f"/api/v1/suggest?q={quote(typed)}" for text in different for typed in _typing(text)
        ],
        "suggest, Zipf-like": [f"/api/v1/suggest?q={quote(typed)}" for text in drawn for typed in _typing(text)],
    }


def _typing(text: str) -> Iterator[str]:
    return (text[:end] for end in range(1, min(len(text), TYPED) + 1))


@contextmanager
def server(folder: Path, workers: int) -> Iterator[tuple[int, int]]:
    """The port and the master's process id of a server with the empty view."""
    settings = load_settings(database_url=f"sqlite:///{folder / 'barodap.db'}", index_dir=folder / "index")
    services = build_services(settings)
    prepare(services)
    services.database.close()
    port = free_port()
    command = gunicorn("127.0.0.1", port, workers, "INFO", "benchmarks.http_app:create_app()")
    command += ["--max-requests", "0"]  # Nobody's worker is to be made anew in the middle.
    environment = {
        **os.environ,
        "BARODAP_DATABASE_URL": settings.database_url,
        "BARODAP_INDEX_DIR": str(settings.index_dir),
    }
    with log_of(folder).open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until_ready(process, port, folder)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=3.0, show_default=True, help="For which each kind is asked in a round.")
@click.option("--warming", default=20.0, show_default=True, help="Seconds for which each kind is asked beforehand.")
@click.option("--workers", default=2, show_default=True)
def main(rounds: int, seconds: float, warming: float, workers: int) -> None:
    kinds = profiles()
    measured: dict[str, list[tuple[Rate, Rate]]] = {name: [] for name in kinds}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), workers) as (port, master):
        for name, paths in kinds.items():
            hammer(port, paths, warming, master)
            for _ in range(rounds):
                nothing = hammer(port, [NOTHING] * len(paths), seconds, master)
                measured[name].append((nothing, hammer(port, paths, seconds, master)))
    empty = [nothing for pairs in measured.values() for nothing, _ in pairs]
    _line("", "answers/s", "of nothing", "CPU ms each", "of nothing")
    _line("nothing", _shown(rate.a_second for rate in empty), "", _shown((rate.cpu_ms for rate in empty), 2), "")
    for name, pairs in measured.items():
        _line(
            name,
            _shown(rate.a_second for _, rate in pairs),
            _shown((rate.a_second / nothing.a_second for nothing, rate in pairs), 2),
            _shown((rate.cpu_ms for _, rate in pairs), 2),
            _shown((nothing.cpu_ms / rate.cpu_ms for nothing, rate in pairs), 2),
        )


def _shown(values: Iterator[float], digits: int = 0) -> str:
    return f"{median(values):.{digits}f}"


def _line(name: str, *columns: str) -> None:
    click.echo(f"{name:<24}" + "".join(f"{column:>14}" for column in columns))


if __name__ == "__main__":
    main()
