from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.engine import retrieval, summing
from app.engine.base import FIELDS, VIEWS, EngineDocument, EngineQuery
from app.engine.memory import MemoryEngine
from app.engine.retrieval import PostingsReader
from tests.contracts.engine import document

DOCUMENTS = 3_000
LIMIT = 40


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PostingsReader:
    """Words by Zipf's law, so that lists are of very different lengths."""
    chosen = random.Random(5)
    words = [f"말{rank}" for rank in range(400)]
    weights = [1 / (rank + 1) for rank in range(400)]

    def written(number: int) -> EngineDocument:
        texts = {field: [chosen.choices(words, weights, k=chosen.randint(1, 9))] for field in FIELDS}
        return replace(document(f"{number:04}"), passages=texts, categories=(f"c{number % 3}",))

    folder: Path = tmp_path_factory.mktemp("many")
    MemoryEngine().build(map(written, range(DOCUMENTS)), folder)
    return MemoryEngine().open(folder)


def queries() -> list[EngineQuery]:
    chosen = random.Random(6)
    found = []
    for _ in range(60):
        typed = {f"말{chosen.randint(0, 399)}": 1.0 for _ in range(chosen.randint(1, 6))} | {"말0": 1.0, "말1": 0.5}
        wider = typed | {f"말{chosen.randint(0, 399)}": 0.7, "없는말": 0.4}
        terms, others = (dict.fromkeys(VIEWS, words) for words in (typed, wider))
        allowed = chosen.choice([frozenset[str](), frozenset({"c1"})])
        found.append(EngineQuery(terms, allowed, limit=LIMIT, alternatives=(others,)))
    return found


def test_looks_at_few_documents_and_finds_the_same(reader: PostingsReader, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    coverage = summing.coverage

    def watched(*given: object) -> object:
        looked_at.append(len(given[3]))  # type: ignore[arg-type]
        return coverage(*given)  # type: ignore[arg-type]

    everything = [reader.retrieve(query) for query in queries()]
    monkeypatch.setattr(retrieval, "WORTH", 0)
    monkeypatch.setattr(retrieval, "coverage", watched)
    for query, whole in zip(queries(), everything, strict=True):
        found = reader.retrieve(query)
        assert sorted(found.ids_of()) == sorted(whole.ids_of())
        places, others = np.argsort(found.rows), np.argsort(whole.rows)
        for match, other in zip(found.matches, whole.matches, strict=True):
            assert np.allclose(match.by_field[:, places], other.by_field[:, others])
            assert np.allclose(match.by_view[:, places], other.by_view[:, others])
    assert np.mean(looked_at) < DOCUMENTS / 4
