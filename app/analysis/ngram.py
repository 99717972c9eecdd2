"""Needs no dictionary: words without their particles and endings, and the character bigrams inside them."""

from __future__ import annotations

import re

from app.analysis.base import Token
from app.analysis.chunks import tokenize_in_chunks
from app.analysis.fingerprints import fingerprint
from app.analysis.particles import ENDINGS, MIN_STEM, stem_length

CHUNK = 1_000

_VERSION = "1"
_RUN = re.compile(
    r"(?P<NA>[가-힣]+)|(?P<IC>[ㄱ-ㆎ]+)|(?P<SL>[^\W\d_가-힣ㄱ-ㆎ一-鿿]+)|(?P<SH>[一-鿿]+)|(?P<SN>\d+)|(?P<SY>\S)"
)


class NgramTokenizer:
    """A Hangul word is one token without its particle or ending, with its character bigrams as parts.

    Nothing Korean counts as known, as there is no dictionary to know it.
    """

    @property
    def fingerprint(self) -> str:
        return fingerprint("ngram", _VERSION)

    def tokenize(self, text: str) -> list[Token]:
        tokens = tokenize_in_chunks(text, CHUNK, self._split)
        return [token._replace(parts=_bigrams(token)) for token in tokens]

    def _split(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        for match in _RUN.finditer(text):
            tag, run, start = str(match.lastgroup), match[0], match.start()
            stem = run[: stem_length(run)] if tag == "NA" else run
            tokens.append(Token(stem, stem, tag, start, start + len(stem), known=tag != "NA"))
            if suffix := run[len(stem) :]:
                tag = "E" if suffix in ENDINGS else "J"
                tokens.append(Token(suffix, suffix, tag, start + len(stem), match.end()))
        return tokens


def _bigrams(token: Token) -> tuple[Token, ...]:
    if token.tag != "NA" or len(token.lemma) <= MIN_STEM:
        return ()
    return tuple(
        Token(token.surface[i : i + 2], token.lemma[i : i + 2], "NA", token.start + i, token.start + i + 2, known=False)
        for i in range(len(token.lemma) - 1)
    )
