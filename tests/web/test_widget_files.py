"""The chat's own files: small, and without what a strict policy of the page that holds it would forbid."""

from __future__ import annotations

import gzip
import re

import pytest

from app import paths

STATIC = paths.PACKAGE / "static"
FILES = [STATIC / "widget.js", *sorted((STATIC / "widget").iterdir())]
MOST = 25_000


def test_all_of_it_is_small() -> None:
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in FILES) <= MOST


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_makes_no_code_or_markup_of_text(file: object) -> None:
    text = str(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|url\(", text)


def test_it_imports_nothing_but_itself() -> None:
    names = {file.name for file in FILES}
    for file in FILES:
        imported = re.findall(r'from "(.+)"', file.read_text(encoding="utf-8")) if file.suffix == ".js" else []
        assert {name.removeprefix("./") for name in imported} <= names
