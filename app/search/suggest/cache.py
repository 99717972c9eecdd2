"""Suggestions that were made before, for the same letters and from the same generation."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import TypeAdapter, ValidationError

from app import __version__
from app.cluster.base import Cache
from app.search.suggest.index import Suggestion

_SUGGESTIONS = TypeAdapter(tuple[Suggestion, ...])


def cached(
    cache: Cache, generation: str, text: str, suggest: Callable[[], tuple[Suggestion, ...]]
) -> tuple[Suggestion, ...]:
    """What ``suggest`` returns for ``text``, which it may have done before, here or in another process.

    Nothing has to be deleted when an index is published: its generation has another name.
    """
    key = f"suggest {__version__} {generation} {text}"
    known = _read(cache.get(key))
    if known is None:
        known = suggest()
        cache.put(key, _SUGGESTIONS.dump_json(known))
    return known


def _read(kept: bytes | None) -> tuple[Suggestion, ...] | None:
    try:
        return None if kept is None else _SUGGESTIONS.validate_json(kept)
    except ValidationError:
        return None  # Of another release.
