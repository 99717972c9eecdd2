"""What can be suggested is made but once of the same titles, and never of what is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analysis.views import Analyzer
from app.search.indexing import document_of
from app.search.suggest import SuggestPart, builder
from tests.search.suggest.given import article

Files = dict[str, bytes]


def files(folder: Path) -> Files:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Written:
    """Parts written one after another, each into a folder of its own; ``made`` counts those that were not copied."""

    def __init__(self, folder: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kept, self._folder, self._analyzer = folder / "kept", folder, analyzer
        self._count = self.made = 0
        write = builder._write

        def counted(found: builder._Found, directory: Path) -> None:
            self.made += 1
            write(found, directory)

        monkeypatch.setattr(builder, "_write", counted)

    def __call__(self, title: str = "환불 신청", *, version: str = "1") -> Files:
        self._count += 1
        directory = self._folder / str(self._count)
        directory.mkdir()
        made = SuggestPart(self.kept, version).builder()
        made.add(document_of(article("a", title), self._analyzer))
        made.write(directory)
        return files(directory)


@pytest.fixture
def written(tmp_path: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> Written:
    return Written(tmp_path, analyzer, monkeypatch)


def test_the_same_is_copied(written: Written) -> None:
    first = written()
    assert written() == first
    assert written.made == 1


def test_another_title_or_program_makes_it_anew(written: Written) -> None:
    first = written()
    assert written("쿠폰 등록") != first
    assert written("쿠폰 등록", version="2")
    assert written.made == 3


def test_what_is_damaged_is_made_anew_and_kept_whole(written: Written) -> None:
    whole = written()
    for path in filter(Path.is_file, written.kept.rglob("*")):
        kept = path.read_bytes()
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]) if kept else b"x")
        assert written() == whole
    assert written.made == len(whole) + 2, "each file, and the list of them, once"
    (written.kept / "titles.txt").unlink()
    assert written() == written() == whole
