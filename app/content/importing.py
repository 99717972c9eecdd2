"""Puts what an importer reads into the database: everything, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from app.content.categories import FILE_NAME, load_categories
from app.content.importers.base import Draft, Importer, Problem, unreadable
from app.content.writer import ArticleWriter
from app.errors import ContentError
from app.models import CATEGORY_SEPARATOR, Category
from app.storage.database import Database

BATCH = 500


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Numbers of articles by what became of them. ``warnings`` are worth a look and kept nothing out."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    warnings: tuple[Problem, ...] = ()

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged


class RejectedImportError(ContentError):
    """The source has ``problems``, all of which the message lists; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        listing = "\n".join(str(problem) for problem in problems)
        super().__init__(
            f"고칠 곳이 {len(problems)}군데 있어서 아무것도 가져오지 않았어요.\n{listing}",
            remedy="위의 줄을 고친 뒤 다시 가져오세요.",
        )
        self.problems = problems


def import_articles(
    database: Database,
    importer: Importer,
    path: Path,
    *,
    replace: bool = False,
    categories_file: Path | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> ImportReport:
    """Write the articles that ``importer`` finds at ``path``: new ids are created, changed ones get a new revision.

    ``replace`` deletes the articles that the source does not hold; their revisions, votes and view counts are kept and
    count again should the id come back. ``categories_file`` gives the category ids and their order; by default
    ``categories.yaml`` in ``path`` or beside it, where there is one. ``progress`` gets the number of articles read,
    now and then.

    One transaction: raises RejectedImportError with every problem of the source, ContentError for a source that cannot
    be read or is empty, and StorageError, having changed nothing.
    """
    categories_file = categories_file or _categories_file_of(path)
    tree = load_categories(categories_file) if categories_file else None
    checks = _Checks(tree)
    problems: list[Problem] = []
    done = 0
    with database.write(exclusive=True) as session:
        writer = ArticleWriter(session, tree or ())
        batch: list[Draft] = []
        try:
            for item in importer.read(path):
                if isinstance(item, Problem):
                    problems.append(item)
                    continue
                problems += checks.add(item)
                done += 1
                if not problems:
                    batch.append(item)
                if done % BATCH == 0:
                    progress(done)
                    writer.write(batch)
                    batch.clear()
        except OSError as error:
            raise unreadable(error, path) from error
        progress(done)
        if not problems:
            writer.write(batch)
            if done == 0:
                raise ContentError(f"가져올 문서가 없어요: {path}", remedy="경로와 --format을 확인하세요.")
            deleted = writer.delete_absent() if replace else 0
            problems += checks.against(writer.variants())
        if problems:
            raise RejectedImportError(tuple(problems))
        warnings = checks.warnings(writer.ids())
        writer.finish(prune=replace or tree is not None)
    return ImportReport(writer.created, writer.updated, writer.unchanged, deleted, warnings)


def _categories_file_of(path: Path) -> Path | None:
    folders = (path, path.parent) if path.is_dir() else (path.parent,)
    return next((folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()), None)


class _Checks:
    """What no single row shows: collisions between variants, links that lead nowhere, unlisted categories."""

    def __init__(self, tree: list[Category] | None) -> None:
        self._known = None if tree is None else {category.names for category in tree}
        self._unlisted: dict[tuple[str, ...], Problem] = {}
        self._variants: dict[tuple[str, str], Draft] = {}
        self._related: list[tuple[str, int, str, tuple[str, ...]]] = []

    def add(self, draft: Draft) -> list[Problem]:
        """Note ``draft``; a Problem when a draft before it is the same variant."""
        if draft.related:
            self._related.append((draft.origin, draft.line, draft.id, draft.related))
        if self._known is not None and draft.category not in self._known and draft.category not in self._unlisted:
            names = CATEGORY_SEPARATOR.join(draft.category)
            message = f"분류 '{names}'이(가) {FILE_NAME}에 없어서 새로 만들었어요."
            self._unlisted[draft.category] = Problem(draft.origin, draft.line, message)
        if draft.variant_group is None:
            return []
        other = self._variants.setdefault((draft.variant_group, draft.platform), draft)
        return [] if other is draft else [_collision(draft, other.id)]

    def against(self, stored: dict[tuple[str, str], list[str]]) -> list[Problem]:
        """Collisions of this source's drafts with articles that were in the database before."""
        return [
            _collision(draft, other)
            for key, draft in self._variants.items()
            for other in stored.get(key, ())
            if other != draft.id
        ]

    def warnings(self, ids: set[str]) -> tuple[Problem, ...]:
        """Unlisted categories, and related articles that are not among ``ids`` or are the article itself."""
        dead = (
            Problem(origin, line, f"관련 문서 '{target}'이(가) 없어요.")
            if target != own
            else Problem(origin, line, "관련 문서에 자기 자신이 들어 있어요.")
            for origin, line, own, related in self._related
            for target in related
            if target not in ids or target == own
        )
        return tuple(chain(self._unlisted.values(), dead))


def _collision(draft: Draft, other: str) -> Problem:
    return Problem(
        draft.origin,
        draft.line,
        f"variant_group '{draft.variant_group}'의 platform '{draft.platform}' 문서가 이미 있어요: {other}",
    )
