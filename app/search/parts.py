"""The parts of a generation that searching needs beside the engine's index."""

from __future__ import annotations

from typing import Final

from app.config import Settings
from app.publishing.parts import Part
from app.search.intents import IntentsPart
from app.search.semantic.part import SemanticPart
from app.search.suggest import SuggestPart
from app.search.vocabulary_builder import VocabularyPart

VOCABULARY: Final = VocabularyPart()
SEMANTIC: Final = SemanticPart()
INTENTS: Final = IntentsPart()
SUGGEST: Final = SuggestPart()


def every(settings: Settings) -> tuple[Part[object], ...]:
    """What is built at publish time; the semantic part unless its weight is 0."""
    semantic: tuple[Part[object], ...] = (SEMANTIC,) if settings.semantic_weight > 0 else ()
    return (VOCABULARY, INTENTS, SUGGEST, *semantic)
