"""An explanation as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.table import aligned

if TYPE_CHECKING:  # the search is loaded by the commands that use it only
    from app.search.explain import Considered, Decision, Explanation, HitExplanation, Term

_REASONS = {
    "browse": "검색어가 없어 모두 훑어봤어요.",
    "no_match": "맞는 말이 하나도 없어요.",
    "below_floor": "확신이 기준보다 낮아 아무것도 보여 주지 않았어요.",
    "between": "답일 수 있지만 확실하지 않아요.",
    "sure": "첫 결과가 답이라고 봐요.",
}


def general(explanation: Explanation) -> list[str]:
    """What concerns the query as a whole."""
    lines = ["", "살펴본 검색어", *_indented(aligned([_considered(each) for each in explanation.readings]))]
    if explanation.expansions:
        rows = [
            [each.word, "→ " + ", ".join(each.targets), f"{each.weight:.2f}", each.origin]
            for each in explanation.expansions
        ]
        lines += ["사전에서 더한 말", *_indented(aligned(rows))]
    return [*lines, *_decision(explanation.decision)]


def of_hit(hit: HitExplanation) -> list[str]:
    """What concerns one result; nothing where it was only browsed."""
    if not hit.signals:
        return []
    matched = " · ".join(f"{rung}({', '.join(words)})" if words else rung for rung, words in hit.matched.items())
    views = [
        [view.view, *(f"{group} {view.widened[group]:.2f}" for group in view.widened), f"담긴 비율 {view.coverage:.0%}"]
        for view in hit.views
    ]
    return _indented([f"맞은 말: {matched}", f"근거의 양: {hit.evidence:.2f}", *aligned(views), *_terms(hit.signals)])


def _considered(reading: Considered) -> list[str]:
    correction = reading.correction
    made = f"{correction.rung}, 믿음 {correction.trust:.2f}" if correction else "입력한 그대로"
    return ["*" if reading.chosen else " ", reading.text, made, f"확신 {reading.confidence:.2f}"]


def _decision(decision: Decision) -> list[str]:
    lines = [f"판단: {decision.outcome}. {_REASONS[decision.reason]}"]
    if decision.reason != "browse":
        lines.append(
            f"  확신 {decision.confidence:.2f} (기준 {decision.floor:.2f}, 답으로 볼 기준 {decision.sure:.2f})"
        )
    if decision.features:
        lines += _indented([f"바탕값 {decision.bias:+.2f}", *_terms(decision.features)])
    if decision.spelled < 1:
        lines.append(f"  고친 검색어가 미덥지 않아 확신을 {decision.spelled:.2f}배로 낮췄어요.")
    return lines


def _terms(terms: tuple[Term, ...]) -> list[str]:
    rows = [[each.name, f"{each.value:.3f}", f"× {each.weight:.2f}", f"{each.contribution:+.3f}"] for each in terms]
    return aligned(rows, right=(1, 2, 3))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
