"""What an engine holds in memory of every document: ids, the columns that ranking reads, exact field lengths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.models import Article


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a document, rows numbered from 0.

    ``order`` is each row's place when ids are sorted. ``lengths[field]`` are counts of terms, repeated ones included,
    and ``averages[field]`` their mean over all rows, empty fields included. ``variant_group`` is ``""`` for none.
    """

    ids: NDArray[np.object_]
    category: NDArray[np.object_]
    platform: NDArray[np.object_]
    variant_group: NDArray[np.object_]
    updated_at: NDArray[np.int64]
    views: NDArray[np.int64]
    order: NDArray[np.int64]
    lengths: Mapping[Field, NDArray[np.float64]]
    averages: Mapping[Field, float]
    rows: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, table: Mapping[str, Sequence[Any]]) -> Columns:
        """From a ``Table``'s plain lists, as they come back from JSON."""
        ids = list(table["ids"])
        order = np.empty(len(ids), np.int64)
        order[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        lengths = {field: np.array(table[str(field)], np.float64) for field in FIELDS}
        return cls(
            ids=np.array(ids, np.object_),
            category=np.array(table["category"], np.object_),
            platform=np.array(table["platform"], np.object_),
            variant_group=np.array(table["variant_group"], np.object_),
            updated_at=np.array(table["updated_at"], np.int64),
            views=np.array(table["views"], np.int64),
            order=order,
            lengths=lengths,
            averages={field: float(column.mean()) if ids else 0.0 for field, column in lengths.items()},
            rows={id_: row for row, id_ in enumerate(ids)},
        )


class Table(dict[str, list[Any]]):
    """The columns while they grow: plain lists by name, ready for JSON."""

    def __init__(self) -> None:
        names = ("ids", "category", "platform", "variant_group", "updated_at", "views", *map(str, FIELDS))
        super().__init__((name, []) for name in names)

    def append(self, article: Article, lengths: Mapping[str, int]) -> None:
        self["ids"].append(article.id)
        self["category"].append(article.category_id)
        self["platform"].append(article.platform)
        self["variant_group"].append(article.variant_group or "")
        self["updated_at"].append(article.updated_at.toordinal())
        self["views"].append(article.views)
        for field, length in lengths.items():
            self[field].append(length)
