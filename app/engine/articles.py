"""Articles as JSON, the form in which engines store them."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from app.models import Article

_FIELDS = tuple(field.name for field in fields(Article))


def to_json(article: Article) -> str:
    """One line of ASCII, so that nothing in the text (line ends, unpaired surrogates) can break a file."""
    values = {name: getattr(article, name) for name in _FIELDS}
    return json.dumps(values, default=date.isoformat, separators=(",", ":"))


def from_json(line: str) -> Article:
    """The article that ``to_json`` was given, equal in every field."""
    values: dict[str, Any] = json.loads(line)
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    values["updated_at"] = date.fromisoformat(values["updated_at"])
    return Article(**values)
