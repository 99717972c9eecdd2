"""The parts of a generation that searching needs beside the engine's index."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from app import __version__
from app.config import Settings
from app.publishing.layout import CACHE
from app.publishing.parts import Part
from app.search.dictionary import FILE_NAME, DictionaryPart
from app.search.intents import IntentsPart
from app.search.semantic.base import MeaningView, SemanticUnavailable
from app.search.semantic.dense import DensePart
from app.search.semantic.encoder import OnnxEncoder
from app.search.semantic.general import load_general
from app.search.semantic.part import SemanticPart
from app.search.semantic.taught import FILE
from app.search.suggest import SuggestPart
from app.search.texts import TextsPart
from app.search.vocabulary_builder import VocabularyPart

VERSION = f"{__version__}/10"
"""Raised whenever ``document_of`` or what a part makes of it changes, so that indexes made before are published
anew."""

Meaning = Part[MeaningView | SemanticUnavailable]

VOCABULARY: Final = VocabularyPart()
INTENTS: Final = IntentsPart()
SUGGEST: Final = SuggestPart()
TEXTS: Final = TextsPart()


def user_words(settings: Settings) -> Path:
    """The file of user words that an operator edits; it may be missing."""
    return settings.faq_data / "lexicon" / FILE_NAME


def meaning(settings: Settings) -> Meaning | None:
    """What compares meanings: word vectors, or the encoder that is set; None when the weight is 0."""
    if settings.semantic_weight <= 0:
        return None
    encoder = settings.encoder
    cache = settings.index_dir / CACHE
    return (
        DensePart(lambda: OnnxEncoder(encoder))
        if encoder
        else SemanticPart(lambda: load_general(cache / "general"), cache / "lessons")
    )


def taught(settings: Settings) -> str:
    """What the meanings come from: the encoder's name, or the digest of the shipped vectors; "" without any."""
    if settings.semantic_weight <= 0:
        return ""
    return settings.encoder or sha256(FILE.read_bytes()).hexdigest()[:16]


def deriving(settings: Settings) -> tuple[Part[object], ...]:
    """Those that derive something of each article's texts, see ``EngineDocument.derive``."""
    compared = meaning(settings)
    return (VOCABULARY, SUGGEST, *([compared] if isinstance(compared, SemanticPart) else []))


def every(settings: Settings) -> tuple[Part[object], ...]:
    """What is built at publish time."""
    compared = meaning(settings)
    return (
        VOCABULARY,
        INTENTS,
        SuggestPart(settings.index_dir / CACHE / SUGGEST.name, VERSION),
        TextsPart(settings.index_dir),
        DictionaryPart(user_words(settings)),
        *([compared] if compared else []),
    )
