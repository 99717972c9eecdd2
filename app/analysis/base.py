"""The Tokenizer seam."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Token(NamedTuple):
    """A morpheme. ``text[start:end] == surface`` always holds, and ``lemma`` is what is indexed.

    ``tag`` is a Sejong-style tag: N* nouns (NNG common, NNP proper, NNB bound, NR, NP), V* predicates, M* modifiers,
    J* particles, E* endings, X* affixes (XR root), SL foreign letters, SH Han characters, SN numbers, S* other symbols;
    NA what could not be analysed.
    A contracted form carries the tags of its morphemes joined by ``+`` (``VV+EP``). The lemma of a predicate is its
    stem without ``다`` (``보내``). ``known`` is False for what the tokenizer's dictionary does not hold. ``parts`` are
    the shorter words inside a compound that is kept whole, with offsets into the same text; most tokens have none.
    """

    surface: str
    lemma: str
    tag: str
    start: int
    end: int
    known: bool = True
    parts: tuple[Token, ...] = ()


class Tokenizer(Protocol):
    """Splits text into morphemes. Loaded once a process, after any fork, and safe to share between threads.

    What is pickled is how it was made, so that another process makes its own.

    Text is folded first (``normalise.fold``, one character for one), so lemmas are in folded form while offsets and
    surfaces are those of the text as given.
    """

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could give other tokens: name, version, dictionary and user words."""
        ...

    def tokenize(self, text: str) -> list[Token]:
        """Tokens in order of ``start``, never overlapping and never holding white space; blank text gives ``[]``.

        Any text up to 100,000 characters, of any script, is taken in time linear in its length.
        """
        ...
