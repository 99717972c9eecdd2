from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import ContentError
from app.evaluation.compare import compare
from app.evaluation.report import comparison_as_json, comparison_as_text
from app.evaluation.run_file import Run, RunQuery, read_run, run_of, write_run
from app.evaluation.runner import Outcome, evaluate
from app.evaluation.sets import Topic
from app.models import SearchResult
from tests.evaluation.given import made_set, result


def run(found: dict[str, SearchResult], unanswerable: tuple[str, ...] = ()) -> Run:
    grades = {name: {"a": 1} for name in found if name not in unanswerable}
    topics = tuple(Topic(name, f"질의 {name}", "off" if name in unanswerable else "typo") for name in found)
    by_text = {topic.text: found[topic.id] for topic in topics}
    return run_of(evaluate(made_set(grades, *topics), by_text.__getitem__), name="given", split="")


def query(name: str, outcome: Outcome, rank: int | None) -> RunQuery:
    """An answerable query whose metrics do not matter."""
    (made,) = run({name: result("a")}).queries
    return made.model_copy(update={"outcome": outcome, "rank": rank})


BEFORE = {"1": result("a"), "2": result("b", "a"), "3": result("a"), "4": result(), "n": result("z"), "m": result()}
AFTER = {"1": result("a"), "2": result("a"), "3": result("b"), "4": result("b", "a"), "n": result(), "m": result("z")}


def test_queries_that_moved_and_where_to() -> None:
    comparison = compare(run(BEFORE, ("n", "m")), run(AFTER, ("n", "m")))
    assert [(move.after.id, move.direction) for move in comparison.moves] == [
        ("3", "worse"),
        ("m", "worse"),
        ("2", "better"),
        ("4", "better"),
        ("n", "better"),
    ]
    assert comparison.overall.queries == 4
    assert (comparison.overall.before["success@1"], comparison.overall.after["success@1"]) == (0.5, 0.5)
    assert (comparison.overall.before["mrr@10"], comparison.overall.after["mrr@10"]) == (0.625, 0.625)
    assert list(comparison.kinds) == ["typo"]
    assert comparison.refused == (0.25, 0.0)
    assert comparison.misanswered == (0.5, 0.5)


def test_a_run_compared_with_itself_stands_still() -> None:
    comparison = compare(run(BEFORE), run(BEFORE))
    assert comparison.moves == []
    assert "움직인 질의가 없어요." in comparison_as_text(comparison)


def test_another_outcome_at_the_same_place_is_a_change() -> None:
    before = Run(set="s", split="", queries=(query("1", "answered", 1),))
    after = Run(set="s", split="", queries=(query("1", "clarify", 1),))
    (move,) = compare(before, after).moves
    assert move.direction == "changed"
    assert "1위 → 1위(되물음)" in comparison_as_text(compare(before, after))


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [("answered", "clarify", "better"), ("clarify", "abstained", "better"), ("abstained", "answered", "worse")],
)
def test_where_nothing_answers_declining_is_best(before: Outcome, after: Outcome, direction: str) -> None:
    earlier, later = (query("1", outcome, None).model_copy(update={"answerable": False}) for outcome in (before, after))
    (move,) = compare(Run(set="", split="", queries=(earlier,)), Run(set="", split="", queries=(later,))).moves
    assert move.direction == direction


def test_what_only_one_run_asked_is_left_out() -> None:
    before, after = run({"1": result("a"), "2": result()}), run({"1": result("a"), "3": result()})
    comparison = compare(before, after)
    assert (comparison.only_before, comparison.only_after) == (("2",), ("3",))
    assert comparison.overall.before["success@1"] == 1.0
    assert "앞의 실행 기록에만 있는 질의 1개는 뺐어요." in comparison_as_text(comparison)


def test_a_query_whose_text_was_edited_is_another_query() -> None:
    (only,) = run({"1": result("a")}).queries
    edited = Run(set="s", split="", queries=(only.model_copy(update={"text": "다른 말"}),))
    comparison = compare(Run(set="s", split="", queries=(only,)), edited)
    assert (len(comparison.pairs), comparison.only_before, comparison.only_after) == (0, ("1",), ("1",))


def test_comparison_as_text_and_json() -> None:
    comparison = compare(run(BEFORE, ("n", "m")), run(AFTER, ("n", "m")))
    lines = comparison_as_text(comparison).splitlines()
    assert "나빠짐 2개" in lines
    assert "  1위 → 순위 밖  [typo, 3]  질의 3" in lines
    assert "나아짐 3개" in lines
    assert any(line.startswith("  순위 밖(거절) → 2위") for line in lines)
    assert any(line.startswith("전체") and "0.500 (+0.000)" in line for line in lines)
    body = comparison_as_json(comparison)
    assert body["overall"]["mrr@10"] == [0.625, 0.625]
    assert body["moves"][0] == {
        "id": "3",
        "text": "질의 3",
        "kind": "typo",
        "direction": "worse",
        "rank": [1, None],
        "outcome": ["answered", "answered"],
    }


def test_a_run_survives_its_file(tmp_path: Path) -> None:
    made = run(BEFORE, ("n", "m"))
    write_run(made, tmp_path / "run.json")
    assert read_run(tmp_path / "run.json") == made
    assert "질의 1" in (tmp_path / "run.json").read_text(encoding="utf-8")
    assert made.queries[1].rank == 2
    assert [found.id for found in made.queries[1].ranking] == ["b", "a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "JSON 형식이 잘못됐어요"),
        ("{", "JSON 형식이 잘못됐어요"),
        ("[]", "객체"),
        ('{"set": "s", "split": "", "queries": [{}]}', "queries 1 id"),
        (
            '{"set":"s","split":"","queries":[{"id":"1","text":"t","kind":"all","answerable":true,"outcome":"answered",'
            '"confidence":null,"rank":1,"values":{"map":1.0},"ranking":[]}]}',
            "다른 버전",
        ),
    ],
)
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=r"run\.json") as caught:
        read_run(file)
    assert message in caught.value.message


def test_a_missing_or_unwritable_file(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="실행 기록이 없어요"):
        read_run(tmp_path / "none.json")
    with pytest.raises(ContentError, match="쓸 수 없어요"):
        write_run(run(BEFORE), tmp_path / "none" / "run.json")
