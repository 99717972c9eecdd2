"""What a generation keeps of its index, so that the next one can be made of it and readers find their way in it.

A document's slot is its number in the index, and stays its own in every index that is made of this one; its row is its
place in the generation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.engine.opensearch.spool import DIGEST_BYTES, Weighing

FACTS = "opensearch.json"
_SLOTS, _DIGESTS = "slots.npy", "documents.npy"

DRIFT = 0.01
"""By what share the average length of a field may differ from the one that an index was weighed with; scores are then
wrong by less than half of it."""
MOST = 0.2
"""Share of the documents beyond which an index is made anew and not of the one before."""


@dataclass(frozen=True, slots=True)
class Facts:
    """``index`` is its name, ``shards`` and ``replicas`` are those that it was made with. ``averages`` are by the name
    of the field."""

    index: str
    documents: int
    scale: int
    averages: Mapping[str, float]
    shards: int
    replicas: int

    @property
    def weighing(self) -> Weighing:
        return Weighing(self.scale, {field: self.averages[str(field)] for field in FIELDS})

    def write(self, directory: Path) -> None:
        (directory / FACTS).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> Facts:
        """Raises OSError, ValueError or TypeError for what ``write`` did not write."""
        return cls(**json.loads((directory / FACTS).read_text(encoding="utf-8")))


class Contents(NamedTuple):
    """Columns, one row a document: its slot, and a digest of what was sent of it."""

    slots: NDArray[np.int32]
    digests: NDArray[np.uint8]

    def write(self, directory: Path) -> None:
        np.save(directory / _SLOTS, self.slots)
        np.save(directory / _DIGESTS, self.digests)


def read_slots(directory: Path) -> NDArray[np.int32]:
    slots: NDArray[np.int32] = np.load(directory / _SLOTS)
    return slots


def read_contents(directory: Path) -> Contents:
    return Contents(read_slots(directory), np.load(directory / _DIGESTS))


class Changes(NamedTuple):
    """What makes one index of another: the ``contents`` it then has, the rows to send, the slots to empty."""

    contents: Contents
    sent: frozenset[int]
    emptied: tuple[int, ...]


def all_new(digests: Sequence[bytes]) -> Changes:
    count = len(digests)
    return Changes(Contents(np.arange(count, dtype=np.int32), _array(digests)), frozenset(range(count)), ())


def changes(ids: Sequence[str], digests: Sequence[bytes], before_ids: Sequence[str], before: Contents) -> Changes:
    """From an index with ``before_ids`` to one with ``ids``; what is new gets slots that were never used."""
    held = dict(zip(before_ids, zip(before.slots.tolist(), map(bytes, before.digests), strict=True), strict=True))
    unused = int(before.slots.max(initial=-1)) + 1
    slots, sent = [], set()
    for row, (id_, digest) in enumerate(zip(ids, digests, strict=True)):
        slot, known = held.pop(id_, (None, b""))
        if slot is None:
            slot, unused = unused, unused + 1
        if digest != known:
            sent.add(row)
        slots.append(slot)
    emptied = tuple(slot for slot, _ in held.values())
    return Changes(Contents(np.array(slots, np.int32), _array(digests)), frozenset(sent), emptied)


def can_mend(before: Facts, now: Weighing, change: Changes) -> bool:
    """Whether an index weighed as ``before`` can be changed to one that would be weighed as ``now``."""
    count = len(change.contents.slots)
    few = len(change.sent) + len(change.emptied) <= MOST * count
    compact = int(change.contents.slots.max(initial=-1)) < 2 * count
    return few and compact and now.scale >= before.scale and not _drifted(before.weighing.averages, now.averages)


def _drifted(before: Mapping[Field, float], now: Mapping[Field, float]) -> bool:
    return any(abs(now[field] - average) > DRIFT * average for field, average in before.items())


def _array(digests: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, DIGEST_BYTES)
