"""The articles nearest to a query, for those who weigh them on: conversations look at more than one query."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.analysis.lexicon import Lexicon
from app.analysis.views import Analyzer, Span
from app.engine import bm25
from app.engine.base import Reader
from app.models import Article, Correction
from app.search.confidence import confidence
from app.search.facets import within
from app.search.ranking import Ranking
from app.search.reading import Reading

HELD = 0.95
"""Share of what was meant from which an article holds it all."""

TITLED = 0.9
"""Share of a title's information from which the query says what the title does."""
RIVALS = 5
"""Articles behind the first one whose titles are looked at."""


@dataclass(frozen=True, slots=True)
class Closest:
    """The nearest ``articles`` first, platform variants one by one, whether or not any of them answers.

    ``scores`` are their scores, in units of log-odds. ``confidence`` is the probability that the first one answers.
    ``terms`` are the morphemes that were typed or meant, by how much each tells; ``typed`` counts the typed words that
    tell anything. ``unknown`` in [0, 1] is the share of what was typed that no article holds, ``held`` that of what was
    meant that the first one holds. ``holding`` counts the questions whose articles hold all of it. ``titled`` is
    whether the query says all that the title of the first one does, and does so of no other question among the next.
    """

    articles: tuple[Article, ...] = ()
    scores: tuple[float, ...] = ()
    confidence: float = 0.0
    terms: Mapping[str, float] = field(default_factory=dict)
    typed: int = 0
    unknown: float = 0.0
    held: float = 0.0
    holding: int = 0
    titled: bool = False
    correction: Correction | None = None


def closest(
    reading: Reading,
    reader: Reader,
    analyzer: Analyzer,
    lexicon: Lexicon,
    limit: int,
    categories: Collection[str] = (),
) -> Closest:
    """The ``limit`` nearest of ``reading`` in any of ``categories``; none for a query without words."""
    parsed, candidates = reading.parsed, reading.candidates
    scores = reading.ranked.scores
    order = np.argsort(-scores, kind="stable")
    rows = order[within(candidates.columns, candidates.rows[order], categories)]
    if parsed.browse or not len(rows) or limit < 1:
        return Closest(correction=reading.correction)
    sure = reading.confidence
    if rows[0] != order[0]:
        trust, questions = reading.trust, candidates.groups
        sure = reading.spelled * confidence(reading.signals, Ranking(rows, scores), trust=trust, questions=questions)
    rows = rows[:limit]
    typed = parsed.engine_query.terms["morph"]
    meant = dict(typed)
    for widened in parsed.engine_query.alternatives:
        for term, weight in widened["morph"].items():
            meant.setdefault(term, weight)
    frequencies = {term: reader.document_frequency("morph", term) for term in meant}
    told = {term: weight * bm25.idf(reader.document_count, frequencies[term]) for term, weight in meant.items()}
    mass = sum(told[term] for term in typed)
    unknown = sum(told[term] for term in typed if not frequencies[term])
    holding = np.flatnonzero(candidates.understood >= HELD)
    articles = tuple(reader.get(candidates.ids_of(rows)))

    def is_said(title: str) -> bool:
        weights = {
            term: lexicon.weight(term) * bm25.idf(reader.document_count, reader.document_frequency("morph", term))
            for term, _, _ in analyzer.spans(title)
        }
        return sum(weights[term] for term in weights if term in told) >= TITLED * sum(weights.values()) > 0

    return Closest(
        articles=articles,
        scores=tuple(scores[rows].tolist()),
        confidence=sure,
        terms=told,
        typed=_words(parsed.spans, typed),
        unknown=unknown / mass if mass else 0.0,
        held=float(max(candidates.understood[rows[0]], reading.signals.morph[rows[0]])),
        holding=candidates.questions(holding),
        titled=is_said(articles[0].title) and not any(map(is_said, _rivals(articles))),
        correction=reading.correction,
    )


def _words(spans: Sequence[Span], typed: Mapping[str, float]) -> int:
    """How many different words of ``spans`` were ``typed``; those inside another are its parts."""
    kept = [(term, start, end) for term, start, end in spans if term in typed]
    whole = [
        term
        for term, start, end in kept
        if not any(first <= start and end <= last and (first, last) != (start, end) for _, first, last in kept)
    ]
    return len(set(whole))


def _rivals(articles: Sequence[Article]) -> Iterator[str]:
    """The titles of what stands behind the first of ``articles`` and is no variant of it."""
    first, *others = articles[: RIVALS + 1]
    return (other.title for other in others if other.question_id != first.question_id)
