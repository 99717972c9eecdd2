"""The Tokenizer seam."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Token(NamedTuple):
    """A morpheme. ``text[start:end] == surface`` always holds; ``lemma`` is what is indexed; ``tag`` a Sejong-style tag.

    Sejong tags: N* nouns (NNG common, NNP proper, NNB bound, NR, NP), V* predicates, M* modifiers, J* particles,
    E* endings, X* affixes (XR root), SL foreign letters, SH Han characters, SN numbers, S* other symbols.
    ``known`` is False for what the tokenizer's dictionary does not hold.
    """

    surface: str
    lemma: str
    tag: str
    start: int
    end: int
    known: bool = True


class Tokenizer(Protocol):
    """Splits normalised text into morphemes. Loaded once a process, after any fork, and safe to share between threads."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could give other tokens: name, version, dictionary and user words."""
        ...

    def tokenize(self, text: str) -> list[Token]:
        """Tokens in order of ``start``, never overlapping and never holding white space; blank text gives ``[]``.

        Any text up to 100,000 characters, of any script, is taken in time linear in its length.
        """
        ...
