"""Where in one flat array the sums of a document's passages stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.engine.columns import Columns


@dataclass(frozen=True, slots=True)
class Slots:
    """A slot for every passage of ``count`` documents, ``size`` in all.

    A document has one for each of the ``present`` fields, document after document and field after field, where its
    first passage of that field counts. The others come behind these: ``firsts`` has the slot of the first passage that
    each run of them, from ``starts`` on, goes with.
    """

    count: int
    present: tuple[int, ...]
    size: int
    firsts: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, columns: Columns) -> Slots:
        present = tuple(number for number, field in enumerate(FIELDS) if len(columns.passages[field]))
        targets = [
            place * len(columns) + rows[~_are_first(rows)]
            for place, number in enumerate(present)
            for rows in [columns.passages[FIELDS[number]].rows]
        ]
        further = np.concatenate([np.empty(0, np.int64), *targets])
        starts = np.flatnonzero(_are_first(further))
        size = len(present) * len(columns) + len(further)
        return cls(len(columns), present, size, further[starts], starts)

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

    def best(self, sums: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Of one sum a slot, the best passage's by field, all of FIELDS, and document of ``rows``."""
        if len(self.starts):
            most = np.maximum.reduceat(sums[len(self.present) * self.count :], self.starts)
            sums[self.firsts] = np.maximum(sums[self.firsts], most)
        of_fields = sums[: len(self.present) * self.count].reshape(len(self.present), self.count)
        best = np.zeros((len(FIELDS), len(rows)))
        best[list(self.present)] = of_fields[:, rows]
        return best


def _are_first(rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of the ascending ``rows`` differ from the one before."""
    first: NDArray[np.bool_] = np.diff(rows, prepend=-1) != 0
    return first
