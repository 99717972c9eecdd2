from __future__ import annotations

import numpy as np
import pytest

from app.engine.base import FIELDS
from app.engine.opensearch.contents import DRIFT, Changes, Contents, Facts, all_new, can_mend, changes
from app.engine.opensearch.spool import Weighing


def digests(text: str) -> list[bytes]:
    return [letter.encode() * 16 for letter in text]


def test_what_stays_keeps_its_slot_and_what_is_new_gets_one_that_never_was() -> None:
    first = all_new(digests("abc"))
    second = changes(["x", "a", "c"], digests("xaC"), ["a", "b", "c"], first.contents)
    assert second.contents.slots.tolist() == [3, 0, 2]
    assert (set(second.sent), set(second.emptied)) == ({0, 2}, {1})
    third = changes(["b", "x"], digests("bx"), ["x", "a", "c"], second.contents)
    assert third.contents.slots.tolist() == [4, 3]
    assert (set(third.sent), set(third.emptied)) == ({0}, {0, 2})


def test_an_empty_index_goes_on_to_one_with_documents() -> None:
    change = changes(["a"], digests("a"), [], all_new([]).contents)
    assert (change.contents.slots.tolist(), list(change.sent)) == ([0], [0])


def change(*, sent: int = 1, last_slot: int = 99) -> Changes:
    slots = np.arange(100, dtype=np.int32)
    slots[-1] = last_slot
    return Changes(Contents(slots, np.zeros((100, 16), np.uint8)), frozenset(range(sent)), ())


@pytest.mark.parametrize(
    ("drift", "scale", "changed", "expected"),
    [
        (0.9, 1_000, change(), True),
        (-0.9, 2_000, change(sent=20), True),
        (1.1, 1_000, change(), False),
        (-1.1, 1_000, change(), False),
        (0, 999, change(), False),
        (0, 1_000, change(sent=21), False),
        (0, 1_000, change(last_slot=200), False),
    ],
)
def test_an_index_is_mended_while_little_has_changed(
    drift: float, scale: int, changed: Changes, expected: bool
) -> None:
    before = Facts("an-index", 100, 1_000, {str(field): 10.0 for field in FIELDS}, 1, 1)
    averages = {**dict.fromkeys(FIELDS, 10.0), FIELDS[-1]: 10.0 * (1 + drift * DRIFT)}
    assert can_mend(before, Weighing(scale, averages), changed) is expected
