"""Fit the weights of ranking and of confidence to the evaluation sets: ``python -m benchmarks.relevance --help``.

Every figure that it prints for a set comes from weights fitted to the tuning queries of the *other* sets; only the
weights to keep, printed last, are fitted to the tuning queries of all.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.config import load_settings
from app.evaluation.beir import read_set
from app.evaluation.room import Room, open_room
from app.evaluation.sets import Topic
from app.models import Query
from app.paths import FAQ_DATA
from app.search import confidence, ranking
from app.search.confidence import Fit
from app.search.reading import Reading
from benchmarks.reliability import diagram

SETS = ("sample", "services", "market", "intents", "passages")
CONFIDENCE_SETS = ("sample", "services", "market", "passages")
"""Those with queries that nothing answers; ``passages`` is asked the others' questions for that."""

MISTYPED = ("initials", "half-typed")
"""Kinds that are read only after a correction; the order of what they find as typed teaches nothing."""

DEPTH = 200
PRIOR = 1e-3
"""The weight of the squared coefficients beside the mean log-likelihood, which keeps them from running away."""

Columns = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A query as typed: ``table`` has a row for each of the best candidates, ``right`` says which ones answer."""

    topic: Topic
    answerable: bool
    table: Columns
    right: NDArray[np.bool_]
    groups: tuple[str, ...]
    readings: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A reading of a query: what confidence looks at, and whether its first result answers."""

    features: Mapping[str, float]
    spelled: float
    right: bool


def observe(room: Room, strangers: Sequence[Topic] = ()) -> list[Case]:
    """What search sees for every query of the set of ``room``, and for ``strangers``, which nothing in it answers."""
    evaluation_set = room.evaluation_set
    cases = []
    for topic in (*evaluation_set.topics, *strangers):
        relevant = evaluation_set.relevant(topic)
        readings = room.services.search.readings(Query(topic.text))
        groups = [[evaluation_set.question_of(id_) for id_ in each.candidates.ids_of()] for each in readings]
        guesses = tuple(
            Guess(
                confidence.features(each.signals, each.ranked, each.trust, each.candidates.groups),
                each.spelled,
                names[each.ranked.rows[0]] in relevant,
            )
            for each, names in zip(readings, groups, strict=True)
            if len(each.ranked.rows)
        )
        typed = readings[0]
        best = np.argsort(-typed.ranked.scores, kind="stable")[:DEPTH]
        names = tuple(groups[0][row] for row in best)
        right = np.array([name in relevant for name in names], np.bool_)
        cases.append(Case(topic, bool(relevant), table(typed)[best], right, names, guesses))
    return cases


def table(reading: Reading) -> Columns:
    """The signals that ranking weighs, a column each, as it weighs them."""
    signals = reading.signals
    return np.stack(
        [
            ranking.column(signals, name) * (signals.trust if name in ranking.SEMANTIC else 1.0)
            for name in ranking.WEIGHTS
        ],
        axis=1,
    )


def fit_ranking(sets: Mapping[str, Sequence[Case]]) -> Columns:
    """The weights, none negative, under which the right candidates are likeliest; every set counts alike."""
    cases = [
        (case.table, case.right, 1.0 / len(found))
        for found in (list(filter(_teaches, each)) for each in sets.values())
        for case in found
    ]

    def loss(weights: Columns) -> tuple[float, Columns]:
        value, slope = PRIOR * float(weights @ weights) * len(sets), 2 * PRIOR * len(sets) * weights
        for rows, right, share in cases:
            scores = rows @ weights
            likelihood = np.exp(scores - scores.max())
            all_, those = likelihood / likelihood.sum(), likelihood * right / (likelihood * right).sum()
            value -= share * float(np.log((all_ * right).sum()))
            slope = slope - share * (those - all_) @ rows
        return value, slope

    start = np.array(list(ranking.WEIGHTS.values()))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return np.asarray(found.x, np.float64)


def _teaches(case: Case) -> bool:
    return case.topic.split != "holdout" and case.topic.kind not in MISTYPED and bool(case.right.any())


def fit_confidence(sets: Mapping[str, Sequence[Case]], fit: Fit, judged: str = "") -> Columns:
    """The logistic regression of ``right`` on the features of ``fit``: its intercept, then a coefficient for each
    feature, none negative. The queries of the set ``judged`` teach nothing, wherever they are asked."""
    own = {case.topic.id for case in sets.get(judged, ())}
    guesses = [
        guess
        for name, cases in sets.items()
        if name != judged
        for case in cases
        if case.topic.split != "holdout" and case.topic.id not in own
        for guess in case.readings
    ]
    rows, right = _matrix(guesses, fit), np.array([guess.right for guess in guesses], np.float64)

    def loss(weights: Columns) -> tuple[float, Columns]:
        logit = rows @ weights
        shrunk = np.r_[0.0, weights[1:]]
        value = np.logaddexp(0, logit).mean() - (logit * right).mean() + PRIOR * float(shrunk @ shrunk)
        slope = rows.T @ (1 / (1 + np.exp(-logit)) - right) / len(right) + 2 * PRIOR * shrunk
        return float(value), slope

    bounds = [(None, None), *[(0, None)] * (rows.shape[1] - 1)]
    return np.asarray(minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x, np.float64)


