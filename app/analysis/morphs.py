"""From the morphemes of analysers that undo contractions to tokens that tile the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.analysis.base import Token

_WORD = re.compile(r"\S+")


class Morph(NamedTuple):
    """A morpheme in its full form and the characters that it was found in: ``보내`` and ``었`` share ``냈``."""

    form: str
    tag: str
    start: int
    end: int
    known: bool = True


def to_tokens(text: str, morphs: Iterable[Morph]) -> list[Token]:
    """Tokens from ``morphs`` in order of their start.

    Morphemes that share characters become one token with the lemma of the first and all the tags; what stands over a
    space is split there; what stands on no characters (an elided copula) gives none.
    """
    tokens: list[Token] = []
    for morph in morphs:
        if tokens and morph.start < tokens[-1].end:
            last = tokens.pop()
            end = max(last.end, morph.end)
            tag = f"{last.tag}+{morph.tag}"
            tokens.append(last._replace(surface=text[last.start : end], tag=tag, end=end))
        else:
            tokens.extend(_split_at_spaces(text, morph))
    return tokens


def _split_at_spaces(text: str, morph: Morph) -> list[Token]:
    words = list(_WORD.finditer(text, morph.start, morph.end))
    lemmas = [morph.form.replace(" ", "")] if len(words) == 1 else [word[0] for word in words]
    return [
        Token(word[0], lemma or word[0], morph.tag, word.start(), word.end(), morph.known)
        for word, lemma in zip(words, lemmas, strict=True)
    ]
