"""The Importer seam: a file or folder in, article drafts and problems out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.errors import ContentError
from app.models import Platform, Status


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source states it. ``category`` holds the names from the root down; ``None`` means not stated.

    ``origin`` is the file, relative to what was imported, and ``line`` where in it the article starts."""

    id: str
    title: str
    body: str
    category: tuple[str, ...]
    origin: str
    updated_at: date | None = None
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    platform: Platform = "all"
    variant_group: str | None = None
    related: tuple[str, ...] = ()
    slug: str | None = None
    status: Status = "published"
    views: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be imported, and why (Korean, for people). ``line`` counts from 1; 0 means the whole file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class Importer(Protocol):
    """Reads one format. Never stops at the first bad row: it yields a Problem for it and goes on."""

    @classmethod
    def accepts(cls, path: Path) -> bool:
        """Whether ``--format auto`` should choose this importer for ``path`` (a file or a folder)."""
        ...

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        """Drafts and problems in the order of the source; draft ids are unique, a repeated one is a Problem.

        Streams: memory does not grow with the number of articles (but for their ids).
        """
        ...


def unique(items: Iterable[Draft | Problem], *, field: str = "id") -> Iterator[Draft | Problem]:
    """``items``, with a Problem in place of each draft whose id was there before. ``field``: what the format calls it.

    Remembers the ids, and nothing else of the drafts.
    """
    seen: dict[str, tuple[str, int]] = {}
    for item in items:
        if isinstance(item, Draft):
            if item.id in seen:
                origin, line = seen[item.id]
                place = f"{line}번째 줄" if origin == item.origin else origin
                yield Problem(item.origin, item.line, f"{field} '{item.id}'은(는) {place}에도 있어요.")
                continue
            seen[item.id] = (item.origin, item.line)
        yield item


def unreadable(error: OSError, path: Path) -> ContentError:
    """What to raise when the system refuses to read ``path`` or a file in it."""
    return ContentError(
        f"파일을 읽을 수 없어요: {error.filename or path} ({error.strerror})", remedy="읽기 권한을 확인하세요."
    )