def _matrix(guesses: Sequence[Guess], fit: Fit) -> Columns:
    return np.array([[1.0, *(guess.features[name] for name in fit.weights)] for guess in guesses])


def probabilities(weights: Columns, guesses: Sequence[Guess], fit: Fit) -> Columns:
    spelled = np.array([guess.spelled for guess in guesses])
    return np.asarray(spelled / (1 + np.exp(-_matrix(guesses, fit) @ weights)), np.float64)


def places(cases: Sequence[Case], weights: Columns) -> dict[str, list[int]]:
    """By kind, the place of the first right question, from 0; ``all`` leaves out what only a correction finds."""
    found: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        if case.answerable and case.topic.kind not in MISTYPED:
            order = np.argsort(-(case.table @ weights), kind="stable")
            questions = list(dict.fromkeys(case.groups[row] for row in order))
            right = {case.groups[row] for row in np.flatnonzero(case.right)}
            place = next((place for place, name in enumerate(questions) if name in right), len(questions) + 99)
            found[case.topic.kind].append(place)
            found["all"].append(place)
    return found


def judge_ranking(sets: Mapping[str, Sequence[Case]]) -> None:
    for name, cases in sets.items():
        weights = fit_ranking({other: found for other, found in sets.items() if other != name})
        line = [f"{name:9}"]
        for kind, found in places(cases, weights).items():
            first, fifth = (float(np.mean(np.array(found) < depth)) for depth in (1, 5))
            line.append(f"{kind} {first:.3f}/{fifth:.3f}")
        click.echo("  ".join(line))


def judge_confidence(sets: Mapping[str, Sequence[Case]], fit: Fit) -> tuple[Columns, Columns]:
    """The cross-fitted probabilities of the surest readings, and what came true, for the diagram."""
    every, true = [], []
    for name in sets:
        weights = fit_confidence(sets, fit, judged=name)
        of_answerable: list[float] = []
        of_others: list[float] = []
        for case in (case for case in sets[name] if case.readings):
            chances = probabilities(weights, case.readings, fit)
            (of_answerable if case.answerable else of_others).append(float(chances.max()))
            every.append(float(chances.max()))
            true.append(float(case.readings[int(chances.argmax())].right))
        floor, sure = float(np.quantile(of_answerable, 0.05)), float(np.quantile(of_others, 0.85))
        click.echo(
            f"{name:9}  5 % of the answerable below {floor:.3f}, of the others {_share(of_others, below=floor):.3f};  "
            f"15 % of the others above {sure:.3f}, of the answerable {1 - _share(of_answerable, below=sure):.3f}"
        )
    return np.array(every), np.array(true)


def _share(values: Sequence[float], *, below: float) -> float:
    return float(np.mean(np.array(values) < below))


@click.command()
@click.option("--diagram", "path", type=click.Path(path_type=Path), help="Write the reliability diagram here, as SVG.")
@click.option("--without-meaning", is_flag=True, help="Fit the confidence for where nothing compares meanings.")
def main(path: Path | None, without_meaning: bool) -> None:
    """Fit, judge across sets, print."""
    settings = load_settings(**({"semantic_weight": 0.0} if without_meaning else {}))
    sets: dict[str, list[Case]] = {}
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            room = open_room(read_set(FAQ_DATA / "evaluation" / name), settings, Path(folder) / "room")
            try:
                others = [case.topic for found in sets.values() for case in found[::8] if name == "passages"]
                sets[name] = observe(room, others)
            finally:
                room.close()
    if not without_meaning:
        click.echo("success@1/@5 by kind, as typed, weights from the other sets")
        judge_ranking(sets)
        weights = fit_ranking(sets)
        for signal, weight in zip(ranking.WEIGHTS, weights, strict=True):
            click.echo(f'    "{signal}": {weight:.2f},')
    click.echo("confidence, coefficients from the other sets, in the order of the weights in use")
    with_off_topic = {name: sets[name] for name in CONFIDENCE_SETS}
    fit = confidence.WITHOUT_MEANING if without_meaning else confidence.WITH_MEANING
    chances, true = judge_confidence(with_off_topic, fit)
    for feature, weight in zip(("bias", *fit.weights), fit_confidence(with_off_topic, fit), strict=True):
        click.echo(f'        "{feature}": {weight:.2f},')
    if path:
        path.write_text(diagram(chances, true), encoding="utf-8")


if __name__ == "__main__":
    main()
