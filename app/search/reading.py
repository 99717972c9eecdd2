"""One reading of a query, as typed or corrected: found, measured and ranked."""

from __future__ import annotations

from dataclasses import dataclass

from app.analysis.lexicon import Lexicon
from app.analysis.views import Analyzer
from app.engine.base import LIMIT, Candidates
from app.models import Correction
from app.publishing.generation import OpenGeneration
from app.search import ranking
from app.search.confidence import confidence
from app.search.parser import ParsedQuery, parse
from app.search.parts import INTENTS, Meaning
from app.search.ranking import Ranking
from app.search.semantic.base import SemanticUnavailable
from app.search.signals import Signals, measure

DOUBTFUL = 0.5
"""Trust below which another spelling needs words beside it: alone it finds something whether or not it was meant, since
it is made of the collection's words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``ranked`` is in the order of relevance; ``correction`` is None for what was typed.

    ``spelled`` in (0, 1] is what a doubtful correction leaves of the confidence.
    """

    parsed: ParsedQuery
    candidates: Candidates
    signals: Signals
    ranked: Ranking
    confidence: float
    correction: Correction | None = None
    spelled: float = 1.0

    @property
    def trust(self) -> float:
        """How likely this was meant, in (0, 1]; 1 for what was typed."""
        return self.correction.trust if self.correction else 1.0


def read(
    text: str,
    generation: OpenGeneration,
    analyzer: Analyzer,
    lexicon: Lexicon,
    *,
    meaning: Meaning | None,
    semantic_weight: float,
    correction: Correction | None = None,
    typed: Reading | None = None,
    limit: int = LIMIT,
) -> Reading:
    """Search ``generation`` for ``text``, a ``correction`` of ``typed``; without ``meaning`` by letters and words
    alone."""
    parsed = parse(text, analyzer, lexicon, generation.reader, limit=limit)
    candidates = generation.reader.retrieve(parsed.engine_query)
    view = generation.parts.get(meaning) if meaning else None
    signals = measure(
        parsed,
        candidates,
        None if isinstance(view, SemanticUnavailable) else view,
        generation.parts.get(INTENTS),
    )
    if parsed.browse:
        return Reading(parsed, candidates, signals, ranking.browse(candidates), 0.0)
    ranked = ranking.rank(candidates, signals, semantic_weight=semantic_weight)
    trust = correction.trust if correction else 1.0
    spelled = 1.0
    if typed and correction and correction.rung == "spelling" and trust < DOUBTFUL:
        spelled = trust + (1 - trust) * _kept(parsed, typed.parsed)
    sure = spelled * confidence(signals, ranked, trust=trust, questions=candidates.groups)
    return Reading(parsed, candidates, signals, ranked, sure, correction, spelled)


def _kept(corrected: ParsedQuery, typed: ParsedQuery) -> float:
    """The share, in [0, 1], of what ``corrected`` looks for that was typed so."""
    terms, before = (each.engine_query.terms["morph"] for each in (corrected, typed))
    return sum(weight for term, weight in terms.items() if term in before) / max(sum(terms.values()), 1e-9)
