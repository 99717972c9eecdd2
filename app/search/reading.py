"""One reading of a query, as typed or corrected: found, measured and ranked."""

from __future__ import annotations

from dataclasses import dataclass

from app.analysis.lexicon import Lexicon
from app.analysis.views import Analyzer
from app.engine.base import Candidates
from app.models import Correction
from app.publishing.generation import OpenGeneration
from app.search import ranking
from app.search.confidence import confidence
from app.search.parser import ParsedQuery, parse
from app.search.parts import INTENTS, Meaning
from app.search.ranking import Ranking
from app.search.semantic.base import SemanticUnavailable
from app.search.signals import Signals, measure


@dataclass(frozen=True, slots=True)
class Reading:
    """``ranked`` is in the order of relevance; ``correction`` is None for what was typed."""

    parsed: ParsedQuery
    candidates: Candidates
    signals: Signals
    ranked: Ranking
    confidence: float
    correction: Correction | None = None

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
) -> Reading:
    """Search ``generation`` for ``text``; without ``meaning`` by letters and words alone."""
    parsed = parse(text, analyzer, lexicon, generation.reader)
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
    return Reading(
        parsed,
        candidates,
        signals,
        ranked,
        confidence(signals, ranked, trust=trust, questions=candidates.variant_group),
        correction,
    )
