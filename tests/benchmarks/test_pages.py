"""What the documents say of speed and scale is what was measured."""

from __future__ import annotations

import json

import pytest

from benchmarks.marked import section, with_section
from benchmarks.peers import page as comparison
from benchmarks.peers.record import RESULTS, read
from benchmarks.scale import page as scale

RECORDS = read()


def test_the_comparison_shows_its_records() -> None:
    shown = section(comparison.PAGE.read_text(encoding="utf-8"), comparison.SECTION)
    assert shown == comparison.figures(RECORDS)


@pytest.mark.parametrize("name", [picture.file for picture in comparison.PICTURE_FILES])
def test_pictures_show_the_records(name: str) -> None:
    assert (comparison.PICTURES / name).read_text(encoding="utf-8") == comparison.pictures(RECORDS)[name]


def test_the_page_of_scale_shows_its_record() -> None:
    record = json.loads((RESULTS / "scale.json").read_text(encoding="utf-8"))
    assert section(scale.PAGE.read_text(encoding="utf-8"), scale.SECTION) == scale.numbers(record)


def test_a_section_is_written_and_the_rest_is_left() -> None:
    text = "before\n<!-- x: written by the benchmark, do not edit -->\nold\n<!-- end of x -->\nafter\n"
    changed = with_section(text, "x", "new")
    assert section(changed, "x") == "new"
    assert changed.startswith("before\n")
    assert changed.endswith("\nafter\n")
    assert with_section(changed, "x", "new") == changed
