"""Build and query times of an engine over synthetic Korean-like documents: ``python -m benchmarks.engines --help``."""

from __future__ import annotations

import random
import resource
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import click

from app import registry
from app.engine.base import Engine, EngineDocument, EngineQuery, Field, View
from app.models import Article

WORDS = 15_000
SYLLABLES = 900


def _views(words: list[str]) -> dict[View, list[str]]:
    text = "".join(words)
    jamo = unicodedata.normalize("NFD", text)
    return {
        "morph": words,
        "bigram": [text[i : i + 2] for i in range(len(text) - 1)],
        "jamo": [jamo[i : i + 4] for i in range(len(jamo) - 3)],
    }


class Synthetic:
    """Words of one to four syllables, drawn with Zipf-like frequencies: as repetitive as prose, but no text."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        syllables = [chr(0xAC00 + self.random.randrange(11_172)) for _ in range(SYLLABLES)]
        weights = [1 / (rank + 3) ** 0.8 for rank in range(SYLLABLES)]
        lengths = self.random.choices((1, 2, 3, 4), (1, 3, 2, 1), k=WORDS)
        self.words = ["".join(self.random.choices(syllables, weights, k=length)) for length in lengths]
        self.weights = [1 / (rank + 2) ** 0.95 for rank in range(WORDS)]

    def draw(self, count: int) -> list[str]:
        return self.random.choices(self.words, self.weights, k=count)

    def documents(self, count: int, characters: int) -> Iterator[EngineDocument]:
        for number in range(count):
            groups = {
                "title": self.draw(7),
                "questions": self.draw(20),
                "body": self.draw(int(characters / 3.4 * self.random.uniform(0.4, 1.6))),
            }
            terms = {
                Field(view, group): (words,)  # type: ignore[arg-type]
                for group, text in groups.items()
                for view, words in _views(text).items()
            }
            topic = f"c{number % 4}/s{number % 12}/t{number % 60}"
            article = Article(
                f"a{number}",
                " ".join(groups["title"]),
                " ".join(groups["body"]),
                topic,
                ("가", "나", "다"),
                "s",
                date.today(),
            )
            yield EngineDocument(article, terms, (topic.split("/")[0], topic.rpartition("/")[0], topic))

    def query(self) -> EngineQuery:
        views = _views(self.draw(6))
        limits: dict[View, int] = {"morph": 6, "bigram": 15, "jamo": 30}
        return EngineQuery({view: dict.fromkeys(islice(views[view], limits[view]), 1.0) for view in views})


@click.command()
@click.option("--engine", "name", default="whoosh", type=click.Choice(list(registry.ENGINES)))
@click.option("--documents", "count", default=2_700)
@click.option("--characters", default=800)
@click.option("--queries", default=500)
def main(name: str, count: int, characters: int, queries: int) -> None:
    engine: Engine = registry.load(registry.ENGINES, name, setting="--engine")()
    synthetic = Synthetic(seed=1)
    documents = list(synthetic.documents(count, characters))
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        started = perf_counter()
        engine.build(documents, directory)
        size = sum(path.stat().st_size for path in directory.iterdir())
        print(f"build  {perf_counter() - started:6.1f} s, {size / 2**20:.0f} MiB")
        documents.clear()
        started = perf_counter()
        reader = engine.open(directory)
        print(f"open   {1e3 * (perf_counter() - started):6.1f} ms")
        asked = [synthetic.query() for _ in range(queries)]
        for label in ("cold", "warm"):
            times = []
            for query in asked:
                started = perf_counter()
                reader.retrieve(query)
                times.append(1e3 * (perf_counter() - started))
            percentiles = quantiles(times, n=100)
            print(f"{label}   first {times[0]:.2f} ms, p50 {percentiles[49]:.2f} ms, p99 {percentiles[98]:.2f} ms")
        reader.close()
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MiB at most")


if __name__ == "__main__":
    main()
