"""Retrieval in numpy over posting lists, the same for every engine that can look a posting list up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import FIELDS, GROUPS, VIEWS, Candidates, Concept, EngineQuery, Field, Match, Terms, View
from app.engine.columns import Columns
from app.engine.inversion import CATEGORY, PLATFORM
from app.models import Article


class Postings(NamedTuple):
    """The passages (or, for a filter, documents) that hold a term, ascending, and how often each does."""

    rows: NDArray[np.int32]
    frequencies: NDArray[np.float64]


NO_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.float64))


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """A term of a view with all that does not depend on the query: ``rows`` hold it in any group, ``idf`` its weight.

    ``parts`` has, per field that knows the term, the field's passages and their BM25 saturation times idf.
    """

    idf: float
    rows: NDArray[np.int32]
    parts: tuple[tuple[Field, NDArray[np.int32], NDArray[np.float64]], ...]

    @property
    def nbytes(self) -> int:
        """Bytes held, with a round figure for the Python objects around the arrays."""
        arrays = sum(rows.nbytes + scores.nbytes for _, rows, scores in self.parts)
        return 500 + self.rows.nbytes + arrays


class _Sum:
    """Adds up sparse columns. One pass over all of them at the end is several times faster than one pass each."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.int32]] = [NO_POSTINGS.rows]
        self._values: list[NDArray[np.float64]] = [NO_POSTINGS.frequencies]

    def add(self, rows: NDArray[np.int32], values: NDArray[np.float64]) -> None:
        self._rows.append(rows)
        self._values.append(values)

    def over(self, count: int) -> NDArray[np.float64]:
        total = np.bincount(np.concatenate(self._rows), np.concatenate(self._values), minlength=count)
        return total.astype(np.float64, copy=False)


class PostingsReader(ABC):
    """The Reader seam, but for the two look-ups that depend on how an engine stores things."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    @abstractmethod
    def _postings(self, field: str, term: str) -> Postings:
        """The posting list of ``term`` in a field of ``inversion.FIELD_NAMES``; NO_POSTINGS for an unknown term."""

    @abstractmethod
    def _article(self, row: int) -> Article: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    def document_count(self) -> int:
        return len(self._columns)

    def document_frequency(self, field: Field, term: str) -> int:
        for known, rows, _ in self._weigh(field.view, term).parts:
            if known == field:
                return len(np.unique(self._columns.passages[field].rows[rows]))
        return 0

    def get(self, ids: Sequence[str]) -> list[Article]:
        rows = self._columns.rows
        return [self._article(rows[id_]) for id_ in ids if id_ in rows]

    def retrieve(self, query: EngineQuery) -> Candidates:
        readings = (query.terms, *query.alternatives)
        browsing = not any(any(terms.values()) for terms in readings)
        keep = np.full(self.document_count, browsing)
        matches = [self._match(terms, keep) for terms in readings]
        for field_name, allowed in ((CATEGORY, query.categories), (PLATFORM, query.platforms)):
            if allowed:
                keep &= self._holding_any(field_name, allowed)
        best = self._best(np.flatnonzero(keep), matches, query.limit)
        columns = self._columns
        return Candidates(
            ids=columns.ids[best],
            rows=best,
            matches=tuple(_at(match, best) for match in matches),
            understood=self._understood(query.concepts)[best],
            category=columns.category[best],
            platform=columns.platform[best],
            variant_group=columns.variant_group[best],
            updated_at=columns.updated_at[best],
            views=columns.views[best],
        )

    def _match(self, terms: Terms, keep: NDArray[np.bool_]) -> Match:
        """One reading over all documents; sets ``keep`` for those that hold any of ``terms``."""
        count, passages = self.document_count, self._columns.passages
        scores = {field: _Sum() for field in FIELDS}
        coverage = {view: _Sum() for view in VIEWS}
        mass = dict.fromkeys(VIEWS, 0.0)
        for view, weights in terms.items():
            for term, weight in weights.items():
                weighed = self._weigh(view, term)
                mass[view] += weight * weighed.idf
                coverage[view].add(weighed.rows, np.full(len(weighed.rows), weight * weighed.idf))
                keep[weighed.rows] = True
                for field, rows, saturated in weighed.parts:
                    scores[field].add(rows, weight * saturated)
        return Match(
            {field: passages[field].best(total.over(len(passages[field])), count) for field, total in scores.items()},
            {view: total.over(count) for view, total in coverage.items()},
            mass,
        )

    def _understood(self, concepts: Sequence[Concept]) -> NDArray[np.float64]:
        """The share of the concepts' information that each document covers; see Candidates."""
        count = self.document_count
        covered, mass = np.zeros(count), 0.0
        for concept in concepts:
            best, holders = np.zeros(count), np.zeros(count, np.bool_)
            for alternative in concept.alternatives:
                terms = [self._weigh("morph", term) for term in alternative.terms]
                whole = sum(term.idf for term in terms) or 1.0
                held = np.zeros(count)
                for term in terms:
                    held[term.rows] += term.idf / whole
                holders |= held > 1.0 - 1e-9
                np.maximum(best, alternative.weight * held, out=best)
            information = concept.weight * bm25.idf(count, int(np.count_nonzero(holders)))
            mass += information
            covered += information * best
        return np.minimum(covered / mass, 1.0) if mass else covered

    def _weigh(self, view: View, term: str) -> WeighedTerm:
        """Everything about a term that is the same in every query; an engine may keep it."""
        columns = self._columns
        found = [(field, self._postings(str(field), term)) for field in (Field(view, group) for group in GROUPS)]
        found = [(field, postings) for field, postings in found if len(postings.rows)]
        holders = [np.unique(columns.passages[field].rows[postings.rows]) for field, postings in found]
        idf = bm25.idf(len(columns), max(map(len, holders), default=0))
        parts = tuple(
            (
                field,
                rows,
                idf
                * bm25.saturation(frequencies, columns.passages[field].lengths[rows], columns.passages[field].average),
            )
            for field, (rows, frequencies) in found
        )
        rows = holders[0] if len(holders) == 1 else np.unique(np.concatenate([NO_POSTINGS.rows, *holders]))
        return WeighedTerm(idf, rows, parts)

    def _holding_any(self, field: str, terms: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(self.document_count, np.bool_)
        for term in terms:
            mask[self._postings(field, term).rows] = True
        return mask

    def _best(self, rows: NDArray[np.intp], matches: Sequence[Match], limit: int) -> NDArray[np.intp]:
        if len(rows) <= limit:
            return rows
        sums = [sum((column[rows] for column in match.scores.values()), np.zeros(len(rows))) for match in matches]
        total = np.max(sums, axis=0)
        return rows[np.lexsort((self._columns.order[rows], -total))[:limit]]


def _at(match: Match, rows: NDArray[np.intp]) -> Match:
    return Match(
        {field: column[rows] for field, column in match.scores.items()},
        {view: column[rows] for view, column in match.coverage.items()},
        match.mass,
    )
