"""The search is held to its record: what it once found it has to go on finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.quality import NAMES, RECORD, SETS, figures, table

LOSS = 0.01
"""Room for a change that helps more than it hurts; a record is rewritten on purpose, not by degrees."""

LOSS_OF_A_KIND = 0.03

ROOT = Path(__file__).resolve().parents[2]
RECORDED = json.loads(RECORD.read_text(encoding="utf-8"))


def test_every_set_is_on_record() -> None:
    assert (
        set(RECORDED)
        == set(NAMES)
        == {folder.name for folder in SETS.iterdir() if (folder / "queries.jsonl").is_file()}
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_loss_against_the_record(name: str) -> None:
    found = figures(name)
    assert found.keys() == RECORDED[name].keys()
    for kind, expected in RECORDED[name].items():
        allowed = LOSS if kind == "all" else LOSS_OF_A_KIND
        for figure, value in expected.items():
            worse = found[kind][figure] - value if figure in ("refused", "misanswered") else value - found[kind][figure]
            assert worse <= allowed, f"{name}, {kind}: {figure} was {value}, is {found[kind][figure]}"


@pytest.mark.parametrize("document", ["README.md", "docs/relevance.md"])
def test_documents_show_the_record(document: str) -> None:
    assert table(RECORDED) in (ROOT / document).read_text(encoding="utf-8")
