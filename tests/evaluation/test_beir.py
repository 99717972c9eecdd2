from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import ContentError
from app.evaluation.beir import read_set
from app.evaluation.sets import BadSetError, Topic
from tests.evaluation.given import article, made_set, write_set

QUERIES = [
    {"_id": "a", "text": " 환불은  언제\n되나요 ", "metadata": {"kind": "natural", "split": "tuning"}},
    {"_id": "b", "text": "환불", "metadata": {"kind": "keyword", "split": "holdout"}},
    {"_id": 3, "text": "날씨"},
]
QRELS = {"tuning": "a\td1\t2\na\td2\t0\n", "holdout": "b\td1\t1\n"}


def test_reads_topics_and_grades(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "s", QUERIES, QRELS))
    assert found.topics == (
        Topic("a", "환불은  언제 되나요", "natural", "tuning"),
        Topic("b", "환불", "keyword", "holdout"),
        Topic("3", "날씨", "all", ""),
    )
    assert found.qrels.grades == {"a": {"d1": 2, "d2": 0}, "b": {"d1": 1}}
    assert [found.relevant(topic) for topic in found.topics] == [{"d1": 2}, {"d1": 1}, {}]
    assert found.corpus is None
    assert (found.split, found.folder.name) == ("", "s")


def test_a_file_without_a_header_or_with_windows_line_ends(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {})
    (folder / "qrels" / "test.tsv").write_bytes("\ufeffa\td1\t1\r\n\r\nb\td2\t1".encode())
    assert read_set(folder).qrels.grades == {"a": {"d1": 1}, "b": {"d2": 1}}


def test_a_stated_split_decides(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {"test": "a\td1\t1\nb\td1\t1\n"})
    found = read_set(folder, "tuning")
    # The third states none and no file judges it, so it belongs to every split.
    assert [topic.id for topic in found.topics] == ["a", "3"]
    assert found.qrels.grades == {"a": {"d1": 1}}
    assert found.split == "tuning"


def test_where_none_is_stated_the_files_decide(tmp_path: Path) -> None:
    queries = [{"_id": name, "text": name} for name in "abcn"]
    folder = write_set(tmp_path / "s", queries, {"dev": "a\td1\t1\nb\td1\t1\n", "test": "b\td2\t1\nc\td1\t1\n"})
    found = read_set(folder, "test")
    assert [topic.id for topic in found.topics] == ["b", "c", "n"]
    assert found.qrels.grades == {"b": {"d2": 1}, "c": {"d1": 1}}
    assert len(read_set(folder).topics) == 4


def test_an_unknown_split_names_the_known_ones(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {"test": "a\td1\t1\n"})
    with pytest.raises(ContentError) as caught:
        read_set(folder, "valid")
    assert caught.value.remedy == "쓸 수 있는 값: holdout, test, tuning"


@pytest.mark.parametrize("missing", ["queries.jsonl", "qrels/holdout.tsv"])
def test_a_folder_without_its_files_is_no_set(tmp_path: Path, missing: str) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {"holdout": ""})
    (folder / missing).unlink()
    with pytest.raises(ContentError, match="평가 세트가 아니에요"):
        read_set(folder)


def test_no_queries_at_all(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="질의가 하나도 없어요"):
        read_set(write_set(tmp_path / "s", [], {"test": ""}))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{broken", "JSON"),
        ("[1]", "객체"),
        ({"text": "환불"}, "_id"),
        ({"_id": "x"}, "text"),
        ({"_id": "x", "text": "  "}, "비어"),
        ({"_id": "x", "text": "가" * 301}, "300"),
        ({"_id": "x", "text": "환\x07불"}, "U+0007"),
        ({"_id": "x", "text": "환불", "metadata": "kind"}, "metadata"),
        ({"_id": "x", "text": "환불", "metadata": {"kind": 1}}, "kind"),
        ({"_id": "a", "text": "또"}, "위에도"),
    ],
)
def test_every_bad_query_is_named_by_its_line(tmp_path: Path, line: object, message: str) -> None:
    folder = write_set(tmp_path / "s", [*QUERIES, line], QRELS)
    with pytest.raises(BadSetError) as caught:
        read_set(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("queries.jsonl", 4)
    assert message in problem.message
    assert "queries.jsonl:4: " in caught.value.message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a d1 1", "탭"),
        ("a\td1", "탭"),
        ("a\td1\t1\t2", "탭"),
        ("a\td1\t-1", "-1"),
        ("a\td1\t1.5", "1.5"),
        ("a\td1\tscore", "score"),
        ("a\td1\t101", "101"),
        ("nobody\td1\t1", "'nobody'이(가) queries.jsonl에 없어요"),
        ("a\td1\t1", "점수가 위와 달라요"),
    ],
)
def test_every_bad_judgement_is_named_by_its_line(tmp_path: Path, row: str, message: str) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {"test": f"a\td1\t2\n{row}\n"})
    with pytest.raises(BadSetError) as caught:
        read_set(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("qrels/test.tsv", 3)
    assert message in problem.message


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {"test": ""})
    (folder / "qrels" / "test.tsv").write_bytes("a\t월렛\t1\n".encode("cp949"))
    with pytest.raises(BadSetError, match=r"qrels/test\.tsv:1: UTF-8"):
        read_set(folder)


def test_many_problems_are_counted_and_the_first_are_shown(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "s", QUERIES, {"test": "".join(f"x{n}\td\t1\n" for n in range(50))})
    with pytest.raises(BadSetError, match="50군데") as caught:
        read_set(folder)
    assert len(caught.value.message.splitlines()) == 22
    assert caught.value.message.endswith("그 밖에 30군데")


def test_over_a_collection_variants_are_one_question() -> None:
    articles = (article("w-ios", "w"), article("w-pc", "w"), article("x"))
    found = made_set({"q": {"w-pc": 1, "w-ios": 2, "x": 1}}).over(articles)
    assert found.relevant(found.topics[0]) == {"w-ios": 2, "x": 1}
    assert found.title_of("x") == "x 제목"


def test_a_group_named_like_another_article_is_not_that_article() -> None:
    found = made_set({"q": {"w": 1}}).over([article("w"), article("w-pc", "w")])
    assert found.question_of("w-pc") != found.question_of("w")


def test_judged_articles_must_be_in_the_collection(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "s", QUERIES, QRELS))
    with pytest.raises(BadSetError, match=r"qrels/tuning\.tsv:3: 문서 'd2'") as caught:
        found.over([article("d1")])
    assert len(caught.value.problems) == 1
