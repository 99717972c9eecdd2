"""What is known of words before a collection is seen: the vectors of a language model, led to where the lessons want
them, and what was taught beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.errors import ContentError
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.linalg import unit
from app.search.semantic.taught import DIMENSIONS, Taught, load
from app.search.semantic.words import WordVectors, load_words


@dataclass(frozen=True, slots=True)
class General:
    """Every word of the model and every feature that was taught.

    ``rows`` gives the row of each in ``vectors``, of shape (features, DIMENSIONS), and in ``weights``, (features,).
    ``projection``, (width of ``words``, DIMENSIONS), takes the vectors of ``words`` there.
    """

    source: str
    rows: Mapping[str, int]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    words: WordVectors
    projection: NDArray[np.float32]

    def find(self, feature: str) -> tuple[NDArray[np.float32], float]:
        """The vector of ``feature`` and what it weighs; a compound's is made of its words', others have zeros."""
        row = self.rows.get(feature)
        if row is not None:
            return self.vectors[row], float(self.weights[row])
        compound = self.words.find(feature)
        if compound is None:
            return np.zeros(DIMENSIONS, np.float32), 1.0
        return unit(compound) @ self.projection, 1.0


def load_general() -> General | SemanticUnavailable:
    """Of the installed model and the shipped file, which must have been made with that very model.

    About a second. Raises ContentError when the file is damaged.
    """
    words = load_words()
    if isinstance(words, SemanticUnavailable):
        return words
    taught = load()
    if taught.source == words.source:
        return join(words, taught)
    return SemanticUnavailable(
        "version",
        f"낱말 벡터를 만든 언어 모델({taught.source})과 설치된 모델({words.source})이 달라서 의미 검색을 껐어요.",
        f"pip install '{taught.source.replace(' ', '==')}'",
    )


def join(words: WordVectors, taught: Taught) -> General:
    """What was taught goes before what is only led there; a word never taught weighs 1, as a rare one does.

    Raises ContentError when the two do not fit each other.
    """
    if words.vectors.shape[1] != len(taught.projection):
        raise ContentError("낱말 벡터 파일이 언어 모델과 맞지 않아요.", remedy="다시 설치하세요.")
    rows = {feature: row for row, feature in enumerate(taught.features)}
    others = [form for form in words.rows if form not in rows]
    led = words.vectors[[words.rows[form] for form in others]] @ taught.projection
    rows.update(zip(others, range(len(rows), len(rows) + len(others)), strict=True))
    return General(
        f"{words.source}/{taught.digest}",
        rows,
        np.concatenate([taught.vectors, led]),
        np.concatenate([taught.weights, np.ones(len(others), np.float32)]),
        words,
        taught.projection,
    )
