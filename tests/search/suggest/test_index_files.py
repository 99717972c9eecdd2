"""The files of what is suggested."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analysis.views import Analyzer
from app.errors import IndexUnavailableError
from app.search.suggest import SuggestPart
from tests.search.suggest.given import ARTICLES, published


def test_damaged_files_are_refused(analyzer: Analyzer, tmp_path: Path) -> None:
    published(ARTICLES, analyzer, tmp_path / "parts")
    part, directory = SuggestPart(), tmp_path / "parts" / "suggest"
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        whole = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexUnavailableError):
            part.open(directory)
        if whole:
            path.write_bytes(whole[:-1])
            with pytest.raises(IndexUnavailableError):
                part.open(directory)
        path.write_bytes(whole)
    part.open(directory)
