"""A BEIR corpus (https://github.com/beir-cellar/beir): JSON Lines of ``_id``, ``title``, ``text`` and ``metadata``.

Real corpora are taken as they are: long titles, missing titles and unknown metadata are no reason to refuse one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from app.content.identifiers import fault_of_id
from app.content.importers.base import Draft, Problem, unique
from app.content.importers.json_lines import first_object, objects
from app.content.importers.schema import MAX_DEPTH, MAX_VIEWS
from app.content.text import clean, clean_line

CORPUS = "corpus.jsonl"
DEFAULT_CATEGORY = "기타"
FALLBACK_TITLE_LENGTH = 120

_GROUP = re.compile(r"\s*\[([^\[\]]*)\]\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?。])\s|\n")


class BeirImporter:
    """``_id`` is the article id, character for character. Reads the folder that holds ``corpus.jsonl``, or the file."""

    @classmethod
    def accepts(cls, path: Path) -> bool:
        file = path / CORPUS if path.is_dir() else path
        return file.is_file() and file.suffix.lower() == ".jsonl" and "_id" in (first_object(file) or {})

    def read(self, path: Path) -> Iterator[Draft | Problem]:
        file = path / CORPUS if path.is_dir() else path
        return unique((_read(item, file.name) for item in objects(file, file.name)), field="_id")


def _read(item: tuple[int, dict[str, Any]] | Problem, origin: str) -> Draft | Problem:
    if isinstance(item, Problem):
        return item
    line, record = item
    draft = _draft(record, origin, line)
    return Problem(origin, line, draft) if isinstance(draft, str) else draft


def _draft(record: dict[str, Any], origin: str, line: int) -> Draft | str:
    article_id = record.get("_id")
    if isinstance(article_id, int) and not isinstance(article_id, bool):
        article_id = str(article_id)
    if not isinstance(article_id, str):
        return "필수 필드 '_id'가 없거나 글자가 아니에요."
    if fault := fault_of_id(article_id):
        return fault
    title, text = record.get("title") or "", record.get("text") or ""
    if not isinstance(title, str) or not isinstance(text, str):
        return "'title'과 'text'는 글자여야 해요."
    metadata = record.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}

    body = clean(text).strip()
    whole_title = clean_line(title)
    category, title = _split_title(whole_title, _stated_category(metadata.get("category")))
    title = title or _first_sentence(body) or whole_title
    if len(category) > MAX_DEPTH:
        return f"분류는 {MAX_DEPTH}단계까지 쓸 수 있어요."
    if not title:
        return "제목과 본문이 모두 비어 있어요."
    return Draft(
        id=article_id,
        title=title,
        body=body,
        category=category or (DEFAULT_CATEGORY,),
        origin=origin,
        line=line,
        updated_at=_date(metadata.get("updated_at")),
        views=_views(metadata.get("views")),
    )


def _split_title(title: str, stated: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The category and the title without it: the title's leading groups or ``stated``, whichever says more.

    Groups that are not in the chosen category (``[필독] …`` beside a stated one) stay in the title.
    """
    groups: list[tuple[tuple[str, ...], int]] = []
    end = 0
    while match := _GROUP.match(title, end):
        end = match.end()
        groups.append((_names(match[1]), end))
    found = tuple(name for names, _ in groups for name in names)
    category = found if len(found) >= len(stated) else stated
    rest = 0
    for names, group_end in groups:
        if not set(names) <= set(category):
            break
        rest = group_end
    return category, title[rest:].strip()


def _stated_category(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return _names(value)
    if isinstance(value, list):
        return tuple(name for item in value if isinstance(item, str) for name in _names(item))
    return ()


def _names(path: str) -> tuple[str, ...]:
    # Not at "/": 캐시/월렛 is one name.
    return tuple(name for name in (clean_line(part) for part in path.split(">")) if name)


def _first_sentence(text: str) -> str:
    return clean_line(_SENTENCE_END.split(text, maxsplit=1)[0])[:FALLBACK_TITLE_LENGTH].strip()


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _views(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_VIEWS:
        return value
    return None
