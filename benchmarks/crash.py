"""Kills publishers at random moments while readers search: ``python -m benchmarks.crash --rounds 200``.

Every generation holds a number of documents that follows from its version, and each document names that version; so
a reader can tell a result that is not wholly of one generation. Exits with 1 when anything was wrong.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Iterator
from ctypes import c_int
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import get_args

import click

from app import registry
from app.engine.base import EngineDocument, EngineQuery, Field
from app.errors import BarodapError
from app.models import Article, Category
from app.publishing import layout
from app.publishing.generation import OpenGeneration, load_engine
from app.publishing.generations import Generations
from app.publishing.publisher import Publisher, Step

FINGERPRINT = "crash"
STEPS: tuple[Step, ...] = get_args(Step)


def size_of(version: int) -> int:
    return 20 + version % 13


def documents(version: int) -> Iterator[EngineDocument]:
    for number in range(size_of(version)):
        title, body = f"{version}판", f"{version}판 {number}번 문서"
        article = Article(f"문서-{number}", title, body, "가/나", ("가", "나"), "문서", date(2026, 1, 1), views=version)
        terms = {Field("morph", "title"): [("공통", title)], Field("morph", "body"): [(f"{number}번", *body)]}
        yield EngineDocument(article, terms, ("가", "가/나"))


def publish(index_dir: Path, engine: str, version: int, step: c_int | None = None) -> None:
    def note(now: Step, _: int) -> None:
        if step is not None:
            step.value = STEPS.index(now)

    Publisher(index_dir, engine, load_engine(engine)).publish(
        documents(version),
        [Category("가", ("가",)), Category("가/나", ("가", "나"), description=str(version))],
        analyzer_fingerprint=FINGERPRINT,
        content_digest=str(version),
        canaries=[(EngineQuery({"morph": {f"{version}판": 1.0}}), "문서-0")],
        progress=note,
    )


def publish_forever(index_dir: Path, engine: str, first: int, step: c_int, ready: Event) -> None:
    ready.set()
    for version in count(first):
        publish(index_dir, engine, version, step)


def faults_of(generation: OpenGeneration) -> Iterator[str]:
    """What is wrong with the answers of ``generation``; nothing, when all are wholly of one version."""
    version = int(generation.manifest.content_digest)
    if generation.degraded:
        yield f"degraded: {generation.degraded}"
    if generation.categories[1].description != str(version):
        yield "categories of another version"
    for query in (EngineQuery(), EngineQuery({"morph": {"공통": 1.0}}, frozenset({"가"}))):
        found = generation.reader.retrieve(query)
        versions = set(found.columns.views[found.rows].tolist())
        if len(found) != size_of(version) or versions != {version}:
            yield f"{len(found)} of {size_of(version)} documents, versions {versions}"
        articles = generation.reader.get(found.ids_of())
        if {article.title for article in articles} != {f"{version}판"} or len(articles) != size_of(version):
            yield "articles of another version"


@dataclass
class Searches:
    """What a reader process saw."""

    answers: int = 0
    generations: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def search(self, generations: Generations, stop: Event) -> None:
        parent = multiprocessing.parent_process()
        while not stop.is_set() and parent is not None and parent.is_alive():
            try:
                with generations.current() as generation:
                    self.faults.extend(faults_of(generation))
                    self.generations.add(generation.name)
            except BarodapError as error:
                self.faults.append(str(error))
            except Exception as error:  # noqa: BLE001 - whatever it is, the report must tell of it
                self.faults.append(repr(error))
            self.answers += 1
            sleep(0.005)


def read_forever(index_dir: Path, stop: Event, report: Connection) -> None:
    generations, searches = Generations(index_dir, analyzer_fingerprint=FINGERPRINT), Searches()
    threads = [Thread(target=searches.search, args=(generations, stop)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    generations.close()
    report.send(searches)


@dataclass
class Figures:
    """``kills`` counts by the step that was begun last."""

    rounds: int
    engine: str
    published: int = 0
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STEPS, 0))
    answers: int = 0
    generations_read: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(rounds: int, engine: str, seed: int) -> Figures:
    figures, chance, started = Figures(rounds, engine), random.Random(seed), perf_counter()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.engine.whoosh", "app.publishing.generations", "app.publishing.publisher"])
    with tempfile.TemporaryDirectory() as folder:
        index_dir = Path(folder) / "index"
        begun = perf_counter()
        publish(index_dir, engine, 1)
        longest = 4 * (perf_counter() - begun)  # the readers to come slow publishing down
        stop, reports = context.Event(), []
        readers = []
        for _ in range(2):
            receiving, sending = context.Pipe(duplex=False)
            readers.append(context.Process(target=read_forever, args=(index_dir, stop, sending)))
            readers[-1].start()
            reports.append(receiving)
        versions = {1}
        for number in range(1, rounds + 1):
            # Without a lock, which a killed publisher would hold for ever.
            step, ready = context.Value("i", 0, lock=False), context.Event()
            arguments = (index_dir, engine, 1000 * number, step, ready)
            publisher = context.Process(target=publish_forever, args=arguments)
            publisher.start()
            ready.wait()
            sleep(chance.uniform(0, longest))
            publisher.kill()
            publisher.join()
            figures.kills[STEPS[step.value]] += 1
            fresh = Generations(index_dir, analyzer_fingerprint=FINGERPRINT)
            with fresh.current() as generation:
                figures.faults.extend(faults_of(generation))
                versions.add(int(generation.manifest.content_digest))
            fresh.close()
        publish(index_dir, engine, 1000 * (rounds + 1))
        if list(index_dir.glob(f"{layout.TEMPORARY}*")) or len(layout.generations(index_dir)) > 2:
            figures.faults.append(f"left behind: {sorted(path.name for path in index_dir.iterdir())}")
        figures.published = len(versions)
        stop.set()
        for report in reports:
            searches: Searches = report.recv()
            figures.answers += searches.answers
            figures.generations_read = max(figures.generations_read, len(searches.generations))
            figures.faults.extend(searches.faults)
        for reader in readers:
            reader.join()
    figures.seconds = round(perf_counter() - started, 1)
    return figures


@click.command()
@click.option("--rounds", default=200)
@click.option("--engine", default="whoosh", type=click.Choice(list(registry.ENGINES)))
@click.option("--seed", default=1)
def main(rounds: int, engine: str, seed: int) -> None:
    figures = run(rounds, engine, seed)
    print(json.dumps(asdict(figures), ensure_ascii=False))
    sys.exit(bool(figures.faults))


if __name__ == "__main__":
    main()
