from __future__ import annotations

from pathlib import Path

import pytest

from app.content.importers import choose
from app.content.importers.beir import BeirImporter
from app.content.importers.csv import CsvImporter
from app.content.importers.jsonl import JsonlImporter
from app.content.importers.markdown import MarkdownImporter
from app.errors import ConfigurationError, ContentError


@pytest.mark.parametrize(
    ("name", "content", "importer"),
    [
        ("a.jsonl", '{"_id": "1", "text": ""}', BeirImporter),
        ("corpus.jsonl", '{"id": "1"}', JsonlImporter),
        ("a.jsonl", '\n{broken\n{"_id": "1"}', BeirImporter),
        ("a.jsonl", "{broken", JsonlImporter),
        ("a.ndjson", "{}", JsonlImporter),
        ("a.CSV", "", CsvImporter),
        ("a.md", "", MarkdownImporter),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, content: str, importer: type) -> None:
    (tmp_path / name).write_text(content)
    assert type(choose(tmp_path / name)) is importer


def test_a_corpus_folder_with_a_readme_is_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# 말뭉치")
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "title": "", "text": "본문"}')
    assert type(choose(tmp_path)) is BeirImporter


def test_a_named_format_is_not_second_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    assert type(choose(tmp_path / "a.txt", "csv")) is CsvImporter
    with pytest.raises(ConfigurationError, match="xml"):
        choose(tmp_path / "a.txt", "xml")


def test_what_no_importer_accepts_is_refused_with_the_formats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(ContentError) as caught:
        choose(tmp_path / "a.txt")
    assert "markdown, jsonl, csv, beir" in caught.value.remedy
    with pytest.raises(ContentError, match="없어요"):
        choose(tmp_path / "nowhere")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="읽기가 실패하는 파일이 있는 시스템이 아니에요")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").symlink_to("/proc/self/mem")
    with pytest.raises(ContentError, match="읽을 수 없어요") as caught:
        choose(tmp_path / "a.jsonl")
    assert caught.value.remedy
