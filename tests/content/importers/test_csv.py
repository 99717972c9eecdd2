from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.content.importers.base import Draft, Importer, Problem
from app.content.importers.csv import CsvImporter
from tests.contracts.importer import Broken, ImporterContract, Row

HEADER = "id,title,category,body"


def read(folder: Path, text: str, encoding: str = "utf-8") -> list[Draft | Problem]:
    path = folder / "articles.csv"
    path.write_bytes(text.encode(encoding))
    return list(CsvImporter().read(path))


class TestCsvImporter(ImporterContract):
    @pytest.fixture
    def importer(self) -> Importer:
        return CsvImporter()

    def write(self, folder: Path, rows: Sequence[Row]) -> Path:
        path = folder / "articles.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER.split(","))
            for row in rows:
                if isinstance(row, Broken):
                    writer.writerow(["broken", "제목만"])
                else:
                    writer.writerow([row.id, row.title, " > ".join(row.category), row.body])
        return path


def test_every_field(tmp_path: Path) -> None:
    text = (
        "id,title,category,body,updated,questions,keywords,platform,variant_group,related,slug,status,views,\r\n"
        '123,제목,채널 > 월렛,"본문, ""첫"" 줄\n둘째 줄",2026-03-14,하나| 둘 |,셋,ios,g,7|doc/8,제목,draft,5,\r\n'
        ",,,,,,,,,,,,,\r\n"
        "124,제목,채널,본문,,,,,,,,,,\r\n"
    )
    first, second = read(tmp_path, text)
    assert first == Draft(
        id="123",
        title="제목",
        body='본문, "첫" 줄\n둘째 줄',
        category=("채널", "월렛"),
        origin="articles.csv",
        line=2,
        updated_at=date(2026, 3, 14),
        questions=("하나", "둘"),
        keywords=("셋",),
        platform="ios",
        variant_group="g",
        related=("7", "doc/8"),
        slug="제목",
        status="draft",
        views=5,
    )
    assert second == Draft(id="124", title="제목", body="본문", category=("채널",), origin="articles.csv", line=5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_every_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    (draft,) = read(tmp_path, f"{HEADER}\r\na,똠방각하 펲시,채널,본문이에요\r\n", encoding)
    assert isinstance(draft, Draft)
    assert (draft.title, draft.body) == ("똠방각하 펲시", "본문이에요")


def test_an_unknown_encoding_is_a_problem_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_bytes(HEADER.encode() + b"\n\xff\xff,\xff")
    (problem,) = CsvImporter().read(path)
    assert isinstance(problem, Problem)
    assert problem.line == 0
    assert "CP949" in problem.message


@pytest.mark.parametrize(
    ("header", "messages"),
    [
        ("", ["머리글 행이 없어요."]),
        ("id,titel,category,body", ["알 수 없는 열 'titel'", "필수 열 'title'"]),
        ("id,title,title,category,body", ["열 'title'이(가) 두 번"]),
    ],
)
def test_a_bad_header_is_reported_once(tmp_path: Path, header: str, messages: list[str]) -> None:
    rows = read(tmp_path, f"{header}\r\n" + "a,b,c,d\r\n" * 3 if header else "")
    assert len(rows) == len(messages)
    for row, message in zip(rows, messages, strict=True):
        assert isinstance(row, Problem)
        assert row.line == 1
        assert message in row.message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,제목,채널,본문,넘친 칸", "칸이 머리글보다 많아요."),
        ('a,"제목"은,채널,본문', "CSV 형식이 잘못됐어요."),
        ("a,,채널,본문", "필수 필드 'title'"),
        ("..,제목,채널,본문", "주소에 쓸 수 없어서"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    rows = read(tmp_path, f'{HEADER}\r\nb,제목,채널,"두\n줄"\r\n{row}\r\nc,제목,채널,본문\r\n')
    assert [draft.id for draft in rows if isinstance(draft, Draft)] == ["b", "c"]
    (problem,) = (item for item in rows if isinstance(item, Problem))
    assert problem.line == 4
    assert message in problem.message


def test_an_open_quote_does_not_swallow_the_rest_in_silence(tmp_path: Path) -> None:
    rows = read(tmp_path, f'{HEADER}\r\na,제목,채널,본문\r\nb,"제목,채널,본문\r\nc,제목,채널,본문\r\n')
    assert [type(row) for row in rows] == [Draft, Problem]


def test_a_long_article_fits_in_a_cell(tmp_path: Path) -> None:
    body = "가나다 " * 50_000 + "끝"
    (draft,) = read(tmp_path, f"{HEADER}\r\na,제목,채널,{body}\r\n")
    assert isinstance(draft, Draft)
    assert draft.body == body
