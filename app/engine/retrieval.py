"""Exact retrieval in numpy over posting lists in flat arrays, whether these are in memory or mapped from files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import FIELDS, GROUPS, VIEWS, Candidates, EngineQuery, Field, Match, Terms, View
from app.engine.columns import Columns, Passages
from app.engine.inversion import CATEGORY, PLATFORM, Inversion
from app.engine.postings import Postings, inverted
from app.engine.weighing import candidates, understood
from app.models import Article

STEMS = (*VIEWS, CATEGORY, PLATFORM)
"""What has posting lists: the views, and the two that filter."""

KEPT_TERMS = 20_000
"""Numbers of looked-up terms that are kept for each view."""


def postings_of(inversion: Inversion, columns: Columns) -> dict[str, Postings]:
    """By stem. The inversion has no lists any more afterwards."""
    count = len(columns)
    views = {
        str(view): inverted(
            [(inversion.lists(str(field)), columns.passages[field]) for field in FIELDS if field.view == view],
            count,
        )
        for view in VIEWS
    }
    # Of a filter each document is its own passage.
    documents = Passages.of(range(count), [1] * count)
    return views | {name: inverted([(inversion.lists(name), documents)], count) for name in (CATEGORY, PLATFORM)}


class PostingsReader(ABC):
    """The Reader seam, but for the articles. Safe to share: nothing changes but what is kept of terms looked up."""

    def __init__(self, columns: Columns, postings: Mapping[str, Postings]) -> None:
        self._columns = columns
        self._postings = postings
        self._numbers: dict[str, dict[str, int]] = {stem: {} for stem in STEMS}
        self._unseen = bm25.idf(len(columns), 0)

    @abstractmethod
    def _article(self, row: int) -> Article: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    def document_count(self) -> int:
        return len(self._columns)

    def document_frequency(self, view: View, term: str) -> int:
        (number,) = self._find(view, (term,))
        return int(self._postings[view].frequency[number]) if number >= 0 else 0

    def get(self, ids: Sequence[str]) -> list[Article]:
        rows = self._columns.rows
        return [self._article(rows[id_]) for id_ in ids if id_ in rows]

    def retrieve(self, query: EngineQuery) -> Candidates:
        readings = (query.terms, *query.alternatives)
        keep = np.full(self.document_count, not any(any(terms.values()) for terms in readings))
        matches = [self._match(terms, keep) for terms in readings]
        for stem, allowed in ((CATEGORY, query.categories), (PLATFORM, query.platforms)):
            if allowed:
                keep &= self._holding_any(stem, allowed)
        share = understood(query.concepts, self.document_count, self._held)
        return candidates(self._columns, keep, matches, share, query.limit)

    def _match(self, terms: Terms, keep: NDArray[np.bool_]) -> Match:
        """One reading over all documents; sets ``keep`` for those that hold any of ``terms``."""
        count, passages = self.document_count, self._columns.passages
        scores: dict[Field, NDArray[np.float64]] = {}
        coverage, mass = {view: np.zeros(count) for view in VIEWS}, dict.fromkeys(VIEWS, 0.0)
        for view in VIEWS:
            groups = [Field(view, group) for group in GROUPS]
            totals = np.zeros(sum(len(passages[field]) for field in groups))
            if weights := terms.get(view):
                totals, coverage[view], mass[view] = self._sums(view, weights, len(totals), keep)
            start = 0
            for field in groups:
                end = start + len(passages[field])
                scores[field] = passages[field].best(totals[start:end], count)
                start = end
        return Match(scores, coverage, mass)

    def _sums(
        self, view: View, weights: Mapping[str, float], passage_count: int, keep: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """The score of each passage, the information that each document covers, and all there is."""
        postings = self._postings[view]
        asked = zip(self._find(view, weights), weights.values(), strict=True)
        found = [(number, weight) for number, weight in asked if number >= 0]
        numbers = np.array([number for number, _ in found], np.intp)
        weighed = np.array([weight for _, weight in found], np.float64)
        information = weighed * postings.idf[numbers]
        mass = float(information.sum())
        if len(found) < len(weights):
            mass += self._unseen * (sum(weights.values()) - float(weighed.sum()))
        lists = _slices(postings.starts, numbers)
        passages = np.concatenate([postings.passages[:0], *(postings.passages[each] for each in lists)])
        scores = np.concatenate([postings.scores[:0], *(postings.scores[each] for each in lists)])
        told = np.repeat(weighed, [each.stop - each.start for each in lists]) * scores
        holders = [postings.rows[each] for each in _slices(postings.row_starts, numbers)]
        rows = np.concatenate([postings.rows[:0], *holders])
        keep[rows] = True
        return (
            _sums(passages, told, passage_count),
            _sums(rows, np.repeat(information, list(map(len, holders))), self.document_count),
            mass,
        )

    def _held(self, term: str) -> tuple[NDArray[np.int32], float]:
        (number,) = self._find("morph", (term,))
        postings = self._postings["morph"]
        if number < 0:
            return postings.rows[:0], self._unseen
        start, end = postings.row_starts[number : number + 2]
        return postings.rows[start:end], float(postings.idf[number])

    def _holding_any(self, stem: str, terms: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(self.document_count, np.bool_)
        postings = self._postings[stem]
        for number in self._find(stem, list(terms)):
            if number >= 0:
                mask[postings.rows[postings.row_starts[number] : postings.row_starts[number + 1]]] = True
        return mask

    def _find(self, stem: str, terms: Iterable[str]) -> list[int]:
        """The numbers of ``terms``, -1 for unknown ones."""
        known = self._numbers[stem]
        if missing := [term for term in terms if term not in known]:
            if len(known) > KEPT_TERMS:
                known = self._numbers[stem] = {}
                missing = list(terms)
            known.update(zip(missing, self._postings[stem].find(missing), strict=True))
        return [known[term] for term in terms]


def _slices(starts: NDArray[np.int64], numbers: NDArray[np.intp]) -> list[slice]:
    return list(map(slice, starts[numbers].tolist(), starts[numbers + 1].tolist()))


def _sums(places: NDArray[np.int32], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The sum of ``values`` at each of ``count`` places; zeros where there is nothing, as ``bincount`` counts then."""
    return np.bincount(places, values, count).astype(np.float64, copy=False)
