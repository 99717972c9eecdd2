"""How conversations went, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.chat.models import OUTCOMES
from app.evaluation.dialogues import Judged, share
from app.table import aligned


def as_text(judged: Sequence[Judged], worst: int) -> str:
    """The shares by split and by expected outcome, then at most ``worst`` turns that went wrong."""
    scripts = {each.script.id for each in judged}
    lines = [f"대화 {len(scripts):,}개 · 차례 {len(judged):,}번 · 기대한 대로 {share(judged):.1%}", ""]
    rows = [["", "차례", "기대한 대로", *OUTCOMES]]
    for name, turns in _groups(judged).items():
        became = [str(sum(each.reply.outcome == outcome for each in turns)) for outcome in OUTCOMES]
        rows.append([name, str(len(turns)), f"{share(turns):.1%}", *became])
    lines += aligned(rows, right=tuple(range(1, len(rows[0]))))
    wrong = [each for each in judged if not each.right][:worst]
    if wrong:
        lines += ["", f"기대와 다른 차례 {len(wrong)}개"]
    for each in wrong:
        said = each.step.say or f"{each.step.choose}번 고르기"
        shown = ", ".join(source.id for source in each.reply.sources) or "-"
        wanted = "/".join(each.step.outcome) + (f" ({', '.join(each.step.article)})" if each.step.article else "")
        lines.append(f"  {each.script.id}: {said}")
        lines.append(f"    기대 {wanted}, 결과 {each.reply.outcome}/{each.reply.reason} ({shown})")
    return "\n".join(lines)


def as_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """The same; shares are in [0, 1]."""
    return {
        "scripts": len({each.script.id for each in judged}),
        "turns": len(judged),
        "right": share(judged),
        "groups": {name: {"turns": len(turns), "right": share(turns)} for name, turns in _groups(judged).items()},
        "wrong": [
            {
                "script": each.script.id,
                "say": each.step.say,
                "choose": each.step.choose,
                "expected": {"outcome": each.step.outcome, "article": each.step.article},
                "outcome": each.reply.outcome,
                "reason": each.reply.reason,
                "confidence": round(each.reply.confidence, 4),
                "sources": [source.id for source in each.reply.sources],
            }
            for each in judged
            if not each.right
        ],
    }


def _groups(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """By split, then by the outcome that is expected, where only one is."""
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        groups.setdefault(each.script.split, []).append(each)
    for each in judged:
        if len(each.step.outcome) == 1:
            groups.setdefault(each.step.outcome[0], []).append(each)
    return groups
