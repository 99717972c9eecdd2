"""Asks a search every question of a set and keeps what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from time import perf_counter
from typing import Literal, NamedTuple, get_args

from app.evaluation.metrics import mean, measure, percentile, rank_of_first
from app.evaluation.sets import EvaluationSet, Topic
from app.models import Hit, SearchResult

WARM_UP = 50
"""Queries asked at most before the clock runs: caches fill once in the life of a server."""

Outcome = Literal["answered", "clarify", "abstained"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Situation = Literal["right", "wrong", "no_answer"]
"""Answerable with a relevant first result, answerable without one, not answerable."""
SITUATIONS: tuple[Situation, ...] = get_args(Situation)


class Verdict(NamedTuple):
    """What the search says of its own result. ``confidence`` is in [0, 1]; None where there is no such number."""

    outcome: Outcome
    confidence: float | None


def outcome_of(result: SearchResult) -> Verdict:
    """What the search made of the query, and how sure it was."""
    return Verdict(result.outcome, result.confidence)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A result. ``grade`` is 0 for an irrelevant one."""

    id: str
    title: str
    score: float
    grade: int
    matched_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for ``topic``: at most ``depth`` results.

    ``expected`` are the titles (ids, where no title is known) of what is relevant, the best graded first; none for a
    query that has no answer. ``values`` are the metrics of METRICS, empty for such a query. ``floor`` is the search's
    reason for having no results, ``none`` otherwise.
    """

    topic: Topic
    expected: tuple[str, ...]
    ranking: tuple[Ranked, ...]
    depth: int
    floor: str
    verdict: Verdict
    values: Mapping[str, float]
    milliseconds: float

    @property
    def answerable(self) -> bool:
        return bool(self.expected)

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first relevant result."""
        return rank_of_first([ranked.grade for ranked in self.ranking])

    @property
    def refused(self) -> bool:
        """Whether the search declined to answer a query that has an answer."""
        return self.answerable and self.verdict.outcome == "abstained"

    @property
    def misanswered(self) -> bool:
        """Whether the search answered a query that has no answer."""
        return not self.answerable and self.verdict.outcome == "answered"

    @property
    def situation(self) -> Situation:
        if not self.answerable:
            return "no_answer"
        return "right" if self.rank == 1 else "wrong"


@dataclass(frozen=True, slots=True)
class Scores:
    """The means over ``queries`` answerable queries, by the names of METRICS."""

    queries: int
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """The answers to all the topics of a set, in its order."""

    answers: tuple[Answer, ...]

    @property
    def overall(self) -> Scores:
        return _scores(self.answers)

    @property
    def kinds(self) -> dict[str, Scores]:
        """By kind, in the order of first appearance; kinds without an answerable query have no scores."""
        kinds = dict.fromkeys(answer.topic.kind for answer in self.answers if answer.answerable)
        return {kind: _scores(tuple(a for a in self.answers if a.topic.kind == kind)) for kind in kinds}

    @property
    def confusion(self) -> dict[Situation, dict[Outcome, int]]:
        """Numbers of queries by what they were and what the search made of them."""
        counts = Counter((answer.situation, answer.verdict.outcome) for answer in self.answers)
        return {row: {column: counts[row, column] for column in OUTCOMES} for row in SITUATIONS}

    @property
    def refused(self) -> float:
        """Share of the answerable queries that the search declined to answer."""
        return _share([answer.refused for answer in self.answers if answer.answerable])

    @property
    def misanswered(self) -> float:
        """Share of the queries without an answer that were answered as if they had one."""
        return _share([answer.misanswered for answer in self.answers if not answer.answerable])

    @property
    def latency(self) -> dict[str, float]:
        """Percentiles of the whole search call in milliseconds."""
        times = [answer.milliseconds for answer in self.answers]
        return {f"p{percent}": percentile(times, percent) for percent in (50, 95, 99)}

    def worst(self, count: int) -> list[Answer]:
        """Up to ``count`` queries that went wrong: the lowest placed answers first, then answers where none exists."""
        wrong = [answer for answer in self.answers if answer.refused or answer.situation == "wrong"]
        wrong.sort(key=lambda answer: 0.0 if answer.refused or not answer.rank else 1.0 / answer.rank)
        invented = (answer for answer in self.answers if answer.misanswered)
        return list(chain(wrong, invented))[:count]


def evaluate(
    evaluation_set: EvaluationSet,
    search: Callable[[str], SearchResult],
    *,
    further: Callable[[str], SearchResult] | None = None,
    progress: Callable[[int], None] = lambda done: None,
    warm_up: int = WARM_UP,
) -> Report:
    """Ask ``search`` every query of ``evaluation_set`` and judge the page of results that it returns.

    Platform variants of a question count as that question: those of a hit always, those of a judged article when the
    set knows the collection (``EvaluationSet.over``). ``further`` gives a longer page of the same results; it is asked,
    off the clock, where the page of ``search`` lacks what is relevant. ``progress`` gets the number of queries
    answered. Who does not look at the clock needs no ``warm_up``. What a search raises is passed on.
    """
    for topic in evaluation_set.topics[:warm_up]:
        search(topic.text)
    answers = []
    for done, topic in enumerate(evaluation_set.topics, 1):
        started = perf_counter()
        result = search(topic.text)
        milliseconds = (perf_counter() - started) * 1000
        answer = _answer(evaluation_set, topic, result, milliseconds)
        if further and answer.answerable and answer.rank is None and result.total > len(result.hits):
            answer = _answer(evaluation_set, topic, further(topic.text), milliseconds)
        answers.append(answer)
        progress(done)
    return Report(tuple(answers))


def _answer(evaluation_set: EvaluationSet, topic: Topic, result: SearchResult, milliseconds: float) -> Answer:
    relevant = evaluation_set.relevant(topic)
    unseen = dict(relevant)
    ranking = tuple(
        Ranked(hit.article.id, hit.article.title, hit.score, _take(unseen, hit, evaluation_set), hit.matched_by)
        for hit in result.hits
    )
    best_first = sorted(relevant, key=lambda question: -relevant[question])
    grades = [ranked.grade for ranked in ranking]
    return Answer(
        topic=topic,
        expected=tuple(evaluation_set.title_of(question) for question in best_first),
        ranking=ranking,
        depth=result.query.per_page,
        floor=result.floor,
        verdict=outcome_of(result),
        values=measure(grades, list(relevant.values())) if relevant else {},
        milliseconds=milliseconds,
    )


def _take(unseen: dict[str, int], hit: Hit, evaluation_set: EvaluationSet) -> int:
    """The grade of ``hit``, which ``unseen`` loses: a question that is listed twice has earned its gain already."""
    questions = {evaluation_set.question_of(id_) for id_ in (hit.article.id, *(other.id for other in hit.variants))}
    return max((unseen.pop(question) for question in questions & unseen.keys()), default=0)


def _scores(answers: tuple[Answer, ...]) -> Scores:
    measured = [answer.values for answer in answers if answer.answerable]
    return Scores(len(measured), mean(measured))


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
