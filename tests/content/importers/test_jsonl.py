from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.content.importers.base import Draft, Importer, Problem
from app.content.importers.jsonl import JsonlImporter
from tests.contracts.importer import Broken, ImporterContract, Row

ARTICLE = {"id": "a", "title": "제목", "body": "본문", "category": ["채널"]}


def read(folder: Path, *lines: object) -> list[Draft | Problem]:
    path = folder / "articles.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return list(JsonlImporter().read(path))


class TestJsonlImporter(ImporterContract):
    @pytest.fixture
    def importer(self) -> Importer:
        return JsonlImporter()

    def write(self, folder: Path, rows: Sequence[Row]) -> Path:
        path = folder / "articles.jsonl"
        lines = [
            '{"id": "broken", "title": "제목"'
            if isinstance(row, Broken)
            else json.dumps({"id": row.id, "title": row.title, "body": row.body, "category": row.category})
            for row in rows
        ]
        path.write_text("\n".join(lines))
        return path


def test_every_field(tmp_path: Path) -> None:
    fields = {
        "category": "채널 > 월렛",
        "updated_at": "2026-03-14",
        "questions": ["하나", "둘"],
        "keywords": ["셋"],
        "platform": "pc",
        "variant_group": "g",
        "related": ["123", "문서 7"],
        "slug": "제목",
        "status": "archived",
        "views": 7,
    }
    assert read(tmp_path, {**ARTICLE, **fields}) == [
        Draft(
            id="a",
            title="제목",
            body="본문",
            category=("채널", "월렛"),
            origin="articles.jsonl",
            line=1,
            updated_at=date(2026, 3, 14),
            questions=("하나", "둘"),
            keywords=("셋",),
            platform="pc",
            variant_group="g",
            related=("123", "문서 7"),
            slug="제목",
            status="archived",
            views=7,
        )
    ]


@pytest.mark.parametrize("article_id", ["123", "doc/7", "a b", "결제-1", "é", "e\u0301", "A?b#c%d", "/", "x" * 200])
def test_an_id_is_kept_as_it_is(tmp_path: Path, article_id: str) -> None:
    (draft,) = read(tmp_path, {**ARTICLE, "id": article_id})
    assert isinstance(draft, Draft)
    assert draft.id == article_id


def test_a_number_as_id_is_its_digits(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, {**ARTICLE, "id": 123})
    assert isinstance(draft, Draft)
    assert draft.id == "123"


@pytest.mark.parametrize(
    "article_id",
    ["", " ", ".", "..", "a\nb", "a\x00", "\x7f", "\x85", "\u2028", "\ud800", "x" * 201, None, True, 1.5, []],
)
def test_an_id_that_cannot_be_kept_is_refused(tmp_path: Path, article_id: object) -> None:
    (problem,) = read(tmp_path, {**ARTICLE, "id": article_id})
    assert isinstance(problem, Problem)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "JSON 형식이 잘못됐어요."),
        ("[" * 100_000, "JSON 형식이 잘못됐어요."),
        ("9" * 5_000, "JSON 형식이 잘못됐어요."),
        ("[]", "JSON 객체"),
        ("null", "JSON 객체"),
        ({**ARTICLE, "titel": "x"}, "알 수 없는 필드 'titel'"),
        ({**ARTICLE, "title": "  "}, "'title' 값이 비어 있어요."),
        ({**ARTICLE, "title": 3}, "'title' 값은 글자여야 해요."),
        ({**ARTICLE, "body": "\n"}, "'body' 값이 비어 있어요."),
        ({**ARTICLE, "category": []}, "'category' 값이 비어 있어요."),
        ({**ARTICLE, "category": ["a > b"]}, "'>'"),
        ({**ARTICLE, "updated_at": "어제"}, "'updated"),
        ({**ARTICLE, "views": 2**53}, "'views' 값은 9007199254740991 이하"),
        ({"id": "a"}, "필수 필드 'title'"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, line: object, message: str) -> None:
    rows = read(tmp_path, {**ARTICLE, "id": "before"}, "", line, {**ARTICLE, "id": "after"})
    assert [row.id for row in rows if isinstance(row, Draft)] == ["before", "after"]
    faults = [row for row in rows if isinstance(row, Problem)]
    assert {(fault.file, fault.line) for fault in faults} == {("articles.jsonl", 3)}
    assert message in faults[0].message


def test_a_line_that_is_not_utf8_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "\xff"}\n' + json.dumps(ARTICLE).encode())
    problem, draft = JsonlImporter().read(path)
    assert isinstance(problem, Problem)
    assert problem.line == 1
    assert isinstance(draft, Draft)


def test_a_line_separator_inside_a_string_does_not_split_the_line(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, json.dumps({**ARTICLE, "body": "앞\u2028뒤"}, ensure_ascii=False))
    assert isinstance(draft, Draft)
    assert draft.body == "앞\n뒤"


def test_broken_surrogates_become_visible_instead_of_unstorable(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, '{"id": "a", "title": "\\ud83d 제목", "body": "\\ud83d\\ude00", "category": "채널"}')
    assert isinstance(draft, Draft)
    assert (draft.title, draft.body) == ("\ufffd 제목", "😀")
