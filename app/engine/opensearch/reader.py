"""An open index in OpenSearch: what it scores, put into the columns of the seam.

Scores come from the server. Which document holds which term comes as bits, so that coverage and what is understood of a
query are computed here, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine import articles, bm25
from app.engine.base import FIELDS, VIEWS, Candidates, Concept, EngineQuery, Field, Match, Terms, View
from app.engine.columns import Columns
from app.engine.opensearch import searches
from app.engine.opensearch.client import Client, segment
from app.engine.opensearch.frequencies import Frequencies
from app.engine.opensearch.layout import ARTICLE
from app.engine.opensearch.searches import Found
from app.engine.weighing import KEPT_HOLDERS, NOBODY, Alternatives, added, best, held_of, places_of, understood, widens
from app.errors import IndexUnavailableError
from app.kept import Kept
from app.models import Article

KEPT_FREQUENCIES = 65_536
GET_AT_ONCE = 500

Holders = Mapping[tuple[View, str], NDArray[np.int32]]
"""The rows of the documents that hold a term in any group of a view, for terms that any document holds."""


class InRows(NamedTuple):
    """As ``Found``, by row."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float32]


_ADDING = [number for number, field in enumerate(FIELDS) if field.group != "questions"]
"""The fields of one passage. Of several the best one counts, and another one may be the best by more terms."""


