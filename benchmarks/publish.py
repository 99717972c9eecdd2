"""What publishing, starting and serving cost: ``python -m benchmarks.publish --help``."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import compileall
import resource
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import click

import app
from app.config import load_settings
from app.content.importers.beir import BeirImporter
from app.content.importing import import_articles
from app.search.indexing import publish_index
from app.services import Services, build_services
from app.storage.schema import upgrade
from benchmarks.search import QUESTIONS, SETS, _rows, _write, articles
from tests.live_server import live_process

SEARCHES = 500
WORKERS = 2
_MIB = 1024
_START = """
import sys, time
begun = time.perf_counter()
from app import create_app
client = create_app().test_client()
assert client.get("/api/v1/search?q=환불").status_code == 200
print(time.perf_counter() - begun)
"""


class Cost(NamedTuple):
    """Seconds by the clock, and of the processors by this process."""

    wall: float
    cpu: float


def measured(work: Callable[[], object]) -> Cost:
    begun, used = perf_counter(), _cpu()
    work()
    return Cost(perf_counter() - begun, _cpu() - used)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def imported(services: Services, folder: Path, rows: Iterator[dict[str, object]]) -> None:
    """Put ``rows`` into the database."""
    folder.mkdir(exist_ok=True)
    _write(folder / "corpus.jsonl", rows)
    import_articles(services.database, BeirImporter(), folder)


def edited(count: int) -> Iterator[dict[str, object]]:
    """The article in the middle, with a sentence more."""
    row = list(articles(count))[count // 2]
    yield {**row, "text": f"{row['text']}\n\n새로 바뀐 규정은 다음 달부터 적용해요."}


def starts(environment: dict[str, str], rounds: int) -> list[float]:
    """Seconds of new processes from their first import to the answer of a first search, fewest first.

    None of them compiles the program, as none of an installation does.
    """
    compileall.compile_dir(str(Path(app.__file__).parent), quiet=1)
    command = [sys.executable, "-c", _START]
    run = [subprocess.run(command, env=environment, check=True, capture_output=True, text=True) for _ in range(rounds)]
    return sorted(float(each.stdout) for each in run)


def memory(folder: Path) -> list[dict[str, int]]:
    """RSS, PSS and private memory, in MiB, of each worker of a real server after SEARCHES searches."""
    asked = [row["text"] for name in QUESTIONS for row in _rows(SETS / name / "queries.jsonl")][:SEARCHES]
    with live_process(folder, workers=str(WORKERS)) as (process, address):
        for text in asked:
            urllib.request.urlopen(f"{address}/api/v1/search?q={urllib.parse.quote(text)}").read()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
        return [_rollup(child) for child in children]


def _rollup(pid: str) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    sizes = {name: int(rest.split()[0]) // _MIB for name, _, rest in (line.partition(":") for line in lines)}
    return {"rss": sizes["Rss"], "pss": sizes["Pss"], "private": sizes["Private_Clean"] + sizes["Private_Dirty"]}


@contextmanager
def collection(count: int, folder: Path) -> Iterator[Services]:
    """An installation in ``folder`` with ``count`` articles, not published yet."""
    places: dict[str, object] = {
        "database_url": f"sqlite:///{folder / 'barodap.db'}",
        "index_dir": folder / "index",
    }
    services = build_services(load_settings().model_copy(update=places))
    try:
        upgrade(services.database)
        imported(services, folder / "all", articles(count))
        yield services
    finally:
        services.generations.close()
        services.database.close()


def report(count: int, rounds: int, folder: Path) -> None:
    """Publish ``count`` articles in the empty ``folder`` and say what everything costs."""
    with collection(count, folder) as services:
        settings, stored, analyzer = services.settings, services.articles, services.analyzer
        cold = measured(lambda: publish_index(settings, stored, analyzer, fresh=True))
        again = measured(lambda: publish_index(settings, stored, analyzer))
        imported(services, folder / "one", edited(count))
        edit = measured(lambda: publish_index(settings, stored, analyzer))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB
    click.echo(f"{count} articles, {os.cpu_count()} processors, peak memory of publishing so far {peak} MiB")
    for name, cost in (("cold", cold), ("nothing edited", again), ("one edited", edit)):
        share = f"{cost.cpu / cold.cpu:.2f} of cold"
        click.echo(f"  publish, {name}: {cost.wall:.1f} s, {cost.cpu:.1f} s of processors, {share}")
    environment = {
        **os.environ,
        "BARODAP_DATABASE_URL": settings.database_url,
        "BARODAP_INDEX_DIR": str(settings.index_dir),
    }
    click.echo(f"  start to first answer: {starts(environment, rounds)[rounds // 2]:.2f} s")
    for worker in memory(folder):
        click.echo("  worker after searches: " + ", ".join(f"{name} {size} MiB" for name, size in worker.items()))


@click.command()
@click.option("--articles", "counts", multiple=True, default=(2_700,), show_default=True, type=int)
@click.option("--rounds", default=3, show_default=True, help="Starts that are measured; the median is shown.")
def main(counts: Sequence[int], rounds: int) -> None:
    """Publish collections cold, again and after one edit; start new processes; weigh the workers of a server."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            report(count, rounds, Path(folder))


if __name__ == "__main__":
    main()
