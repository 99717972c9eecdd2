"""Articles made up for a test, imported without a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.content.importers.base import Draft, Problem
from app.content.importing import ImportReport, import_articles
from app.storage.database import Database

PATH = Path("nowhere")


class Given:
    """An importer of what a test gives it."""

    def __init__(self, *rows: Draft | Problem) -> None:
        self.rows = rows

    @classmethod
    def accepts(cls, path: Path) -> bool:
        raise NotImplementedError(path)

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        assert path == PATH
        return iter(self.rows)


def draft(article_id: str, **fields: object) -> Draft:
    stated = Draft(
        id=article_id,
        title="월렛은 무엇인가요?",
        body="캐시를 담는 지갑이에요.",
        category=("채널", "월렛"),
        origin=f"{article_id}.md",
        line=1,
        updated_at=date(2026, 3, 14),
    )
    return replace(stated, **fields)  # type: ignore[arg-type]


def run(database: Database, *rows: Draft | Problem, replace: bool = False) -> ImportReport:
    return import_articles(database, Given(*rows), PATH, replace=replace)
