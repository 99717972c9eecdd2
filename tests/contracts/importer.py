"""What every importer must do. A test of an importer subclasses ImporterContract and says how its format is written."""

from __future__ import annotations

import tracemalloc
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.content.importers import choose
from app.content.importers.base import Draft, Importer, Problem


@dataclass(frozen=True)
class Record:
    """An article to be written in a format."""

    id: str
    title: str = "월렛은 무엇인가요?"
    body: str = "캐시를 담는 지갑이에요."
    category: tuple[str, ...] = ("채널", "캐시/월렛")


@dataclass(frozen=True)
class Broken:
    """A row in the format's own way of being broken."""


Row = Record | Broken


class ImporterContract:
    @pytest.fixture
    def importer(self) -> Importer:
        raise NotImplementedError

    def write(self, folder: Path, rows: Sequence[Row]) -> Path:
        """Write ``rows`` in order below ``folder`` and return what is to be imported."""
        raise NotImplementedError

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "원본"
        folder.mkdir()
        return folder

    def read(self, importer: Importer, folder: Path, *rows: Row) -> list[Draft | Problem]:
        return list(importer.read(self.write(folder, rows)))

    def test_drafts_say_what_the_source_says_in_its_order(self, importer: Importer, folder: Path) -> None:
        records = [
            Record("a-1", '"따옴표", > 꺾쇠 | 막대?', '첫 줄, "따옴표"요.\n\n| 표 |\n|---|\n| 칸 |', ("하나",)),
            Record("b-2", "제목: 1", "- 목록\n    - 안쪽", ("채널", "1:1 채팅", "캐시/월렛")),
            Record("c-3", "👩‍👩‍👧 가족", "본문 👩‍👩‍👧", ("채널", "# 소식")),
        ]
        drafts = self.read(importer, folder, *records)
        assert [
            Record(draft.id, draft.title, draft.body, draft.category) for draft in drafts if isinstance(draft, Draft)
        ] == records
        assert len(drafts) == len(records)

    def test_a_bad_row_is_named_and_does_not_stop_the_rest(self, importer: Importer, folder: Path) -> None:
        rows = self.read(importer, folder, Record("a"), Broken(), Record("c"), Broken(), Record("e"))
        assert [row.id for row in rows if isinstance(row, Draft)] == ["a", "c", "e"]
        problems = [row for row in rows if isinstance(row, Problem)]
        assert len({(problem.file, problem.line) for problem in problems}) == 2
        assert all(problem.line > 0 and problem.message.endswith((".", ")", "요")) for problem in problems)

    def test_of_two_rows_with_one_id_the_first_counts(self, importer: Importer, folder: Path) -> None:
        first, again = Record("a", title="처음"), Record("a", title="다시")
        rows = self.read(importer, folder, first, Record("b"), again, Record("c"))
        assert [row.id for row in rows if isinstance(row, Draft)] == ["a", "b", "c"]
        assert isinstance(rows[0], Draft)
        assert rows[0].title == "처음"
        (problem,) = (row for row in rows if isinstance(row, Problem))
        assert "'a'" in problem.message

    def test_every_row_tells_where_it_is(self, importer: Importer, folder: Path) -> None:
        drafts = self.read(importer, folder, Record("a"), Record("b"))
        places = {(draft.origin, draft.line) for draft in drafts if isinstance(draft, Draft)}
        assert len(places) == 2
        for origin, line in places:
            assert line > 0
            assert not Path(origin).is_absolute()
            assert list(folder.rglob(Path(origin).name))

    def test_text_is_composed_and_rid_of_control_characters(self, importer: Importer, folder: Path) -> None:
        decomposed = {
            "title": unicodedata.normalize("NFD", "월렛이 정지됐어요"),
            "body": unicodedata.normalize("NFD", "첫 줄이에요.") + "\r\n둘째\x07 줄\u200d이에요.\ufeff",
            "category": (unicodedata.normalize("NFD", "채널"), unicodedata.normalize("NFD", "캐시/월렛")),
        }
        (draft,) = self.read(importer, folder, Record("a", **decomposed))  # type: ignore[arg-type]
        assert isinstance(draft, Draft)
        assert draft.title == "월렛이 정지됐어요"
        assert draft.body == "첫 줄이에요.\n둘째 줄\u200d이에요."
        assert draft.category == ("채널", "캐시/월렛")

    def test_an_empty_source_gives_nothing_but_perhaps_a_problem(self, importer: Importer, folder: Path) -> None:
        assert not any(isinstance(row, Draft) for row in self.read(importer, folder))

    def test_memory_does_not_grow_with_the_source(self, importer: Importer, folder: Path) -> None:
        records = [Record(f"a-{number}", body=f"{number} " + "본문이에요. " * 3_000) for number in range(300)]
        path = self.write(folder, records)
        next(importer.read(path))  # what is loaded once
        # Bytes; the whole source takes 13,000,000. What other threads allocate meanwhile does not come three times.
        assert min(self._peak(importer, path, len(records)) for _ in range(3)) < 3_000_000

    def _peak(self, importer: Importer, path: Path, expected: int) -> int:
        tracemalloc.start()
        try:
            count = sum(1 for row in importer.read(path) if isinstance(row, Draft))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert count == expected
        return peak

    def test_auto_chooses_it_for_its_own_format_alone(self, importer: Importer, folder: Path, tmp_path: Path) -> None:
        path = self.write(folder, [Record("a"), Record("b")])
        assert type(choose(path)) is type(importer)
        (tmp_path / "note.txt").write_text("메모")
        (tmp_path / "empty").mkdir()
        assert not importer.accepts(tmp_path / "note.txt")
        assert not importer.accepts(tmp_path / "empty")
