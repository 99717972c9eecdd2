"""Documents on their way to OpenSearch: what can only be known after the last one is needed for the first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine import articles, bm25
from app.engine.base import FIELDS, GROUPS, VIEWS, EngineDocument, Field, View
from app.engine.columns import Table
from app.engine.opensearch.layout import (
    ARTICLE,
    CATEGORY,
    MAX_SCALE,
    MAX_SUM,
    PLATFORM,
    QUESTION,
    SLOT,
    any_of,
    path_of,
)
from app.engine.opensearch.tokens import token_of

Passage = tuple[int, dict[str, int]]
"""How many terms it has, and how often each occurs."""
DIGEST_BYTES = 16


class Weighing(NamedTuple):
    """What makes impacts of a passage's counts: by what they are multiplied, and the mean lengths of passages."""

    scale: int
    averages: Mapping[Field, float]


class Spool:
    """Takes documents into a file in ``directory`` that vanishes with it; gives them as OpenSearch takes them.

    ``frequencies`` of a view are the largest of a term's document frequencies over the groups.
    """

    def __init__(self, directory: Path) -> None:
        self.table = Table()
        self._file = TemporaryFile("w+", encoding="ascii", dir=directory)  # noqa: SIM115 - closed on exit
        self._holders: dict[Field, Counter[str]] = {field: Counter() for field in FIELDS}
        self._lengths: dict[Field, list[int]] = {field: [0, 0] for field in FIELDS}
        self._most_terms = 1
        self.digests: list[bytes] = []
        """Of each document, from which the same weighing makes the same body."""

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self.table.document_count

    def add(self, document: EngineDocument) -> None:
        """Raises PublishError for an article id that was added before."""
        article = document.article
        self.table.append(article)
        passages = {str(field): list(self._counted(field, document)) for field in FIELDS}
        # Views change with every reader; they are in the table.
        kept = articles.to_json(replace(article, views=0))
        line = json.dumps([kept, passages, document.categories, article.platform])
        self.digests.append(blake2b(line.encode("ascii"), digest_size=DIGEST_BYTES).digest())
        self._file.write(line + "\n")

    def _counted(self, field: Field, document: EngineDocument) -> Iterator[Passage]:
        self._holders[field].update(set(document.terms(field)))
        for words in filter(None, document.passages.get(field, ())):
            counts = Counter(words)
            self._most_terms = max(self._most_terms, len(counts))
            self._lengths[field][0] += 1
            self._lengths[field][1] += len(words)
            yield len(words), counts

    @property
    def weighing(self) -> Weighing:
        """The scale is as fine as Lucene can add the largest passage's impacts up."""
        averages = {field: total / max(count, 1) for field, (count, total) in self._lengths.items()}
        return Weighing(min(MAX_SCALE, MAX_SUM // (3 * self._most_terms)), averages)

    def frequencies(self) -> dict[View, dict[str, int]]:
        found: dict[View, dict[str, int]] = {view: {} for view in VIEWS}
        for field, holders in self._holders.items():
            largest = found[field.view]
            for term, count in holders.items():
                largest[term] = max(largest.get(term, 0), count)
        return found

    def bodies(
        self, weighing: Weighing, slots: NDArray[np.int32], wanted: Collection[int]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The documents of the rows that are ``wanted``, each with its slot, as the index's layout has it."""
        scale, averages = weighing
        self._file.seek(0)
        for row, line in enumerate(self._file):
            if row not in wanted:
                continue
            article, named, categories, platform = json.loads(line)
            passages: dict[Field, list[Passage]] = {field: named[str(field)] for field in FIELDS}
            impacts = {
                field: [_impacts(passage, averages[field], scale) for passage in passages[field]] for field in FIELDS
            }
            body: dict[str, Any] = {
                SLOT: int(slots[row]),
                ARTICLE: article,
                CATEGORY: [*map(token_of, categories)],
                PLATFORM: token_of(platform),
                QUESTION: [
                    dict(zip(VIEWS, question, strict=True))
                    for question in zip_longest(*(impacts[Field(view, "questions")] for view in VIEWS), fillvalue="")
                ],
            }
            for view in VIEWS:
                held = {term for group in GROUPS for _, counts in passages[Field(view, group)] for term in counts}
                body[any_of(view)] = " ".join(map(token_of, held))
                for group in ("title", "body"):
                    body[path_of(Field(view, group))] = impacts[Field(view, group)]
            yield int(slots[row]), body


def _impacts(passage: Passage, average: float, scale: int) -> str:
    length, counts = passage
    frequencies = np.fromiter(counts.values(), np.float64, len(counts))
    saturations = bm25.saturation(frequencies, np.full(len(counts), float(length)), average)
    impacts = np.maximum(np.rint(saturations * scale), 1).astype(np.int64).tolist()
    return " ".join(f"{token_of(term)}|{impact}" for term, impact in zip(counts, impacts, strict=True))


def batches(lines: Iterable[str], most: int) -> Iterator[str]:
    """``lines`` put together to texts of some ``most`` characters."""
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size >= most:
            yield "".join(batch)
            batch, size = [], 0
    if batch:
        yield "".join(batch)
