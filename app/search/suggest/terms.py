"""The nouns that titles speak of."""

from __future__ import annotations

from collections.abc import Iterable


class Terms:
    """The nouns of titles and similar questions. Safe to share between threads."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = frozenset(terms)

    def speak(self, text: str) -> bool:
        """Whether each word of ``text`` is a term or two as one, so that it is no shred of a sentence."""
        return all(map(self._known, text.split()))

    def _known(self, word: str) -> bool:
        cuts = range(1, len(word))
        return word in self._terms or any(word[:cut] in self._terms and word[cut:] in self._terms for cut in cuts)
