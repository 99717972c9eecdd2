"""Exact retrieval in numpy over posting lists in flat arrays, whether these are in memory or mapped from files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import FIELDS, VIEWS, Candidates, EngineQuery, Terms, View
from app.engine.columns import Columns, Passages
from app.engine.inversion import CATEGORY, PLATFORM, Inversion
from app.engine.inverting import inverted
from app.engine.postings import PostingList, Postings
from app.engine.slots import Slots
from app.engine.summing import Sums, Wanted
from app.engine.weighing import best, places_of, understood
from app.models import Article

STEMS = (*VIEWS, CATEGORY, PLATFORM)
"""What has posting lists: the views, and the two that filter."""

KEPT_LISTS = 10_000
"""Lists that were looked up and are kept for each view; they lie in the files, and only where is kept."""


def postings_of(inversion: Inversion, columns: Columns) -> dict[str, Postings]:
    """By stem. The inversion has no terms any more afterwards."""
    count = len(columns)
    slots = Slots.of_passages(columns)
    views = {
        str(view): inverted(
            [
                (inversion.occurrences(str(field)), columns.passages[field], slots[field])
                for field in FIELDS
                if field.view == view
            ],
            count,
        )
        for view in VIEWS
    }
    # Of a filter each document is its own passage.
    documents = Passages.of(range(count), [1] * count)
    return views | {
        name: inverted([(inversion.occurrences(name), documents, documents.rows)], count)
        for name in (CATEGORY, PLATFORM)
    }


class PostingsReader(ABC):
    """The Reader seam, but for the articles. Safe to share: nothing changes but what is kept of terms looked up."""

    def __init__(self, columns: Columns, postings: Mapping[str, Postings]) -> None:
        self._columns = columns
        self._postings = postings
        self._kept: dict[str, dict[str, PostingList | None]] = {stem: {} for stem in STEMS}
        self._slots = Slots.of(columns)
        self._unseen = bm25.idf(len(columns), 0)
        self._nobody = np.empty(0, np.int32)

    @abstractmethod
    def _article(self, row: int) -> Article: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    def document_count(self) -> int:
        return len(self._columns)

    def document_frequency(self, view: View, term: str) -> int:
        (found,) = self._find(view, (term,))
        return found.frequency if found else 0

    def get(self, ids: Sequence[str]) -> list[Article]:
        rows = self._columns.rows
        return [self._article(rows[id_]) for id_ in ids if id_ in rows]

    def retrieve(self, query: EngineQuery) -> Candidates:
        count = self.document_count
        sums = Sums(self._wanted(query), count)
        keep = np.full(count, not any(any(terms.values()) for terms in (query.terms, *query.alternatives)))
        keep[sums.rows] = True
        for stem, allowed in ((CATEGORY, query.categories), (PLATFORM, query.platforms)):
            if allowed:
                keep &= self._holding_any(stem, allowed)
        rows = np.flatnonzero(keep)
        if len(rows) > query.limit:
            rows = best(rows, sums.held(), partial(self._scores, sums), self._columns.order, query.limit)
        places = places_of(rows, count)
        share = understood(query.concepts, places, len(rows), self._held)
        return Candidates(self._columns, rows, sums.matches(places, len(rows), self._slots), share)

    def _scores(self, sums: Sums, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """The sum of the scores of each of ``rows`` in its best reading."""
        matches = sums.matches(places_of(rows, self.document_count), len(rows), self._slots)
        scores: NDArray[np.float64] = np.max([match.by_field.sum(axis=0) for match in matches], axis=0)
        return scores

    def _wanted(self, query: EngineQuery) -> Wanted:
        """The lists of all readings. Of the first alternative, if it widens the query's own terms, only what it adds
        to these, which stand before it."""
        wanted = Wanted()
        own = self._add(query.terms, wanted)
        for number, terms in enumerate(query.alternatives):
            if number == 0 and _widens(terms, query.terms):
                self._add(_added(terms, query.terms), wanted, widening=own)
            else:
                self._add(terms, wanted)
        return wanted

    def _add(self, terms: Terms, wanted: Wanted, widening: Sequence[float] | None = None) -> list[float]:
        """Add a reading and return what is unseen of it; ``widening`` is what is unseen of the lists before it, when
        these belong to it too."""
        first = len(wanted.lists) if widening is None else 0
        unseen = list(widening or (0.0,) * len(VIEWS))
        for number, view in enumerate(VIEWS):
            weights = terms.get(view)
            if not weights:
                continue
            lists = self._find(view, weights)
            seen = [(found, weight) for found, weight in zip(lists, weights.values(), strict=True) if found]
            if len(seen) < len(lists):
                unseen[number] += self._unseen * (sum(weights.values()) - sum(weight for _, weight in seen))
            wanted.lists += [found for found, _ in seen]
            wanted.weights += [weight for _, weight in seen]
            wanted.views += [number] * len(seen)
        wanted.spans.append(slice(first, len(wanted.lists)))
        wanted.unseen.append(unseen)
        return unseen

    def _held(self, term: str) -> tuple[NDArray[np.int32], float]:
        (found,) = self._find("morph", (term,))
        return (found.rows, found.idf) if found else (self._nobody, self._unseen)

    def _holding_any(self, stem: str, terms: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(self.document_count, np.bool_)
        for found in self._find(stem, list(terms)):
            if found is not None:
                mask[found.rows] = True
        return mask

    def _find(self, stem: str, terms: Collection[str]) -> list[PostingList | None]:
        """The lists of ``terms``, None for those that no document holds."""
        known = self._kept[stem]
        try:
            return [known[term] for term in terms]
        except KeyError:
            if len(known) > KEPT_LISTS:
                known = self._kept[stem] = {}
            missing = [term for term in terms if term not in known]
            known.update(zip(missing, self._postings[stem].lists(missing), strict=True))
            return [known[term] for term in terms]


def _widens(terms: Terms, typed: Terms) -> bool:
    """Whether ``terms`` hold all that was ``typed``, with the same weights or larger ones."""
    return all(
        all(terms.get(view, {}).get(term, -1.0) >= weight for term, weight in weights.items())
        for view, weights in typed.items()
    )


def _added(terms: Terms, typed: Terms) -> Terms:
    """What ``terms`` add to the weights of those ``typed``."""
    added: dict[View, dict[str, float]] = {}
    for view, weights in terms.items():
        before = typed.get(view, {})
        more = {term: weight - before.get(term, 0.0) for term, weight in weights.items()}
        added[view] = {term: weight for term, weight in more.items() if weight > 0.0 or term not in before}
    return added
