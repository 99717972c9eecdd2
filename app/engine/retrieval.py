"""Retrieval in numpy over posting lists, the same for every engine that can look a posting list up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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

    ``frequency`` counts the documents of the field that has most. ``passages`` hold it, ascending, numbered through
    all fields in the order of ``FIELDS``; ``scores`` are their BM25 saturation times idf.
    """

    frequency: int
    idf: float
    rows: NDArray[np.int32]
    passages: NDArray[np.int32]
    scores: NDArray[np.float64]

    @property
    def nbytes(self) -> int:
        """Bytes held, with a round figure for the Python objects around the arrays."""
        return 400 + self.rows.nbytes + self.passages.nbytes + self.scores.nbytes


class PostingsReader(ABC):
    """The Reader seam, but for the two look-ups that depend on how an engine stores things."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        ends = np.cumsum([len(columns.passages[field]) for field in FIELDS])
        self._places = {
            field: slice(end - len(columns.passages[field]), end) for field, end in zip(FIELDS, ends, strict=True)
        }

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

    def document_frequency(self, view: View, term: str) -> int:
        return self._weigh(view, term).frequency

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
        count, columns = self.document_count, self._columns
        weighed = {view: [self._weigh(view, term) for term in weights] for view, weights in terms.items()}
        found = [term for view in weighed.values() for term in view]
        weights = [weight for view in terms.values() for weight in view.values()]
        # One pass over all postings is several times faster than one for each term.
        totals = _sums(
            [term.passages for term in found],
            _spread(weights, [term.passages for term in found]) * _joined(term.scores for term in found),
            self._places[FIELDS[-1]].stop,
        )
        coverage, mass = {view: np.zeros(count) for view in VIEWS}, dict.fromkeys(VIEWS, 0.0)
        for view, known in weighed.items():
            information = [weight * term.idf for weight, term in zip(terms[view].values(), known, strict=True)]
            rows = [term.rows for term in known]
            mass[view] = sum(information)
            coverage[view] = _sums(rows, _spread(information, rows), count)
            keep[_joined(rows)] = True
        scores = {field: columns.passages[field].best(totals[self._places[field]], count) for field in FIELDS}
        return Match(scores, coverage, mass)

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
        fields = [Field(view, group) for group in GROUPS]
        found = [(field, columns.passages[field], self._postings(str(field), term)) for field in fields]
        found = [each for each in found if len(each[2].rows)]
        holders = [passages.rows[postings.rows] for _, passages, postings in found]
        frequency = max(map(_distinct, holders), default=0)
        idf = bm25.idf(len(columns), frequency)
        held = np.zeros(len(columns), np.bool_)
        held[_joined(holders)] = True
        return WeighedTerm(
            frequency,
            idf,
            np.flatnonzero(held).astype(np.int32),
            _joined(postings.rows + np.int32(self._places[field].start) for field, _, postings in found),
            _joined(
                idf * bm25.saturation(postings.frequencies, passages.lengths[postings.rows], passages.average)
                for _, passages, postings in found
            ),
        )

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


def _joined(arrays: Iterable[NDArray[Any]]) -> NDArray[Any]:
    listed = list(arrays)
    return np.concatenate(listed) if listed else NO_POSTINGS.rows


def _spread(weights: Sequence[float], arrays: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    """Each weight as often as its array is long."""
    return np.repeat(np.array(weights, np.float64), np.array([len(array) for array in arrays], np.intp))


def _sums(places: Sequence[NDArray[np.int32]], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The sum of ``values`` at each of ``count`` places."""
    return np.bincount(_joined(places), values, count).astype(np.float64, copy=False)


def _distinct(ascending: NDArray[np.int32]) -> int:
    return int(np.count_nonzero(np.diff(ascending))) + bool(len(ascending))
