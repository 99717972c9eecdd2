from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.content.importers.base import Draft, Importer, Problem
from app.content.importers.beir import BeirImporter
from tests.contracts.importer import Broken, ImporterContract, Row


def read(folder: Path, *records: dict[str, Any]) -> list[Draft | Problem]:
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    return list(BeirImporter().read(folder))


def draft(folder: Path, **fields: Any) -> Draft:
    (found,) = read(folder, {"_id": "1", "title": "제목", "text": "본문이에요.", **fields})
    assert isinstance(found, Draft), found
    return found


class TestBeirImporter(ImporterContract):
    @pytest.fixture
    def importer(self) -> Importer:
        return BeirImporter()

    def write(self, folder: Path, rows: Sequence[Row]) -> Path:
        lines = [
            '{"title": "제목", "text": "id가 없어요"}'
            if isinstance(row, Broken)
            else json.dumps(
                {"_id": row.id, "title": row.title, "text": row.body, "metadata": {"category": list(row.category)}}
            )
            for row in rows
        ]
        (folder / "corpus.jsonl").write_text("\n".join(lines))
        return folder


@pytest.mark.parametrize("article_id", ["123", "doc/7", "a b", "한글", "e\u0301", " 앞", "x" * 200])
def test_the_id_is_kept_character_for_character(tmp_path: Path, article_id: str) -> None:
    assert draft(tmp_path, _id=article_id).id == article_id


@pytest.mark.parametrize(
    ("title", "category", "rest"),
    [
        ("[서비스][섹션] 제목", ("서비스", "섹션"), "제목"),
        (" [ 서비스 ]  [섹션][캐시/월렛]제목 [참고]", ("서비스", "섹션", "캐시/월렛"), "제목 [참고]"),
        ("[서비스 > 섹션] 제목", ("서비스", "섹션"), "제목"),
        ("제목 [서비스]", ("기타",), "제목 [서비스]"),
        ("[]제목", ("기타",), "제목"),
        ("[닫지 않은 제목", ("기타",), "[닫지 않은 제목"),
        ("[서비스]", ("서비스",), "본문이에요."),
    ],
)
def test_leading_groups_of_the_title_are_the_category(
    tmp_path: Path, title: str, category: tuple[str, ...], rest: str
) -> None:
    found = draft(tmp_path, title=title)
    assert (found.category, found.title) == (category, rest)


@pytest.mark.parametrize(
    ("stated", "category"),
    [
        ("서비스 > 섹션 > 캐시/월렛", ("서비스", "섹션", "캐시/월렛")),
        ("서비스>섹션", ("서비스", "섹션")),
        ("캐시/월렛", ("캐시/월렛",)),
        (["서비스", " 섹션 "], ("서비스", "섹션")),
        (["서비스 > 섹션", "", 3], ("서비스", "섹션")),
        (" > ", ("기타",)),
        ("", ("기타",)),
        ([], ("기타",)),
        (None, ("기타",)),
        (7, ("기타",)),
    ],
)
def test_the_metadata_may_state_the_category(tmp_path: Path, stated: object, category: tuple[str, ...]) -> None:
    assert draft(tmp_path, metadata={"category": stated}).category == category


@pytest.mark.parametrize(
    ("title", "stated", "category", "rest"),
    [
        ("[서비스][섹션] 제목", "서비스 > 섹션", ("서비스", "섹션"), "제목"),
        ("[서비스][섹션] 제목", "서비스", ("서비스", "섹션"), "제목"),
        ("[섹션] 제목", "서비스 > 섹션", ("서비스", "섹션"), "제목"),
        ("[필독] 제목", "서비스 > 섹션", ("서비스", "섹션"), "[필독] 제목"),
        ("[섹션][필독] 제목", "서비스 > 섹션 > 주제", ("서비스", "섹션", "주제"), "[필독] 제목"),
    ],
)
def test_of_two_categories_the_one_that_says_more_counts(
    tmp_path: Path, title: str, stated: str, category: tuple[str, ...], rest: str
) -> None:
    found = draft(tmp_path, title=title, metadata={"category": stated})
    assert (found.category, found.title) == (category, rest)


@pytest.mark.parametrize("metadata", [{}, None, [], "글자", {"url": "https://help.example", "lang": "ko"}])
def test_other_metadata_is_let_be(tmp_path: Path, metadata: object) -> None:
    assert draft(tmp_path, metadata=metadata) == draft(tmp_path)


@pytest.mark.parametrize("title", ["", None, "  ", "\u0000"])
def test_without_a_title_the_first_sentence_serves(tmp_path: Path, title: str | None) -> None:
    assert draft(tmp_path, title=title, text="\n첫 문장이에요. 둘째예요.").title == "첫 문장이에요."
    assert draft(tmp_path, title=title, text="첫 줄\n둘째 줄").title == "첫 줄"
    assert draft(tmp_path, title=title, text="가" * 500).title == "가" * 120
    (found,) = read(tmp_path, {"_id": "1", "text": "제목이 아예 없어요."})
    assert isinstance(found, Draft)


def test_a_long_title_and_an_empty_text_are_kept(tmp_path: Path) -> None:
    assert draft(tmp_path, title="가" * 500, text="").title == "가" * 500
    assert draft(tmp_path, title="여러\n줄의 \t제목").title == "여러 줄의 제목"
    assert draft(tmp_path, text=None).body == ""
    assert draft(tmp_path, title="[공지]", text="").title == "[공지]"


@pytest.mark.parametrize(
    ("metadata", "updated_at", "views"),
    [
        ({"updated_at": "2026-03-14", "views": 12}, date(2026, 3, 14), 12),
        ({"updated_at": "2026-03-14T09:00:00+09:00", "views": "12"}, date(2026, 3, 14), 12),
        ({"updated_at": "2026.03.14", "views": "많음"}, None, None),
        ({"updated_at": 1773446400, "views": -1}, None, None),
        ({"updated_at": "2026-02-30", "views": True}, None, None),
        ({"updated_at": None, "views": 12.0}, None, 12),
        ({"views": float("inf")}, None, None),
        ({"views": 2**53}, None, None),
        ({"views": "9" * 5_000}, None, None),
    ],
)
def test_date_and_views_are_used_when_they_make_sense(
    tmp_path: Path, metadata: dict[str, Any], updated_at: date | None, views: int | None
) -> None:
    found = draft(tmp_path, metadata=metadata)
    assert (found.updated_at, found.views) == (updated_at, views)


@pytest.mark.parametrize(
    "record",
    [
        {"title": "제목", "text": "본문"},
        {"_id": None, "title": "제목", "text": "본문"},
        {"_id": "..", "title": "제목", "text": "본문"},
        {"_id": "1", "title": "", "text": " "},
        {"_id": "1", "title": ["제목"], "text": "본문"},
        {"_id": "1", "title": "제목", "text": {"본": "문"}},
    ],
)
def test_a_record_that_cannot_be_an_article_is_a_problem(tmp_path: Path, record: dict[str, Any]) -> None:
    (problem,) = read(tmp_path, record)
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line) == ("corpus.jsonl", 1)


def test_the_file_itself_may_be_named(tmp_path: Path) -> None:
    found = draft(tmp_path)
    assert list(BeirImporter().read(tmp_path / "corpus.jsonl")) == [found]
