"""Exact retrieval in numpy over posting lists in flat arrays, whether these are in memory or mapped from files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


@dataclass(frozen=True, slots=True)
class _Sums:
    """The score of each passage of a view, the information that each document covers, and all there is."""

    passages: NDArray[np.float64]
    rows: NDArray[np.float64]
    mass: float

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(self.passages + other.passages, self.rows + other.rows, self.mass + other.mass)


class _Read(NamedTuple):
    terms: Terms
    sums: Mapping[View, _Sums]


class PostingsReader(ABC):
    """The Reader seam, but for the articles. Safe to share: nothing changes but what is kept of terms looked up."""

    def __init__(self, columns: Columns, postings: Mapping[str, Postings]) -> None:
        self._columns = columns
        self._postings = postings
        self._numbers: dict[str, dict[str, int]] = {stem: {} for stem in STEMS}
        self._unseen = bm25.idf(len(columns), 0)
        self._passages = {view: sum(len(columns.passages[Field(view, group)]) for group in GROUPS) for view in VIEWS}

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
        own = self._read(query.terms, keep)
        matches = [self._match(own), *(self._match(self._read(terms, keep, own)) for terms in query.alternatives)]
        for stem, allowed in ((CATEGORY, query.categories), (PLATFORM, query.platforms)):
            if allowed:
                keep &= self._holding_any(stem, allowed)
        share = understood(query.concepts, self.document_count, self._held)
        return candidates(self._columns, keep, matches, share, query.limit)

    def _read(self, terms: Terms, keep: NDArray[np.bool_], own: _Read | None = None) -> _Read:
        """Sums over all documents; sets ``keep`` for those that hold any of ``terms``.

        Where these only add to the terms of ``own``, only what is added is summed.
        """
        sums: dict[View, _Sums] = {}
        for view in VIEWS:
            weights = terms.get(view, {})
            if own is not None and _widens(weights, typed := own.terms.get(view, {})):
                more = {term: weight - typed.get(term, 0.0) for term, weight in weights.items()}
                added = {term: weight for term, weight in more.items() if weight > 0.0 or term not in typed}
                sums[view] = own.sums[view] + self._sums(view, added, keep) if added else own.sums[view]
            else:
                sums[view] = self._sums(view, weights, keep)
        return _Read(terms, sums)

    def _match(self, read: _Read) -> Match:
        passages, count = self._columns.passages, self.document_count
        scores: dict[Field, NDArray[np.float64]] = {}
        for view in VIEWS:
            start = 0
            for group in GROUPS:
                field = Field(view, group)
                end = start + len(passages[field])
                scores[field] = passages[field].best(read.sums[view].passages[start:end], count)
                start = end
        return Match(
            scores,
            {view: read.sums[view].rows for view in VIEWS},
            {view: read.sums[view].mass for view in VIEWS},
        )

    def _sums(self, view: View, weights: Mapping[str, float], keep: NDArray[np.bool_]) -> _Sums:
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
        return _Sums(
            _summed(passages, told, self._passages[view]),
            _summed(rows, np.repeat(information, list(map(len, holders))), self.document_count),
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


def _widens(weights: Mapping[str, float], typed: Mapping[str, float]) -> bool:
    return bool(typed) and all(weights.get(term, -1.0) >= weight for term, weight in typed.items())


def _slices(starts: NDArray[np.int64], numbers: NDArray[np.intp]) -> list[slice]:
    return list(map(slice, starts[numbers].tolist(), starts[numbers + 1].tolist()))


def _summed(places: NDArray[np.int32], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The sum of ``values`` at each of ``count`` places; zeros where there is nothing, as ``bincount`` counts then."""
    return np.bincount(places, values, count).astype(np.float64, copy=False)
