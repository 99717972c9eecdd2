"""Documents on their way to OpenSearch: what can only be known after the last one is needed for the first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

import numpy as np

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
    ROW,
    any_of,
    path_of,
)
from app.engine.opensearch.tokens import token_of

Passage = tuple[int, dict[str, int]]
"""How many terms it has, and how often each occurs."""


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
        line = [articles.to_json(article), passages, document.categories, article.platform]
        self._file.write(json.dumps(line) + "\n")

    def _counted(self, field: Field, document: EngineDocument) -> Iterator[Passage]:
        self._holders[field].update(set(document.terms(field)))
        for words in filter(None, document.passages.get(field, ())):
            counts = Counter(words)
            self._most_terms = max(self._most_terms, len(counts))
            self._lengths[field][0] += 1
            self._lengths[field][1] += len(words)
            yield len(words), counts

    @property
    def scale(self) -> int:
        """By what impacts are multiplied: as fine as Lucene can add the largest passage's up."""
        return min(MAX_SCALE, MAX_SUM // (3 * self._most_terms))

    def frequencies(self) -> dict[View, dict[str, int]]:
        found: dict[View, dict[str, int]] = {view: {} for view in VIEWS}
        for field, holders in self._holders.items():
            largest = found[field.view]
            for term, count in holders.items():
                largest[term] = max(largest.get(term, 0), count)
        return found

    def bodies(self) -> Iterator[dict[str, Any]]:
        """Each document, in the order they were added, as the index's layout has it."""
        averages = {field: total / max(count, 1) for field, (count, total) in self._lengths.items()}
        scale = self.scale
        self._file.seek(0)
        for row, line in enumerate(self._file):
            article, named, categories, platform = json.loads(line)
            passages: dict[Field, list[Passage]] = {field: named[str(field)] for field in FIELDS}
            impacts = {
                field: [_impacts(passage, averages[field], scale) for passage in passages[field]] for field in FIELDS
            }
            body: dict[str, Any] = {
                ROW: row,
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
            yield body


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
