"""Replies and contexts as JSON, for the database. An article is there by its id, title, path and revision, not whole.

What an older version wrote lacks some fields, what a newer one wrote has more: the former get their defaults, the
latter are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from app.chat.models import Context, Passage, QuickReply, Reply, Source
from app.errors import StorageError

_Made = TypeVar("_Made", Reply, Context, Passage, QuickReply, Source)
_Json = Mapping[str, Any]


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """``reply`` as what ``json.dumps`` takes; ``reply_from_json`` gives it back."""
    return asdict(reply)


def reply_from_json(value: _Json) -> Reply:
    """The reply that ``reply_to_json`` wrote. Raises StorageError for anything else."""
    return _read(
        lambda: _made(
            Reply,
            value,
            passages=tuple(_made(Passage, each) for each in value.get("passages", ())),
            sources=tuple(
                _made(Source, each, breadcrumb=tuple(each["breadcrumb"])) for each in value.get("sources", ())
            ),
            quick_replies=tuple(_made(QuickReply, each) for each in value.get("quick_replies", ())),
            masked=tuple(value.get("masked", ())),
        )
    )


def context_to_json(context: Context) -> dict[str, Any]:
    """``context`` as what ``json.dumps`` takes; ``context_from_json`` gives it back."""
    return asdict(context)


def context_from_json(value: _Json) -> Context:
    """The context that ``context_to_json`` wrote. Raises StorageError for anything else."""
    return _read(
        lambda: _made(
            Context, value, offered=tuple(value.get("offered", ())), rejected=tuple(value.get("rejected", ()))
        )
    )


def _made(kind: type[_Made], value: _Json, **converted: object) -> _Made:
    known = {field.name: value[field.name] for field in fields(kind) if field.name in value}
    return kind(**{**known, **converted})


def _read(make: Callable[[], _Made]) -> _Made:
    try:
        return make()
    except (AttributeError, KeyError, TypeError) as error:
        raise StorageError(
            f"저장된 대화를 읽을 수 없어요. ({error})", remedy="대화를 저장한 버전 이상의 바로답을 쓰세요."
        ) from error
