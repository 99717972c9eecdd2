"""The search is held to its record: what it once found it has to go on finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.config import load_settings
from app.evaluation.beir import read_set
from app.services import Services
from benchmarks.quality import NAMES, RECORD, SETS, Figures, figures, measured, table

pytestmark = pytest.mark.long

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
def test_no_loss_against_the_record(name: str, request: pytest.FixtureRequest) -> None:
    found = of_the_sample(request.getfixturevalue("sample")) if name == "sample" else figures(name)
    assert found.keys() == RECORDED[name].keys()
    for kind, expected in RECORDED[name].items():
        allowed = LOSS if kind == "all" else LOSS_OF_A_KIND
        for figure, value in expected.items():
            worse = found[kind][figure] - value if figure in ("refused", "misanswered") else value - found[kind][figure]
            assert worse <= allowed, f"{name}, {kind}: {figure} was {value}, is {found[kind][figure]}"


def of_the_sample(sample: Services) -> Figures:
    """What ``figures`` would find, without publishing what is published already."""
    places = {"database_url", "index_dir"}
    assert sample.settings.model_dump(exclude=places) == load_settings().model_dump(exclude=places)
    return measured(read_set(SETS / "sample").over(sample.articles.published()), sample.search)


@pytest.mark.parametrize("document", ["README.md", "docs/relevance.md"])
def test_documents_show_the_record(document: str) -> None:
    assert table(RECORDED) in (ROOT / document).read_text(encoding="utf-8")
