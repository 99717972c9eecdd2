"""JSON Lines: one article an object, with the fields of the front matter and ``body``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.content.importers.base import Draft, Problem
from app.content.importers.json_lines import first_object, objects
from app.content.importers.schema import read_record

_SUFFIXES = {".jsonl", ".ndjson"}


class JsonlImporter:
    """``category`` is a list of names or one string joined by `` > ``; the date is ``updated_at`` or ``updated``."""

    @classmethod
    def accepts(cls, path: Path) -> bool:
        if not path.is_file() or path.suffix.lower() not in _SUFFIXES:
            return False
        return "_id" not in (first_object(path) or {})

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        origin = path.name
        seen: dict[str, int] = {}
        for item in objects(path, origin):
            if isinstance(item, Problem):
                yield item
                continue
            line, fields = item
            draft = read_record(fields, origin=origin, line=line)
            if isinstance(draft, list):
                yield from (Problem(origin, line, fault) for fault in draft)
            elif draft.id in seen:
                yield Problem(origin, line, f"id '{draft.id}'은(는) {seen[draft.id]}번째 줄에도 있어요.")
            else:
                seen[draft.id] = line
                yield draft
