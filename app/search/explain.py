"""Why results are what they are, taken apart on request: scores, words, confidence and the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.analysis.lexicon import Expansion
from app.content.markdown import to_text
from app.engine.base import GROUPS, VIEWS, Field, Group, Match, View
from app.models import Correction, Hit, Outcome, SearchResult
from app.search import confidence, ranking
from app.search.choice import choose
from app.search.reading import Reading
from app.search.rungs import Rungs, Wording
from app.search.signals import COLUMNS, Signals, share

Reason = Literal["browse", "no_match", "below_floor", "between", "sure"]
"""Why an outcome was decided: nothing was typed, nothing matched, or where confidence lies by floor and sure."""


@dataclass(frozen=True, slots=True)
class Term:
    """A summand: ``contribution`` is ``weight * value``."""

    name: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class ViewScore:
    """``scores`` are BM25 sums of the typed words by group, ``widened`` those with the lexicon's words; ``coverage``
    in [0, 1] is the share of the typed words' information that the article holds."""

    view: View
    scores: Mapping[Group, float]
    widened: Mapping[Group, float]
    coverage: float


@dataclass(frozen=True, slots=True)
class HitExplanation:
    """``signals`` add up to the hit's score; ``evidence`` in [0, 1] decides whether it may stand in the list.
    ``matched`` has the words of each rung."""

    id: str
    signals: tuple[Term, ...]
    views: tuple[ViewScore, ...]
    evidence: float
    matched: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Considered:
    """A way to read the query; ``correction`` is None for what was typed. The one that is shown is ``chosen``."""

    text: str
    confidence: float
    chosen: bool
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Decision:
    """``confidence`` is ``spelled`` times the logistic function of ``bias`` plus the contributions of ``features``.

    These are 0 and empty where there was nothing to judge; ``spelled`` is 1 but for a doubtful correction.
    """

    confidence: float
    spelled: float
    bias: float
    features: tuple[Term, ...]
    floor: float
    sure: float
    outcome: Outcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """``hits`` in the order of the result; ``expansions`` are the lexicon's rows that spoke and the words of theirs
    that the articles use."""

    readings: tuple[Considered, ...]
    expansions: tuple[Expansion, ...]
    decision: Decision
    hits: tuple[HitExplanation, ...]


def explain(
    result: SearchResult, readings: Sequence[Reading], *, floor: float, sure: float, semantic_weight: float
) -> Explanation:
    """Take ``result`` apart by the ``readings`` of its query.

    A hit that is not among their candidates, because another index was published in between, is left out.
    """
    chosen = choose(readings, floor=floor)
    places = {id_: place for place, id_ in enumerate(chosen.candidates.ids_of())}
    return Explanation(
        tuple(
            Considered(each.parsed.text, round(each.confidence, 4), each is chosen, each.correction)
            for each in readings
        ),
        chosen.parsed.expansions,
        _decision(chosen, floor, sure),
        tuple(
            _hit(hit, places[hit.article.id], chosen, semantic_weight)
            for hit in result.hits
            if hit.article.id in places
        ),
    )


def _decision(reading: Reading, floor: float, sure: float) -> Decision:
    outcome = confidence.outcome(reading.confidence, floor=floor, sure=sure)
    reason: Reason = {"answered": "sure", "clarify": "between", "abstained": "below_floor"}[outcome]  # type: ignore[assignment]
    if reading.parsed.browse:
        return Decision(0.0, 1.0, 0.0, (), floor, sure, "answered", "browse")
    if not len(reading.ranked.rows):
        return Decision(reading.confidence, reading.spelled, 0.0, (), floor, sure, outcome, "no_match")
    values = confidence.features(reading.signals, reading.ranked, reading.trust, reading.candidates.groups)
    fit = confidence.fit_for(reading.signals)
    terms = tuple(_term(name, values[name], weight) for name, weight in fit.weights.items())
    return Decision(reading.confidence, reading.spelled, fit.bias, terms, floor, sure, outcome, reason)


def _hit(hit: Hit, place: int, reading: Reading, semantic_weight: float) -> HitExplanation:
    own, widest = reading.candidates.matches[0], reading.candidates.matches[-1]
    if reading.parsed.browse:
        return HitExplanation(hit.article.id, (), (), 0.0, {})
    correction = reading.correction.rung if reading.correction else None
    return HitExplanation(
        hit.article.id,
        tuple(_signal(name, reading.signals, place, semantic_weight) for name in COLUMNS),
        tuple(
            ViewScore(view, _scores(own, view, place), _scores(widest, view, place), float(share(own, view)[place]))
            for view in VIEWS
        ),
        float(ranking.evidence(reading.signals)[place]),
        Rungs(reading.parsed, correction).of(Wording.of(hit.article, to_text(hit.article.body))),
    )


def _signal(name: str, signals: Signals, place: int, semantic_weight: float) -> Term:
    weight = ranking.weight(name, signals, semantic_weight)
    return _term(name, float(ranking.column(signals, name)[place]), weight)


def _term(name: str, value: float, weight: float) -> Term:
    return Term(name, value, weight, weight * value)


def _scores(match: Match, view: View, place: int) -> Mapping[Group, float]:
    return {group: float(match.scores[Field(view, group)][place]) for group in GROUPS}
