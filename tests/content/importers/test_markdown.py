from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import yaml

from app.content.importers.base import Draft, Importer, Problem
from app.content.importers.markdown import MarkdownImporter
from tests.contracts.importer import Broken, ImporterContract, Row

FRONT_MATTER = """\
---
id: {id}
title: 월렛은 무엇인가요?
category: 채널 > 월렛
updated: 2026-03-14
{more}---
{body}
"""


def write(folder: Path, *, name: str = "wallet", more: str = "", body: str = "지갑이에요.") -> Path:
    path = folder / f"{name}.md"
    path.write_text(FRONT_MATTER.format(id=name, more=more, body=body))
    return path


def read(path: Path) -> list[Draft | Problem]:
    return list(MarkdownImporter().read(path))


def problems(path: Path) -> list[str]:
    rows = read(path)
    assert all(isinstance(row, Problem) for row in rows)
    return [str(row) for row in rows]


class TestMarkdownImporter(ImporterContract):
    @pytest.fixture
    def importer(self) -> Importer:
        return MarkdownImporter()

    def write(self, folder: Path, rows: Sequence[Row]) -> Path:
        for number, row in enumerate(rows):
            place = folder / f"{number:04}"
            place.mkdir()
            if isinstance(row, Broken):
                (place / "broken.md").write_text("---\nid: [\n---\n본문")
                continue
            fields = {"id": row.id, "title": row.title, "category": " > ".join(row.category), "updated": "2026-03-14"}
            front = yaml.safe_dump(fields, allow_unicode=True, default_style='"')
            (place / f"{row.id}.md").write_bytes(f"---\n{front}---\n{row.body}\n".encode())
        return folder


def test_every_field(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        more=(
            "questions:\n  - 지갑이 뭐예요\n  - '지갑: 뜻'\n  - 지갑이 뭐예요\nkeywords: [월렛, 1:1, no, 2024]\n"
            "platform: ios\nvariant_group: wallet\nrelated: [other]\nslug: 월렛-뜻\nviews: 1520\nstatus: draft\n"
        ),
        body="\n첫 줄이에요.\n\n---\n\n끝이에요.\n\n",
    )
    assert read(path) == [
        Draft(
            id="wallet",
            title="월렛은 무엇인가요?",
            body="첫 줄이에요.\n\n---\n\n끝이에요.",
            category=("채널", "월렛"),
            origin="wallet.md",
            line=1,
            updated_at=date(2026, 3, 14),
            questions=("지갑이 뭐예요", "지갑: 뜻"),
            keywords=("월렛", "1:1", "no", "2024"),
            platform="ios",
            variant_group="wallet",
            related=("other",),
            slug="월렛-뜻",
            views=1520,
            status="draft",
        )
    ]


def test_an_empty_field_is_an_absent_one(tmp_path: Path) -> None:
    path = write(tmp_path, more="questions:\nkeywords: []\nplatform:\nslug:\nviews:\nstatus:\nvariant_group:\n")
    assert read(path) == read(write(tmp_path))


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        ("platfrom: pc\n", 6, "알 수 없는 필드 'platfrom'"),
        ("body: 본문\n", 6, "알 수 없는 필드 'body'"),
        ("platform: windows\n", 6, "쓸 수 있는 값: 'all', 'pc', 'android', 'ios'"),
        ("status: hidden\n", 6, "'status'"),
        ("questions: 하나\n", 6, "'questions' 값은 목록이어야 해요."),
        ("questions:\n  - 하나\n  - {둘: 셋}\n", 8, "'questions 2' 값은 글자여야 해요."),
        ("questions:\n  - 하나\n  -\n", 8, "'questions 2'"),
        ("views: 많음\n", 6, "'views' 값 '많음'은(는) 정수가 아니에요."),
        ("views: -1\n", 6, "'views' 값은 0 이상"),
        ("related: ['..']\n", 6, "주소에 쓸 수 없어서"),
        ("slug: A b\n", 6, "'slug'"),
        ("title: 또 제목\n", 6, "'title' 필드가 두 번 나와요."),
        ("keywords: &a [하나]\nquestions: *a\n", 6, "앵커와 별칭"),
        ("keywords: [하나\n", 7, "YAML 형식이 잘못됐어요."),
        ("\tkeywords: 하나\n", 6, "YAML 형식이 잘못됐어요."),
        ("keywords: " + "[" * 51 + "]" * 51 + "\n", 6, "너무 깊어요."),
        ("keywords: " + "[" * 3_000 + "]" * 3_000 + "\n", 6, "너무 깊어요."),
        ("keywords:\n" + "- " * 100_000 + "a\n", 7, "너무 깊어요."),
        ("? [복합]\n: 값\n", 6, "필드 이름은 글자여야 해요."),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, more: str, line: int, message: str) -> None:
    (problem,) = problems(write(tmp_path, more=more))
    assert problem.startswith(f"wallet.md:{line}: ")
    assert message in problem


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["wallet.md:1: 첫 줄이 '---'로"]),
        ("본문만 있어요.", ["wallet.md:1: 첫 줄이 '---'로"]),
        ("---\nid: wallet\n본문", ["wallet.md:1: 머리말(front matter)을 닫는"]),
        ("---\n- 목록\n---\n본문", ["wallet.md:2: 머리말(front matter)은"]),
        ("---\n---\n본문", ["wallet.md:2: 머리말(front matter)은"]),
        (
            "---\nid: wallet\n---\n",
            [
                "wallet.md:2: 필수 필드 'title'",
                "wallet.md:2: 필수 필드 'category'",
                "wallet.md:2: 필수 필드 'updated'",
                "wallet.md:3: 본문이 비어",
            ],
        ),
        (
            "---\nid: other\ntitle: '" + "가" * 121 + "'\ncategory: ' > '\nupdated: 2026-02-30\n---\n본문",
            [
                "wallet.md:2: id 'other'은(는) 파일 이름 'wallet'과",
                "wallet.md:3: 'title' 값이 너무 길어요. (최대 120자)",
                "wallet.md:4: 'category",
                "wallet.md:4: 'category",
                "wallet.md:5: 'updated' 값 '2026-02-30'은(는) 날짜가 아니에요.",
            ],
        ),
    ],
)
def test_all_faults_of_a_file_are_reported(tmp_path: Path, content: str, expected: list[str]) -> None:
    path = tmp_path / "wallet.md"
    path.write_text(content)
    found = problems(path)
    assert len(found) == len(expected)
    assert all(problem.startswith(start) for problem, start in zip(found, expected, strict=True)), found


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wallet.md"
    path.write_bytes("---\nid: wallet\ntitle: 월렛\n".encode("cp949"))
    (problem,) = problems(path)
    assert problem.startswith("wallet.md:3: UTF-8이 아닌")


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, body="하나\n둘")
    plain = read(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(path) == plain


def test_in_a_data_folder_only_articles_are_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# 읽어 보세요")
    (tmp_path / "notes.md").write_text("메모")
    articles = tmp_path / "articles" / "section"
    articles.mkdir(parents=True)
    (articles / "README.md").write_text("# 읽어 보세요")
    write(articles)
    (draft,) = read(tmp_path)
    assert isinstance(draft, Draft)
    assert draft.origin == "articles/section/wallet.md"


def test_a_folder_that_cannot_be_listed_stops_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passing over it would let --replace delete what it holds."""

    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(PermissionError):
        list(MarkdownImporter().read(tmp_path))
