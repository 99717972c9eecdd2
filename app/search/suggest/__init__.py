"""Instant suggestions: what to offer on every key press, from the titles, similar questions and categories."""

from __future__ import annotations

from app.search.suggest.builder import SuggestPart
from app.search.suggest.index import SuggestIndex, Suggestion

__all__ = ["SuggestIndex", "SuggestPart", "Suggestion"]