class OpenSearchReader:
    """Safe to share between threads: the client is, and nothing else changes but what is kept."""

    def __init__(
        self,
        client: Client,
        index: str,
        columns: Columns,
        slots: NDArray[np.int32],
        frequencies: Frequencies,
        scale: int,
    ) -> None:
        self._client = client
        self._index = index
        self._columns = columns
        self._slots = slots
        self._rows = np.zeros(int(slots.max(initial=-1)) + 1, np.int32)
        self._rows[slots] = np.arange(len(slots), dtype=np.int32)
        self._scale = scale
        self._frequency = lru_cache(KEPT_FREQUENCIES)(frequencies.get)
        self._articles = articles.at_hand()
        self._holders: Kept[Alternatives, int] = Kept(KEPT_HOLDERS)

    @property
    def document_count(self) -> int:
        return len(self._columns)

    def document_frequency(self, view: View, term: str) -> int:
        return self._frequency(view, term)

    def retrieve(self, query: EngineQuery) -> Candidates:
        readings = (query.terms, *query.alternatives)
        browsing = not any(any(terms.values()) for terms in readings)
        filtered = bool(query.categories or query.platforms)
        asked = self._known(readings, query.concepts)
        chunks = [asked[start : start + searches.BITS] for start in range(0, len(asked), searches.BITS)]
        widened = bool(query.alternatives) and widens(query.alternatives[0], query.terms)
        scored = [
            (number, field, weights)
            for number, terms in enumerate(readings)
            for field, weights in self._scored(terms, query.terms if widened and number == 1 else {})
        ]
        queries = [
            *(searches.holding(chunk) for chunk in chunks),
            *(searches.matching(field, weights) for _, field, weights in scored),
            *([searches.passing(query.categories, query.platforms)] if filtered else ()),
        ]
        found = iter(self._search(queries) if self.document_count else ())
        holders = _holders(zip(chunks, islice(found, len(chunks)), strict=False))
        scores = np.zeros((len(readings), len(FIELDS), self.document_count))
        for (number, field, _), each in zip(scored, islice(found, len(scored)), strict=False):
            scores[number, FIELDS.index(field), each.rows] = each.scores / self._scale
        if widened:
            scores[1, _ADDING] += scores[0, _ADDING]
        keep = np.full(self.document_count, browsing)
        matches = [self._match(terms, own, holders, keep) for terms, own in zip(readings, scores, strict=True)]
        if filtered:
            passing = np.zeros(self.document_count, np.bool_)
            for each in found:
                passing[each.rows] = True
            keep &= passing
        rows = np.flatnonzero(keep)
        if len(rows) > query.limit:
            held = np.max([held_of(each.by_view, np.array([*each.mass.values()])) for each in matches], axis=0)
            scores = np.max([match.by_field.sum(axis=0) for match in matches], axis=0)
            rows = np.sort(rows[best(held[rows], scores[rows], self._columns.order[rows], query.limit)])
        return Candidates(
            self._columns,
            rows,
            tuple(Match(match.by_field[:, rows], match.by_view[:, rows], match.mass) for match in matches),
            understood(
                query.concepts,
                places_of(rows, self.document_count),
                len(rows),
                lambda term: self._held(term, holders),
                self._holders,
            ),
        )

    def get(self, ids: Sequence[str]) -> list[Article]:
        rows = [self._columns.rows[id_] for id_ in ids if id_ in self._columns.rows]
        known = {row: kept for row in rows if (kept := self._articles.get(row))}
        wanted = iter(dict.fromkeys(row for row in rows if row not in known))
        while some := list(islice(wanted, GET_AT_ONCE)):
            known |= self._fetch(some)
        return [known[row] for row in rows]

    def close(self) -> None:
        """Nothing: the connections are the process's."""

    def _known(self, readings: Iterable[Terms], concepts: Iterable[Concept]) -> list[tuple[View, str]]:
        """The terms that any document holds, each once."""
        of_readings = ((view, term) for terms in readings for view, weights in terms.items() for term in weights)
        of_concepts: Iterable[tuple[View, str]] = (
            ("morph", term) for each in concepts for other in each.alternatives for term in other.terms
        )
        return [key for key in dict.fromkeys((*of_readings, *of_concepts)) if self._frequency(*key)]

    def _scored(self, terms: Terms, typed: Terms) -> Iterable[tuple[Field, Mapping[str, float]]]:
        """What to look for in which field, each term with its weight times idf: where scores add up, only what
        ``terms`` add to those ``typed``."""
        more = added(terms, typed)
        for number, field in enumerate(FIELDS):
            weights = {
                term: weight * self._idf(field.view, term)
                for term, weight in (more if number in _ADDING else terms).get(field.view, {}).items()
                if weight and self._frequency(field.view, term)
            }
            if weights:
                yield field, weights

    def _idf(self, view: View, term: str) -> float:
        return bm25.idf(self.document_count, self._frequency(view, term))

    def _search(self, queries: Sequence[searches.Query]) -> Iterable[InRows]:
        if not queries:
            return []
        body = searches.request(queries)
        answer = self._client.read("POST", f"/{segment(self._index)}/_msearch", body)
        return [self._in_rows(searches.unpack(each)) for each in answer["responses"]]

    def _in_rows(self, found: Found) -> InRows:
        return InRows(self._rows[found.slots], found.scores)

    def _match(self, terms: Terms, scores: NDArray[np.float64], holders: Holders, keep: NDArray[np.bool_]) -> Match:
        """One reading over all documents; sets ``keep`` for those that hold any of ``terms``."""
        coverage, mass = np.zeros((len(VIEWS), self.document_count)), dict.fromkeys(VIEWS, 0.0)
        for view, weights in terms.items():
            for term, weight in weights.items():
                information = weight * self._idf(view, term)
                mass[view] += information
                if (rows := holders.get((view, term))) is not None:
                    coverage[VIEWS.index(view), rows] += information
                    keep[rows] = True
        return Match(scores, coverage, mass)

    def _held(self, term: str, holders: Holders) -> tuple[NDArray[np.int32], float]:
        return holders.get(("morph", term), NOBODY), self._idf("morph", term)

    def _fetch(self, rows: Sequence[int]) -> dict[int, Article]:
        answer = self._client.read(
            "POST",
            f"/{segment(self._index)}/_mget",
            {"ids": [str(self._slots[row]) for row in rows]},
            params={"_source": ARTICLE},
        )
        found = {}
        for row, document in zip(rows, answer["docs"], strict=True):
            if not document.get("found"):
                raise IndexUnavailableError(
                    f"OpenSearch에 문서가 없어요: {self._index}/{row}", remedy="barodap publish"
                )
            article = articles.from_json(document["_source"][ARTICLE])
            found[row] = replace(article, views=int(self._columns.views[row]))
            self._articles.put(row, found[row])
        return found


def _holders(found: Iterable[tuple[Sequence[tuple[View, str]], InRows]]) -> dict[tuple[View, str], NDArray[np.int32]]:
    holders = {}
    for terms, (rows, scores) in found:
        bits = scores.astype(np.uint32)
        for bit, key in enumerate(terms):
            holders[key] = rows[(bits >> np.uint32(bit)) & np.uint32(1) == 1]
    return holders
