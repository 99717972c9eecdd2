from __future__ import annotations

import gc
import random
from pathlib import Path
from weakref import ref

import pytest

from app.engine.base import Engine
from app.engine.memory import MemoryEngine
from app.engine.whoosh import WhooshEngine
from app.garbage import left_alone
from tests.contracts.engine import EngineContract
from tests.contracts.engine.documents import random_documents, random_query, snapshot


class TestWhooshEngine(EngineContract):
    score_error = 2e-7

    @pytest.fixture
    def engine(self) -> Engine:
        return WhooshEngine()


def test_a_reader_is_let_go_without_a_search_for_garbage(tmp_path: Path) -> None:
    """Or its files would stay mapped, and on the disk, after they were swept."""
    WhooshEngine().build(random_documents(3), tmp_path)
    gc.collect()
    with left_alone():
        reader = WhooshEngine().open(tmp_path)
        assert len(reader.get(["문서-001"])) == 1
        reader.close()
        gone = ref(reader)
        del reader
        assert gone() is None


def test_both_engines_say_the_same_whatever_the_order_of_documents(tmp_path: Path) -> None:
    documents = random_documents(100)
    shuffled = random.Random(5).sample(documents, len(documents))
    readers = []
    for name, engine, given in (("memory", MemoryEngine(), documents), ("whoosh", WhooshEngine(), shuffled)):
        directory = tmp_path / name
        directory.mkdir()
        engine.build(given, directory)
        readers.append(engine.open(directory))
    chance = random.Random(6)
    for _ in range(30):
        query = random_query(chance)
        memory, whoosh = (snapshot(reader, query, ["문서-003", "문서-050"]) for reader in readers)
        assert memory == whoosh
    for reader in readers:
        reader.close()
