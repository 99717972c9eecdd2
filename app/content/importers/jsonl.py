"""JSON Lines: one article an object, with the fields of the front matter and ``body``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.content.importers.base import Draft, Problem
from app.content.importers.json_lines import first_object, objects
from app.content.importers.schema import read_records

_SUFFIXES = {".jsonl", ".ndjson"}


class JsonlImporter:
    """``category`` is a list of names or one string joined by `` > ``; the date is ``updated_at`` or ``updated``."""

    @classmethod
    def accepts(cls, path: Path) -> bool:
        if not path.is_file() or path.suffix.lower() not in _SUFFIXES:
            return False
        return "_id" not in (first_object(path) or {})

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        return read_records(objects(path, path.name), path.name)
