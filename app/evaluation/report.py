"""Reports and comparisons, for people as Korean text and for programs as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.evaluation.compare import Comparison, Difference, Direction, Move
from app.evaluation.metrics import METRICS
from app.evaluation.room import Room
from app.evaluation.run_file import RunQuery
from app.evaluation.runner import OUTCOMES, Answer, Outcome, Report, Scores, Situation
from app.table import aligned

_OUTCOMES: Mapping[Outcome, str] = {"answered": "답함", "clarify": "되물음", "abstained": "거절"}
_SITUATIONS: Mapping[Situation, str] = {
    "right": "답이 있고 1위가 맞음",
    "wrong": "답이 있고 1위가 틀림",
    "no_answer": "답이 없음",
}
_DIRECTIONS: Mapping[Direction, str] = {"better": "나아짐", "worse": "나빠짐", "changed": "판단만 바뀜"}
_HEADER = ("종류", "질의", *METRICS)
_NUMBERS = range(1, len(_HEADER))


def reason(answer: Answer) -> str:
    """Why ``answer`` is not right, in a few words; empty when it is."""
    first = f"1위는 '{answer.ranking[0].title}'" if answer.ranking else ""
    if answer.misanswered:
        return f"답이 없는 질의에 답함: {first}"
    if answer.refused:
        return f"거절됨: {answer.floor}"
    if not answer.answerable or answer.rank == 1:
        return ""
    if answer.rank is not None:
        return f"{answer.rank}위: {first}"
    found = len(answer.ranking)
    return f"{answer.depth}위 밖: {first}" if found >= answer.depth else f"결과 {found}건에 없음: {first}"


def as_text(report: Report, room: Room, worst: int) -> str:
    """The whole report; ``worst`` is how many failures it lists at most."""
    settings = room.services.settings
    latency = ", ".join(f"{name} {value:.1f}" for name, value in report.latency.items())
    lines = [
        f"{_named(room)} · 질의 {len(report.answers):,}개 · 도움말 {room.articles:,}건"
        f" · {settings.engine}, {settings.tokenizer}",
        "",
        *_scores_table(report),
        "",
        *_confusion_table(report),
        f"답이 있는데 거절한 비율 {report.refused:.1%}, 답이 없는데 답한 비율 {report.misanswered:.1%}",
        "",
        f"검색 시간(ms): {latency} · 색인 발행 {room.publish_seconds:.1f}초",
    ]
    failures = report.worst(worst)
    if failures:
        lines += ["", f"가장 나쁜 질의 {len(failures)}개"]
        for number, answer in enumerate(failures, 1):
            lines += _failure(number, answer)
    return "\n".join(lines)


def as_json(report: Report, room: Room, worst: int) -> dict[str, Any]:
    """The same as ``as_text``; shares and metrics are in [0, 1]."""
    settings = room.services.settings
    return {
        "set": room.evaluation_set.folder.resolve().name,
        "split": room.evaluation_set.split,
        "queries": len(report.answers),
        "articles": room.articles,
        "engine": settings.engine,
        "tokenizer": settings.tokenizer,
        "overall": _scores_json(report.overall),
        "kinds": {kind: _scores_json(scores) for kind, scores in report.kinds.items()},
        "confusion": report.confusion,
        "refused": report.refused,
        "misanswered": report.misanswered,
        "latency_ms": {name: round(value, 3) for name, value in report.latency.items()},
        "publish_seconds": round(room.publish_seconds, 3),
        "worst": [_failure_json(answer) for answer in report.worst(worst)],
    }


def comparison_as_text(comparison: Comparison) -> str:
    """The differences and every query that moved."""
    rows = [_HEADER, *(_difference_row(kind, difference) for kind, difference in comparison.kinds.items())]
    rows.append(_difference_row("전체", comparison.overall))
    refused, misanswered = comparison.refused, comparison.misanswered
    lines = [
        f"질의 {len(comparison.pairs):,}개를 비교했어요. 표의 값은 뒤의 것이고, 괄호는 앞의 것과의 차이예요.",
        "",
        *aligned(rows, right=_NUMBERS),
        "",
        f"답이 있는데 거절한 비율 {refused[0]:.1%} → {refused[1]:.1%},"
        f" 답이 없는데 답한 비율 {misanswered[0]:.1%} → {misanswered[1]:.1%}",
    ]
    for name, only in (("앞", comparison.only_before), ("뒤", comparison.only_after)):
        if only:
            lines.append(f"{name}의 실행 기록에만 있는 질의 {len(only):,}개는 뺐어요.")
    moves = comparison.moves
    for direction, title in _DIRECTIONS.items():
        found = [move for move in moves if move.direction == direction]
        if found:
            lines += ["", f"{title} {len(found)}개", *aligned([_move_row(move) for move in found])]
    if not moves:
        lines += ["", "움직인 질의가 없어요."]
    return "\n".join(lines)


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """The same as ``comparison_as_text``; pairs of numbers are before and after."""
    return {
        "queries": len(comparison.pairs),
        "overall": _difference_json(comparison.overall),
        "kinds": {kind: _difference_json(difference) for kind, difference in comparison.kinds.items()},
        "refused": list(comparison.refused),
        "misanswered": list(comparison.misanswered),
        "only_before": list(comparison.only_before),
        "only_after": list(comparison.only_after),
        "moves": [
            {
                "id": move.after.id,
                "text": move.after.text,
                "kind": move.after.kind,
                "direction": move.direction,
                "rank": [move.before.rank, move.after.rank],
                "outcome": [move.before.outcome, move.after.outcome],
            }
            for move in comparison.moves
        ],
    }


def _named(room: Room) -> str:
    name, split = room.evaluation_set.folder.resolve().name, room.evaluation_set.split
    return f"{name}({split})" if split else name


def _scores_table(report: Report) -> list[str]:
    kinds = report.kinds
    rows = [_scores_row(kind, scores) for kind, scores in kinds.items()] if len(kinds) > 1 else []
    return aligned([_HEADER, *rows, _scores_row("전체", report.overall)], right=_NUMBERS)


def _scores_row(kind: str, scores: Scores) -> tuple[str, ...]:
    return (kind, f"{scores.queries:,}", *(f"{scores.values[name]:.3f}" for name in METRICS))


def _confusion_table(report: Report) -> list[str]:
    rows = [("", "질의", *(_OUTCOMES[outcome] for outcome in OUTCOMES))]
    for situation, counts in report.confusion.items():
        total = sum(counts.values())
        shares = (f"{count:,} ({count / total if total else 0:.0%})" for count in counts.values())
        rows.append((_SITUATIONS[situation], f"{total:,}", *shares))
    return aligned(rows, right=range(1, len(rows[0])))


def _failure(number: int, answer: Answer) -> list[str]:
    lines = [f"{number}. {answer.topic.text}  [{answer.topic.kind}, {answer.topic.id}]", f"   {reason(answer)}"]
    if answer.expected:
        more = f" 외 {len(answer.expected) - 1}건" if len(answer.expected) > 1 else ""
        lines.append(f"   정답: {answer.expected[0]}{more}")
    if answer.ranking:
        first = answer.ranking[0]
        lines.append(f"   1위의 근거: {', '.join(first.matched_by)}  ({first.score:.3f})")
    return lines


def _failure_json(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.topic.id,
        "text": answer.topic.text,
        "kind": answer.topic.kind,
        "reason": reason(answer),
        "rank": answer.rank,
        "outcome": answer.verdict.outcome,
        "confidence": answer.verdict.confidence,
        "expected": list(answer.expected),
        "first": answer.ranking[0].title if answer.ranking else None,
        "matched_by": list(answer.ranking[0].matched_by) if answer.ranking else [],
    }


def _scores_json(scores: Scores) -> dict[str, Any]:
    return {"queries": scores.queries, **scores.values}


def _difference_row(kind: str, difference: Difference) -> tuple[str, ...]:
    cells = (f"{difference.after[name]:.3f} ({_change(difference, name):+.3f})" for name in METRICS)
    return (kind, f"{difference.queries:,}", *cells)


def _difference_json(difference: Difference) -> dict[str, Any]:
    metrics = {name: [difference.before[name], difference.after[name]] for name in METRICS}
    return {"queries": difference.queries, **metrics}


def _change(difference: Difference, name: str) -> float:
    return difference.after[name] - difference.before[name]


def _move_row(move: Move) -> tuple[str, ...]:
    before, after = _fate(move.before), _fate(move.after)
    return (f"  {before} → {after}", f"[{move.after.kind}, {move.after.id}]", move.after.text)


def _fate(query: RunQuery) -> str:
    outcome = _OUTCOMES[query.outcome]
    if not query.answerable:
        return outcome
    place = f"{query.rank}위" if query.rank else "순위 밖"
    return place if query.outcome == "answered" else f"{place}({outcome})"
