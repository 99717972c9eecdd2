"""What an engine holds in memory of every document: ids, the columns that ranking reads, exact field lengths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.base import FIELDS, Field
from app.errors import PublishError
from app.models import Article


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a field. ``lengths`` are counts of terms, repeated ones included, ``average`` their mean.

    ``rows`` is each passage's document, ascending.
    """

    lengths: NDArray[np.float64]
    average: float
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[int], lengths: Sequence[int]) -> Passages:
        column = np.array(lengths, np.float64)
        return cls(column, float(column.mean()) if len(column) else 0.0, np.array(rows, np.int32))

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a document, rows numbered from 0; and, per field, one row a passage.

    ``order`` is each row's place when ids are sorted, ``standing`` when the most viewed come first, of these the
    newest, of these the smallest id. ``passages[field]`` are the passages of all documents that hold any term,
    numbered from 0 in the order of the documents. ``category`` is the place of each row's in ``categories``,
    which are their ids. ``variant_group`` is ``""`` for none, and ``groups`` number them from 0, -1 for none.
    """

    ids: NDArray[np.object_]
    categories: tuple[str, ...]
    category: NDArray[np.int32]
    platform: NDArray[np.object_]
    variant_group: NDArray[np.object_]
    groups: NDArray[np.int64]
    updated_at: NDArray[np.int64]
    views: NDArray[np.int64]
    order: NDArray[np.int64]
    standing: NDArray[np.int64]
    passages: Mapping[Field, Passages]
    rows: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, table: Mapping[str, Sequence[Any]]) -> Columns:
        """From a ``Table``'s plain lists, as they come back from JSON."""
        ids = list(table["ids"])
        groups, categories = {"": -1}, dict[str, int]()
        category = [categories.setdefault(name, len(categories)) for name in table["category"]]
        order = np.empty(len(ids), np.int64)
        order[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        updated_at, views = (np.array(table[name], np.int64) for name in ("updated_at", "views"))
        standing = np.empty(len(ids), np.int64)
        standing[np.lexsort((order, -updated_at, -views))] = np.arange(len(ids))
        return cls(
            ids=np.array(ids, np.object_),
            categories=tuple(categories),
            category=np.array(category, np.int32),
            platform=np.array(table["platform"], np.object_),
            variant_group=np.array(table["variant_group"], np.object_),
            groups=np.array([groups.setdefault(name, len(groups) - 1) for name in table["variant_group"]], np.int64),
            updated_at=updated_at,
            views=views,
            order=order,
            standing=standing,
            passages={field: Passages.of(table[f"{field}_rows"], table[str(field)]) for field in FIELDS},
            rows={id_: row for row, id_ in enumerate(ids)},
        )


class Table(dict[str, list[Any]]):
    """The columns while they grow: plain lists by name, ready for JSON."""

    def __init__(self) -> None:
        fields = (name for field in FIELDS for name in (str(field), f"{field}_rows"))
        names = ("ids", "category", "platform", "variant_group", "updated_at", "views", *fields)
        super().__init__((name, []) for name in names)
        self._ids: set[str] = set()

    @property
    def document_count(self) -> int:
        return len(self._ids)

    def append(self, article: Article) -> None:
        """Raises PublishError for an article id that was added before."""
        if article.id in self._ids:
            raise PublishError(f"문서 ID가 겹쳐요: '{article.id}'", remedy="둘 중 하나의 ID를 바꾸고 다시 발행하세요.")
        self._ids.add(article.id)
        self["ids"].append(article.id)
        self["category"].append(article.category_id)
        self["platform"].append(article.platform)
        self["variant_group"].append(article.variant_group or "")
        self["updated_at"].append(article.updated_at.toordinal())
        self["views"].append(article.views)

    def append_passage(self, field: Field, row: int, length: int) -> None:
        """Note that document ``row`` has another passage of ``length`` terms in ``field``."""
        self[str(field)].append(length)
        self[f"{field}_rows"].append(row)
