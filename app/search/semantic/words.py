"""From morpheme vectors to words of our own analysis: the senses of a form become one, unknown compounds are cut."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.kiwi_model import PACKAGE, KiwiModel, load_model
from app.search.semantic.linalg import normalise, principal_directions

CONTENT_TAGS = frozenset({"NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "MAG", "XR", "XPN", "XSN"})
"""Tags of morphemes that a term of the morph view can be or be made of."""

RANK_OFFSET = 50
"""Morphemes are numbered by frequency; by Zipf's law number i has a frequency in proportion to 1 / (i + 50)."""

MAX_PIECE = 8
"""Characters of a known word inside a compound at most."""

_COMMON = 20_000
_COMPONENTS = 3
_HANGUL = re.compile("[가-힣]+")
_UNKNOWN_COST = 14.0
_PIECE_COST = 3.0


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Corrected unit vectors by form. ``ranks[form]`` is the number of the commonest morpheme that has the form.

    ``source`` names the model that they come from.
    """

    source: str
    ranks: Mapping[str, int]
    rows: Mapping[str, int]
    vectors: NDArray[np.float32]

    def find(self, term: str) -> NDArray[np.float32] | None:
        """The vector of ``term``, or the sum of those of the words it is made of, or None."""
        row = self.rows.get(term)
        if row is not None:
            return np.asarray(self.vectors[row])
        pieces = cut(term, self.ranks)
        return join([len(piece) for piece in pieces], self.vectors[[self.rows[piece] for piece in pieces]])


def join(lengths: list[int], vectors: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The sum of the words of a compound, a long word counting for more than an affix; None of no words."""
    return np.asarray(np.array(lengths, dtype=np.float32) @ vectors) if lengths else None


def cut(term: str, ranks: Mapping[str, int]) -> list[str]:
    """The cheapest cut of a Korean ``term`` into known words, those of one syllable only beside a longer one.

    A word costs the logarithm of its rank and a constant, as in a unigram model: few and common words win. What is
    unknown is left out; when that is half of it, or the words are mere syllables, there is no cut.
    """
    if not _HANGUL.fullmatch(term):
        return []
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(term) + 1):
        options = [(best[end - 1][0] + _UNKNOWN_COST, end - 1)]
        for start in range(max(0, end - MAX_PIECE), end):
            rank = ranks.get(term[start:end])
            if rank is not None:
                options.append((best[start][0] + _PIECE_COST + math.log(rank + RANK_OFFSET), start))
        best.append(min(options))
    pieces, end = [], len(term)
    while end:
        start = best[end][1]
        pieces.append(term[start:end])
        end = start
    known = [piece for piece in reversed(pieces) if piece in ranks]
    return known if 2 * sum(map(len, known)) > len(term) and max(map(len, known)) > 1 else []


def load_words() -> WordVectors | SemanticUnavailable:
    """The words of the installed model. About a second."""
    model = load_model()
    return model if isinstance(model, SemanticUnavailable) else word_vectors(model)


def word_vectors(model: KiwiModel) -> WordVectors:
    """The content words of ``model``, corrected.

    The raw vectors share a mean and a few directions that say how frequent a word is, not what it means. Both are
    taken away (Mu and Viswanath, "All-but-the-Top", 2018), the mean weighted by frequency.
    """
    content = np.array([morpheme.tag in CONTENT_TAGS and bool(morpheme.form) for morpheme in model.morphemes])
    numbers = np.flatnonzero(content & model.vectors.any(axis=1))
    forms = [model.morphemes[number].form.lower() for number in numbers.tolist()]
    frequency = (1.0 / (numbers + RANK_OFFSET)).astype(np.float32)
    vectors = model.vectors[numbers]
    vectors -= (frequency / frequency.sum()) @ vectors
    top = principal_directions(vectors[:_COMMON], _COMPONENTS)
    vectors -= (vectors @ top) @ top.T
    normalise(vectors)
    vectors *= frequency[:, None]

    # Our terms carry no tag: one row a form, the mean of its morphemes weighted by frequency.
    rows: dict[str, int] = {}
    row_of = np.array([rows.setdefault(form, len(rows)) for form in forms], dtype=np.intp)
    _, firsts = np.unique(row_of, return_index=True)
    merged = vectors[firsts]
    others = np.ones(len(row_of), dtype=bool)
    others[firsts] = False
    np.add.at(merged, row_of[others], vectors[others])
    normalise(merged)
    ranks = dict(zip(rows, numbers[firsts].tolist(), strict=True))
    return WordVectors(f"{PACKAGE} {model.version}", ranks, rows, merged)
