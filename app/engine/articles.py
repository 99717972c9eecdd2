"""Articles as JSON, the form in which engines store them, and those of them that a reader keeps at hand."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from app.kept import Kept
from app.models import Article

KEPT_CHARACTERS = 4_000_000
"""Of the articles that a reader keeps at hand: a few thousand of usual length, for nothing bounds how long one is."""
_EACH = 1_000
"""Characters that an article takes the room of beside its own texts, about."""

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


def at_hand() -> Kept[int, Article]:
    """Articles by row, as a conversation looks at the same ones turn after turn."""
    return Kept(KEPT_CHARACTERS, lambda _, article: _EACH + characters(article))


def characters(article: Article) -> int:
    """Of all its texts together."""
    return sum(map(len, (article.title, article.body, *article.questions, *article.learned, *article.keywords)))
