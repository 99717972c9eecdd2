"""Tokenizers by name, with the domain words on top."""

from __future__ import annotations

from pathlib import Path

from app import registry
from app.analysis.base import Tokenizer
from app.analysis.user_words import UserWordTokenizer, read_user_words


def load_tokenizer(name: str, user_words: Path | None) -> Tokenizer:
    """The tokenizer registered as ``name``, keeping the words of the file ``user_words`` whole.

    Raises ConfigurationError for an unknown name, MissingDependencyError with the install command when a package or a
    dictionary is absent, and ContentError naming file and line when ``user_words`` cannot be read.
    """
    tokenizer: Tokenizer = registry.load(registry.TOKENIZERS, name, setting="BARODAP_TOKENIZER")()
    return UserWordTokenizer(tokenizer, read_user_words(user_words)) if user_words else tokenizer
