"""Slots number the passages of all fields, so that a query's sums for all of them are one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.engine.columns import Columns


@dataclass(frozen=True, slots=True)
class Slots:
    """A slot for every passage: its document in ``rows`` and, in ``fields``, the number of its field in FIELDS.

    First come those of the first passages, one for each document in each field that has any passage, whether the
    document has one or not: ``firsts`` of them. Then come the others.
    """

    rows: NDArray[np.int32]
    fields: NDArray[np.uint8]
    firsts: int

    @classmethod
    def of(cls, columns: Columns) -> Slots:
        present = [number for number, field in enumerate(FIELDS) if len(columns.passages[field])]
        further = [rows[~_are_first(rows)] for rows in (columns.passages[FIELDS[number]].rows for number in present)]
        count = len(columns)
        return cls(
            np.concatenate([np.tile(np.arange(count, dtype=np.int32), len(present)), *further]),
            np.repeat(np.array(2 * present, np.uint8), [*(count for _ in present), *map(len, further)]),
            len(present) * count,
        )

    @staticmethod
    def of_passages(columns: Columns) -> dict[Field, NDArray[np.int32]]:
        """The slot of each passage of each field."""
        slots = {field: np.empty(0, np.int32) for field in FIELDS}
        fields = [field for field in FIELDS if len(columns.passages[field])]
        behind = len(fields) * len(columns)
        for place, field in enumerate(fields):
            rows = columns.passages[field].rows
            further = ~_are_first(rows)
            slots[field] = (place * len(columns) + rows).astype(np.int32)
            slots[field][further] = behind + np.arange(np.count_nonzero(further))
            behind += int(np.count_nonzero(further))
        return slots

    def of_documents(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """One of ``values``, which has one a document, for each slot."""
        firsts = np.tile(values, self.firsts // max(len(values), 1))
        return firsts if len(self.rows) == self.firsts else np.append(firsts, values[self.rows[self.firsts :]])


def _are_first(rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of the ascending ``rows`` differ from the one before."""
    first: NDArray[np.bool_] = np.diff(rows, prepend=-1) != 0
    return first
