"""Scripts are read, and the dialogue is held to what it reached in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.chat.models import Reply, Source
from app.errors import ContentError
from app.evaluation import dialogue_report
from app.evaluation.dialogues import Judged, Script, Step, is_dialogues, play, read_scripts, share
from app.paths import FAQ_DATA
from app.services import Services

FOLDER = FAQ_DATA / "evaluation" / "dialogues"
REACHED = {"tuning": 0.81, "holdout": 0.80}
"""Shares of turns that must go right; .817 and .825 when this was written."""


@pytest.mark.parametrize("split", REACHED)
def test_turns_go_as_they_should(sample: Services, split: str) -> None:
    judged = play(read_scripts(FOLDER, split), sample.dialogue)
    wrong = [f"{each.script.id}: {each.step.say} -> {each.reply.outcome}" for each in judged if not each.right]
    assert share(judged) >= REACHED[split], wrong
    assert json.dumps(dialogue_report.as_json(judged), ensure_ascii=False)
    assert "기대와 다른 차례 3개" in dialogue_report.as_text(judged, 3)


def test_there_are_scripts_enough_and_no_sentence_is_in_both_splits(sample: Services) -> None:
    tuning, holdout = (read_scripts(FOLDER, split) for split in ("tuning", "holdout"))
    assert len(tuning) + len(holdout) >= 60
    assert not {t.say for s in tuning for t in s.turns if t.say} & {t.say for s in holdout for t in s.turns if t.say}
    known = {article.id for article in sample.articles.published()}
    assert {id_ for script in (*tuning, *holdout) for step in script.turns for id_ in step.article} <= known


@pytest.mark.parametrize(
    ("outcome", "sources", "right"),
    [
        ("answered", ("a", "b"), True),
        ("answered", ("b", "a"), False),
        ("clarify", ("b", "a"), True),
        ("clarify", ("b",), False),
        ("handover", (), False),
    ],
)
def test_an_answer_must_cite_and_a_question_must_offer(outcome: str, sources: tuple[str, ...], right: bool) -> None:
    step = Step(say="무엇", outcome=("answered", "clarify"), article=("a",))
    reply = Reply(outcome, "sure", "", sources=tuple(Source(id_, id_, "", (), 1) for id_ in sources))  # type: ignore[arg-type]
    assert Judged(Script(id="one", turns=(step,)), step, reply).right is right


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {id: a, turns: [{say: 네, outcome: maybe}]}", "set.yaml:1"),
        ("- {id: a, turns: [{say: 네, choose: 1, outcome: answered}]}", "choose"),
        ("- {id: a, turns: []}", "set.yaml:1"),
        ("- {id: a, turns: [{say: 네, outcome: answered}]}\n- {id: a, turns: [{say: 응, outcome: answered}]}", "두 번"),
        ("- {id: a", "YAML"),
        ("- 무엇", "set.yaml:1"),
        ("[]", "하나도 없어요"),
    ],
)
def test_bad_scripts_are_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    assert is_dialogues(tmp_path)
    with pytest.raises(ContentError, match=told):
        read_scripts(tmp_path)
