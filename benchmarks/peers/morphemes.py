"""Barodap's own morphemes for the peers that know no Korean, so that all of them look for the same words."""

from __future__ import annotations

from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.config import load_settings


class Morphemes:
    """As the ``morph`` view has them."""

    def __init__(self) -> None:
        self._analyzer = Analyzer(load_tokenizer(load_settings().tokenizer, None))

    def __call__(self, text: str) -> list[str]:
        return [term for term, _, _ in self._analyzer.spans(text)]

    def distinct(self, text: str) -> list[str]:
        """Of a question: each once, in the order of the text."""
        return list(dict.fromkeys(self(text)))
