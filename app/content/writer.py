"""Writes articles in bulk within one transaction, and keeps their history."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.content.categories import CategoryTree, Node
from app.content.importers.base import Draft
from app.content.slug import slugify
from app.models import Category, lineage
from app.storage.tables import ArticleRow, CategoryRow, RevisionRow

_DELETE_BATCH = 500


class _Stored(NamedTuple):
    revision: int
    content_hash: str
    views: int


class ArticleWriter:
    """Upserts by id. Only what changed is touched; a change of anything but ``views`` makes a new revision.

    Revision numbers go on where an id's history ended, also after its article was deleted, so that an id and a revision
    name one text for ever. Call ``finish`` at the end.
    """

    def __init__(self, session: Session, categories: Iterable[Category]) -> None:
        self.created = self.updated = self.unchanged = 0
        self._session = session
        self._now = datetime.now(UTC)
        self._listed = {category.id for category in categories}
        rows = session.execute(select(CategoryRow)).scalars()
        self._tree = CategoryTree.of(Node(row.id, row.name, row.description, row.position) for row in rows)
        self._flushed = {node.id: _category_row(node) for node in self._tree.nodes.values()}
        self._tree.merge(categories)
        self._flush_categories()
        article = ArticleRow
        self._stored = {
            row[0]: _Stored(*row[1:])
            for row in session.execute(select(article.id, article.revision, article.content_hash, article.views))
        }
        newest = select(RevisionRow.article_id, func.max(RevisionRow.revision)).group_by(RevisionRow.article_id)
        self._newest: dict[str, int] = {row[0]: row[1] for row in session.execute(newest)}
        self._seen: set[str] = set()

    def write(self, drafts: Sequence[Draft]) -> None:
        """Create or update the articles of ``drafts``, whose ids have not been written before."""
        created: list[dict[str, Any]] = []
        updated: list[dict[str, Any]] = []
        revisions: list[dict[str, Any]] = []
        viewed: list[dict[str, Any]] = []
        for draft in drafts:
            self._seen.add(draft.id)
            content = self._content(draft)
            content_hash = _hash(content)
            stored = self._stored.get(draft.id)
            views = draft.views if draft.views is not None else stored.views if stored else 0
            if stored and stored.content_hash == content_hash:
                if stored.views != views:
                    viewed.append({"id": draft.id, "views": views})
                continue
            revision = self._newest.get(draft.id, 0) + 1
            row = {
                **content,
                "id": draft.id,
                "updated_at": draft.updated_at or date.today(),
                "revision": revision,
                "views": views,
                "content_hash": content_hash,
            }
            (updated if stored else created).append(row)
            revisions.append(
                {
                    "article_id": draft.id,
                    "revision": revision,
                    "recorded_at": self._now,
                    "origin": f"{draft.origin}:{draft.line}" if draft.line else draft.origin,
                    "content": {**content, "updated_at": row["updated_at"].isoformat()},
                }
            )
        self._flush_categories()
        for statement, rows in (
            (insert(ArticleRow), created),
            (update(ArticleRow), updated),
            (update(ArticleRow), viewed),
            (insert(RevisionRow), revisions),
        ):
            if rows:
                self._session.execute(statement, rows)
        self.created += len(created)
        self.updated += len(updated) + len(viewed)
        self.unchanged += len(drafts) - len(created) - len(updated) - len(viewed)

    def delete_absent(self) -> int:
        """Delete the articles that were not written; their history stays. Returns how many."""
        absent = sorted(self._stored.keys() - self._seen)
        for start in range(0, len(absent), _DELETE_BATCH):
            self._session.execute(
                delete(ArticleRow).where(ArticleRow.id.in_(absent[start : start + _DELETE_BATCH])),
                execution_options={"synchronize_session": False},
            )
        return len(absent)

    def variants(self) -> dict[tuple[str, str], list[str]]:
        """Article ids by variant group and platform, as they stand now."""
        article = ArticleRow
        grouped = article.variant_group.is_not(None)
        rows = self._session.execute(
            select(article.variant_group, article.platform, article.id).where(grouped).order_by(article.id)
        )
        found: dict[tuple[str, str], list[str]] = {}
        for group, platform, article_id in rows:
            if group is not None:
                found.setdefault((group, platform), []).append(article_id)
        return found

    def ids(self) -> set[str]:
        """The ids of all articles, as they stand now."""
        return set(self._session.execute(select(ArticleRow.id)).scalars())

    def finish(self, *, prune: bool) -> None:
        """``prune`` removes the categories that hold no article and that no category file lists."""
        if not prune:
            return
        used = {
            ancestor
            for category_id in self._session.execute(select(ArticleRow.category_id).distinct()).scalars()
            for ancestor in lineage(category_id)
        }
        listed = {ancestor for category_id in self._listed for ancestor in lineage(category_id)}
        unused = sorted(self._tree.nodes.keys() - used - listed, key=lambda category_id: -category_id.count("/"))
        for category_id in unused:
            self._tree.remove(category_id)
            self._session.execute(delete(CategoryRow).where(CategoryRow.id == category_id))

    def _content(self, draft: Draft) -> dict[str, Any]:
        return {
            "title": draft.title,
            "body": draft.body,
            "category_id": self._tree.resolve(draft.category),
            "slug": draft.slug or slugify(draft.title),
            "updated_at": draft.updated_at.isoformat() if draft.updated_at else None,
            "questions": list(draft.questions),
            "keywords": list(draft.keywords),
            "platform": draft.platform,
            "variant_group": draft.variant_group,
            "related": list(draft.related),
            "status": draft.status,
        }

    def _flush_categories(self) -> None:
        rows = {node.id: _category_row(node) for node in self._tree.nodes.values()}
        new = [row for category_id, row in rows.items() if category_id not in self._flushed]
        changed = [row for category_id, row in rows.items() if self._flushed.get(category_id, row) != row]
        if new:
            self._session.execute(insert(CategoryRow), new)
        if changed:
            self._session.execute(update(CategoryRow), changed)
        self._flushed = rows


def _category_row(node: Node) -> dict[str, Any]:
    return {"id": node.id, "name": node.name, "description": node.description, "position": node.position}


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
