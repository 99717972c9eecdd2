"""Slots number the passages of all fields, so that a query's sums for all of them are one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.engine.columns import Columns
from app.runs import ranges, starts


@dataclass(frozen=True, slots=True)
class Slots:
    """A slot for every passage of ``count`` documents.

    First come those of the first passages, one for each document in each field that has any passage (``fields``),
    whether the document has one or not: ``further`` of them. Then come the others; of the one that is ``n`` behind,
    ``firsts[n]`` is the slot of the first passage of its document and field, and those of which slot ``s`` is that one
    are from ``starts[s]`` to ``starts[s + 1]`` behind.
    """

    count: int
    fields: NDArray[np.intp]
    firsts: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, columns: Columns) -> Slots:
        count = len(columns)
        fields = [number for number, field in enumerate(FIELDS) if len(columns.passages[field])]
        firsts = [np.empty(0, np.int32)]
        for place, number in enumerate(fields):
            rows = columns.passages[FIELDS[number]].rows
            firsts.append(place * count + rows[~_are_first(rows)])
        every = np.concatenate(firsts)
        return cls(count, np.array(fields, np.intp), every, starts(np.bincount(every, minlength=len(fields) * count)))

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

    @property
    def further(self) -> int:
        return len(self.fields) * self.count

    @property
    def total(self) -> int:
        return self.further + len(self.firsts)

    def of_documents(self, scores: NDArray[np.float64], slots: NDArray[np.int32]) -> NDArray[np.float64]:
        """From ``scores`` by slot, which change, those of each document's best passage; one row for each of FIELDS.

        ``slots`` are at least those whose score is not 0.
        """
        if len(self.firsts):
            further = slots[slots >= self.further]
            np.maximum.at(scores, self.firsts[further - self.further], scores[further])
        by_field = scores[: self.further].reshape(len(self.fields), self.count)
        if len(self.fields) == len(FIELDS):
            return by_field
        every = np.zeros((len(FIELDS), self.count))
        every[self.fields] = by_field
        return every

    def places(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """The slots of all passages of the documents ``rows``, and of each its place in a table of FIELDS by rows."""
        firsts = (np.arange(len(self.fields))[:, None] * self.count + rows).ravel()
        places = (self.fields[:, None] * len(rows) + np.arange(len(rows))).astype(np.int32).ravel()
        if not len(self.firsts):
            return firsts, places
        further, lengths = ranges(self.starts, firsts)
        return np.concatenate([firsts, self.further + further]), np.concatenate([places, places.repeat(lengths)])


def _are_first(rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of the ascending ``rows`` differ from the one before."""
    first: NDArray[np.bool_] = np.diff(rows, prepend=-1) != 0
    return first
