"""From what a person typed to weighted terms per view."""

from __future__ import annotations

from dataclasses import dataclass

from app.analysis.views import Analyzer
from app.engine.base import VIEWS, EngineQuery

MAX_QUERY = 300
"""Characters of a query at most; everything that takes one from a person checks it with ``analysis.text.clean``."""

MAX_CATEGORIES = 50
"""Categories that a query may combine at most."""

MAX_TERMS = 64
"""Distinct terms kept per view, the first ones typed: enough for any question, a bound for pasted text."""

BROWSE_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``engine_query`` for retrieval and ``text`` for highlighting; ``browse`` when nothing was typed at all."""

    text: str
    engine_query: EngineQuery
    browse: bool

    @property
    def has_terms(self) -> bool:
        return any(self.engine_query.terms.values())


def parse(text: str, analyzer: Analyzer) -> ParsedQuery:
    """Analyse ``text`` with the analyser of the index. Each distinct term counts once, however often it was typed."""
    if not text.strip():
        return ParsedQuery("", EngineQuery(limit=BROWSE_LIMIT), browse=True)
    views = analyzer.analyze(text)
    terms = {view: dict.fromkeys(list(dict.fromkeys(views[view]))[:MAX_TERMS], 1.0) for view in VIEWS}
    return ParsedQuery(text, EngineQuery(terms=terms), browse=False)
