"""Whether OpenSearch gives what the embedded engine does, and how late: ``python -m benchmarks.opensearch --help``.

Both are asked in turn, through the whole search and by themselves, so that the figures of one run can be compared.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import click

from app.config import load_settings
from app.evaluation.beir import read_set
from app.evaluation.room import open_room
from app.models import Query
from app.search.service import SearchService
from app.services import Services
from benchmarks.search import articles, write_set

TOP = 10
SEED = 20261129


@dataclass(slots=True)
class Agreement:
    """``overlaps`` are the shares of the first ten results that both have, one a query that finds anything."""

    asked: int = 0
    other_sets: list[str] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)
    milliseconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    @property
    def overlap(self) -> float:
        return sum(self.overlaps) / max(len(self.overlaps), 1)


def compare(one: SearchService, other: SearchService, texts: Sequence[str]) -> Agreement:
    """Ask both for each of ``texts``: every document that matches, then the first results as a page shows them."""
    found = Agreement()
    for number, text in enumerate(texts):
        query = Query(text=text, per_page=TOP)
        matched = [
            [frozenset(each.candidates.ids_of()) for each in service.readings(query)] for service in (one, other)
        ]
        found.asked += 1
        if matched[0] != matched[1]:
            found.other_sets.append(text)
        pages: list[set[str]] = [set(), set()]
        # In turn the first to be asked, as the second finds the processor's caches warm.
        for which in (0, 1) if number % 2 else (1, 0):
            started = perf_counter()
            pages[which] = {hit.article.id for hit in (one, other)[which].search(query).hits}
            found.milliseconds[which].append(1e3 * (perf_counter() - started))
        if most := max(map(len, pages)):
            found.overlaps.append(len(pages[0] & pages[1]) / most)
    return found


def random_queries(texts: Sequence[str], count: int, seed: int = SEED) -> list[str]:
    """One to six words of ``texts``, here and there one with two letters changed for each other or another's end."""
    chance = random.Random(seed)
    words = sorted({word for text in texts for word in re.findall(r"\w{2,}", text)})
    queries = []
    for _ in range(count):
        drawn = chance.choices(words, k=chance.randint(1, 6))
        if chance.random() < 0.3:
            at, letters = chance.randrange(len(drawn)), list(drawn[0])
            chance.shuffle(letters)
            drawn[at] = "".join(letters)
        queries.append((" " if chance.random() < 0.8 else "").join(drawn)[:300])
    return queries


def _percentiles(times: Sequence[float]) -> str:
    cuts = quantiles(times, n=100)
    return f"p50 {cuts[49]:6.2f} ms  p95 {cuts[94]:6.2f} ms  p99 {cuts[98]:6.2f} ms"


def _report(name: str, found: Agreement) -> None:
    click.echo(
        f"{name}: {found.asked} queries, {len(found.other_sets)} with other matched sets, "
        f"mean overlap of the first {TOP}: {found.overlap:.4f}"
    )
    for label, times in zip(("embedded", "opensearch"), found.milliseconds, strict=True):
        click.echo(f"  whole search, {label:10}  {_percentiles(times)}")


def _retrieval(both: Sequence[Services], texts: Sequence[str]) -> None:
    """Both engines by themselves, with the same parsed queries."""
    with both[0].generations.current() as embedded, both[1].generations.current() as shared:
        readers = (embedded.reader, shared.reader)
        times: tuple[list[float], list[float]] = ([], [])
        for number, text in enumerate(texts):
            query = both[0].search.readings(Query(text=text))[0].parsed.engine_query
            for which in (0, 1) if number % 2 else (1, 0):
                started = perf_counter()
                readers[which].retrieve(query)
                times[which].append(1e3 * (perf_counter() - started))
    for label, measured in zip(("embedded", "opensearch"), times, strict=True):
        click.echo(f"retrieve alone, {label:10}  {_percentiles(measured)}")


@click.command()
@click.option("--url", required=True, help="As BARODAP_OPENSEARCH_URL.")
@click.option("--articles", "count", default=2_700, show_default=True)
@click.option("--random", "drawn", default=1_000, show_default=True, help="Random queries.")
def main(url: str, count: int, drawn: int) -> None:
    """Publish a collection with both engines and ask both the queries of the evaluation sets and random ones."""
    embedded = load_settings()
    shared = load_settings(engine="opensearch", opensearch_url=url, opensearch_timeout=20)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "set"
        asked = write_set(given, count)
        rooms = [
            open_room(read_set(given), settings, Path(folder) / settings.engine) for settings in (embedded, shared)
        ]
        try:
            for room in rooms:
                click.echo(
                    f"{room.services.settings.engine}: {count} articles published in {room.publish_seconds:.1f} s"
                )
            services = [room.services.search for room in rooms]
            compare(services[0], services[1], asked[:200])  # warms both up
            _report("evaluation sets", compare(services[0], services[1], asked))
            drawn_queries = random_queries([str(row["text"]) for row in articles(count)], drawn)
            _report("random", compare(services[0], services[1], drawn_queries))
            _retrieval([room.services for room in rooms], asked)
        finally:
            for room in rooms:
                room.close()


if __name__ == "__main__":
    main()
