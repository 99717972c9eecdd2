"""Exact retrieval in numpy over posting lists in flat arrays, whether these are in memory or mapped from files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import FIELDS, VIEWS, Candidates, EngineQuery, Match, Terms, View
from app.engine.columns import Columns, Passages
from app.engine.inversion import CATEGORY, PLATFORM, Inversion
from app.engine.inverting import inverted
from app.engine.postings import PostingList, Postings
from app.engine.slots import Slots
from app.engine.summing import Coverage, Information, Sums, Wanted, largest, scores
from app.engine.weighing import (
    KEPT_HOLDERS,
    NOBODY,
    Alternatives,
    added,
    at_least,
    best,
    leading,
    places_of,
    understood,
    widens,
)
from app.kept import Kept
from app.models import Article

STEMS = (*VIEWS, CATEGORY, PLATFORM)
"""What has posting lists: the views, and the two that filter."""

MANY = 1 << 14
"""Documents from which it is quicker to look how much the best of them hold before these are told apart."""

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
            number,
        )
        for number, view in enumerate(VIEWS)
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
        self._holders: Kept[Alternatives, int] = Kept(KEPT_HOLDERS)

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
        count, wanted = self.document_count, self._wanted(query)
        told = Information(wanted)
        covered = Coverage.of(wanted, told, count)
        held = covered.held()
        rows = self._matching(query, held)
        if len(rows) > query.limit:
            rows = rows[leading(held[rows], query.limit)]
            scored = scores(wanted, rows, self._slots)
            if len(rows) > query.limit:
                total = largest(each.sum(axis=0) for each in scored)
                # Ascending, as the seam says, and as what is read of them then comes from memory in one direction.
                first = np.sort(best(held[rows], total, self._columns.order[rows], query.limit))
                rows, scored = rows[first], [each.take(first, axis=1) for each in scored]
        else:
            scored = scores(wanted, rows, self._slots)
        share = understood(query.concepts, places_of(rows, count), len(rows), self._held, self._holders)
        masses = (dict(zip(VIEWS, mass.tolist(), strict=True)) for mass in told.mass)
        return Candidates(self._columns, rows, tuple(map(Match, scored, covered.of_rows(rows), masses)), share)

    def _matching(self, query: EngineQuery, held: Sums) -> NDArray[np.intp]:
        """The documents that match, or of many those among which the ones that hold most are."""
        passing = self._passing(query)
        if not any(any(terms.values()) for terms in (query.terms, *query.alternatives)):
            return np.arange(len(held)) if passing is None else np.flatnonzero(passing)
        if passing is not None:
            held = held * passing
        least = at_least(held, query.limit) if len(held) > MANY else 0.0
        return np.flatnonzero(held >= least if least > 0.0 else held > 0.0)

    def _passing(self, query: EngineQuery) -> NDArray[np.bool_] | None:
        """Which documents pass the filters; None without any."""
        masks = [
            self._holding_any(stem, allowed)
            for stem, allowed in ((CATEGORY, query.categories), (PLATFORM, query.platforms))
            if allowed
        ]
        return np.all(masks, axis=0) if masks else None

    def _wanted(self, query: EngineQuery) -> Wanted:
        """The lists of all readings. Of the first alternative, if it widens the query's own terms, only what it adds
        to these."""
        wanted = Wanted()
        self._add(query.terms, wanted)
        for number, terms in enumerate(query.alternatives):
            if number == 0 and widens(terms, query.terms):
                self._add(added(terms, query.terms), wanted, widens=True)
            else:
                self._add(terms, wanted)
        return wanted

    def _add(self, terms: Terms, wanted: Wanted, *, widens: bool = False) -> None:
        first = len(wanted.lists)
        unseen = [0.0] * len(VIEWS)
        for number, view in enumerate(VIEWS):
            for found, weight in zip(self._find(view, terms.get(view, ())), terms.get(view, {}).values(), strict=True):
                if found:
                    wanted.lists.append(found)
                    wanted.weights.append(weight)
                    wanted.views.append(number)
                else:
                    unseen[number] += self._unseen * weight
        wanted.spans.append(slice(first, len(wanted.lists)))
        wanted.unseen.append(unseen)
        wanted.widens.append(widens)

    def _held(self, term: str) -> tuple[NDArray[np.int32], float]:
        (found,) = self._find("morph", (term,))
        return (found.cells, found.idf) if found else (NOBODY, self._unseen)

    def _holding_any(self, stem: str, terms: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(self.document_count, np.bool_)
        for found in self._find(stem, list(terms)):
            if found is not None:
                mask[found.cells] = True
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
