from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.engine import retrieval, summing
from app.engine.base import Engine
from app.engine.memory import MemoryEngine
from tests.contracts.engine import EngineContract
from tests.contracts.engine.documents import document, morph


class TestMemoryEngine(EngineContract):
    score_error = 2e-7

    @pytest.fixture
    def engine(self) -> Engine:
        return MemoryEngine()


class TestMemoryEngineOfMany(EngineContract):
    """As where so many documents hold a query's terms that not all of them can be looked at, and so many terms were
    looked up that they are forgotten again."""

    score_error = 2e-7

    @pytest.fixture
    def engine(self, monkeypatch: pytest.MonkeyPatch) -> Engine:
        monkeypatch.setattr(retrieval, "MANY", 0)
        monkeypatch.setattr(summing, "FEW", 0)
        monkeypatch.setattr(retrieval, "KEPT_LISTS", 3)
        return MemoryEngine()


def test_lists_that_were_looked_up_are_kept_while_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval, "KEPT_LISTS", 20)
    MemoryEngine().build([document("a", title=["환불"])], tmp_path)
    reader = MemoryEngine().open(tmp_path)
    for number in range(200):
        assert len(reader.retrieve(morph("환불", f"없는말{number}"))) == 1
    assert len(reader._kept["morph"]) <= 22


def test_variants_answer_one_question(tmp_path: Path) -> None:
    plain = [document(id_, title=["환불"]) for id_ in "abcde"]
    groups = (None, "가", None, "가", "나")
    MemoryEngine().build(
        [
            replace(each, article=replace(each.article, variant_group=group))
            for each, group in zip(plain, groups, strict=True)
        ],
        tmp_path,
    )
    found = MemoryEngine().open(tmp_path).retrieve(morph("환불"))
    assert found.groups.tolist() == [-1, 0, -1, 0, 1]
    assert [found.questions(np.array(places, np.intp)) for places in ([], [0, 2], [1, 3], [0, 1, 2, 3, 4])] == [
        0,
        2,
        1,
        4,
    ]
