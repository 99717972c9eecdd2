"""Markdown files with YAML front matter, one article a file (the format is described in faq_data/README.md)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, ValidationError

from app.content import yaml
from app.content.importers.base import Draft, Problem, unique
from app.content.importers.schema import ArticleFields, Title
from app.content.text import clean
from app.validation import explain

_FENCE = "---"
_README = "readme.md"


class FrontMatter(ArticleFields):
    """Stricter than a record: the id is a file name, the title one question, the date always stated."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=200)
    title: Title
    updated: Annotated[date, Field(validation_alias=AliasChoices("updated"))]


class MarkdownImporter:
    """Reads a file, or every ``*.md`` below a folder (below its ``articles/`` where it has one) but README.md."""

    @classmethod
    def accepts(cls, path: Path) -> bool:
        return path.suffix.lower() == ".md" if path.is_file() else next(_files(path), None) is not None

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        files = [path] if path.is_file() else sorted(_files(path))
        return unique(item for file in files for item in _read_file(file, _origin(file, path)))


def _origin(file: Path, source: Path) -> str:
    return file.name if file == source else file.relative_to(source).as_posix()


def _files(folder: Path) -> Iterator[Path]:
    articles = folder / "articles"
    root = articles if articles.is_dir() else folder
    # Not rglob: it passes over folders that it may not read, and a --replace would delete what they hold.
    for parent, _, names in os.walk(root, onerror=_raise):
        for name in names:
            if name.endswith(".md") and name.lower() != _README:
                yield Path(parent, name)


def _raise(error: OSError) -> None:
    raise error


def _read_file(file: Path, origin: str) -> Iterator[Draft | Problem]:
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        yield Problem(origin, raw.count(b"\n", 0, error.start) + 1, "UTF-8이 아닌 글자가 있어요. UTF-8로 저장하세요.")
        return
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        yield Problem(origin, 1, "첫 줄이 '---'로 시작하는 머리말(front matter)이 없어요.")
        return
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        yield Problem(origin, 1, "머리말(front matter)을 닫는 '---' 줄이 없어요.")
        return

    try:
        document = yaml.parse("\n".join(lines[1:end]), first_line=2)
    except yaml.YamlError as error:
        yield Problem(origin, error.line, error.message)
        return
    if not isinstance(document.value, dict):
        yield Problem(origin, 2, "머리말(front matter)은 '이름: 값' 줄로 이루어져야 해요.")
        return

    faults: list[Problem] = []
    fields: FrontMatter | None = None
    try:
        fields = FrontMatter.model_validate(document.value)
    except ValidationError as error:
        faults = [Problem(origin, document.line(fault["loc"]), explain(fault)) for fault in error.errors()]
    body = clean("\n".join(lines[end + 1 :])).strip()
    if not body:
        faults.append(Problem(origin, end + 1, "본문이 비어 있어요."))
    stated_id = document.value.get("id")
    if isinstance(stated_id, str) and stated_id != file.stem:
        faults.append(
            Problem(origin, document.line(("id",)), f"id '{stated_id}'은(는) 파일 이름 '{file.stem}'과 같아야 해요.")
        )
    if faults or fields is None:
        yield from sorted(faults, key=lambda problem: problem.line)
        return
    yield fields.draft(body, origin=origin, line=1)
