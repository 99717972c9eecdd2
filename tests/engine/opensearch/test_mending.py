"""An index that is made of the one before."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.engine.base import EngineDocument, EngineQuery
from app.engine.opensearch.engine import OpenSearchEngine
from app.engine.opensearch.index import Index
from app.publishing.generation import load_engine
from tests.contracts.engine.documents import document, ids, morph

COUNT = 300


def lived_in(seed: int = 1) -> list[EngineDocument]:
    chance = random.Random(seed)
    return [
        document(
            f"{number:03}",
            title=chance.choices(["앞", "뒤", "옆"], k=3),
            questions=[[chance.choice(["앞", "위"]), f"물음{number % 7}"]],
            body=chance.choices([f"말{each}" for each in range(40)], k=20),
        )
        for number in range(COUNT)
    ]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done to documents, in order."""
    told: list[str] = []
    fill = Index.fill

    def noted(index: Index, lines: Iterable[str]) -> None:
        kept = list(lines)
        told.extend(next(iter(json.loads(line.partition("\n")[0]))) for line in kept)
        fill(index, kept)

    monkeypatch.setattr(Index, "fill", noted)
    return told


@pytest.fixture
def build(opensearch_engine: OpenSearchEngine, tmp_path: Path) -> Callable[..., Path]:
    def build(
        name: str,
        documents: Sequence[EngineDocument],
        before: Path | None = None,
        engine: OpenSearchEngine | None = None,
    ) -> Path:
        directory = tmp_path / name / "engine"
        directory.mkdir(parents=True)
        (engine or opensearch_engine).build(documents, directory, before)
        return directory

    return build


def test_only_what_changed_is_sent_and_all_is_found(
    build: Callable[..., Path], opensearch_engine: OpenSearchEngine, sent: list[str], tmp_path: Path
) -> None:
    before = lived_in()
    first = build("first", before)
    old = opensearch_engine.open(first)
    sent.clear()
    # In front, where every row after it moves; one less, one other, one read more often.
    edited = replace(before[200], passages=document("200", title=["앞", "앞", "새말"], body=["말1"] * 20).passages)
    read = replace(before[5], article=replace(before[5].article, views=7_000))
    new = document("000-새", title=["새말", "뒤", "뒤"], body=["말2"] * 20)
    after = [new, *before[:5], read, *before[6:200], edited, *before[201:250], *before[251:]]
    second = build("second", after, first)
    assert sorted(sent) == ["delete", "index", "index"]
    rest = [each for each in after if each.article.id != "001"]
    third = build("third", rest, second)
    assert len(sent) == 4
    for directory, documents in ((second, after), (third, rest)):
        embedded = tmp_path / f"memory-{directory.parent.name}"
        embedded.mkdir()
        memory = load_engine("memory")
        memory.build(documents, embedded)
        exact, mended = memory.open(embedded), opensearch_engine.open(directory)
        for query in (morph("새말"), morph("앞", "말1"), morph("물음3", "뒤"), EngineQuery()):
            expected, found = exact.retrieve(query), mended.retrieve(query)
            assert dict(zip(found.ids_of(), found.rows, strict=True)) == dict(
                zip(expected.ids_of(), expected.rows, strict=True)
            )
            for field, column in expected.matches[0].scores.items():
                ours = dict(zip(found.ids_of(), found.matches[0].scores[field], strict=True))
                theirs = dict(zip(expected.ids_of(), column, strict=True))
                assert ours == pytest.approx(theirs, rel=1e-4)
        wanted = [each.article.id for each in documents]
        assert mended.get(wanted) == exact.get(wanted)
    assert ids(old.retrieve(morph("새말"))) == set()
    assert len(old.retrieve(EngineQuery())) == COUNT


def test_what_cannot_be_mended_is_made_anew(build: Callable[..., Path], settings: Settings, sent: list[str]) -> None:
    before = lived_in()
    first = build("first", before)
    longer = [replace(before[0], passages=document("000", title=["앞"] * 3, body=["말1"] * 200).passages), *before[1:]]
    moved = [*(replace(each, categories=("다른",)) for each in before[:70]), *before[70:]]
    sharded = OpenSearchEngine(settings.model_copy(update={"opensearch_shards": 2}))

    def is_made_anew(name: str, documents: list[EngineDocument], engine: OpenSearchEngine | None = None) -> None:
        sent.clear()
        made = build(name, documents, first, engine)
        assert sent == ["index"] * COUNT
        assert len(OpenSearchEngine(settings).open(made).retrieve(morph("말1"))) > 0

    is_made_anew("drifted", longer)
    is_made_anew("moved", moved)
    is_made_anew("sharded", before, sharded)
    OpenSearchEngine(settings).discard(first)
    is_made_anew("gone", before)
