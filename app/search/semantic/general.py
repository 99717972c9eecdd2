"""What is known of words before a collection is seen: the vectors of a language model, led to where the lessons want
them, and what was taught beyond it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.errors import ContentError
from app.publishing import cache
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.kiwi_model import locate
from app.search.semantic.linalg import unit
from app.search.semantic.taught import DIMENSIONS, FILE, Taught, load, quantise
from app.search.semantic.words import WordVectors, load_words

_VERSION = "1"
"""Raised whenever words or what was taught are joined otherwise."""


class Table(NamedTuple):
    """Features in UTF-8, sorted, and their weighted vectors as ``quantise`` gives them."""

    names: NDArray[np.bytes_]
    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, names: list[str], weighted: NDArray[np.float32]) -> Table:
        """``weighted`` has a row for each of ``names``, which come in any order."""
        encoded = np.array([name.encode() for name in names], np.bytes_)
        order = np.argsort(encoded, kind="stable")
        values, scales = quantise(weighted[order])
        return cls(encoded[order], values, scales)

    def joined(self, other: Table) -> Table:
        """Both, ``other``'s rows instead of those of the same name here."""
        places = np.searchsorted(other.names, self.names)
        known = places < len(other.names)
        known[known] = other.names[places[known]] == self.names[known]
        names = np.concatenate([self.names[~known], other.names])
        order = np.argsort(names, kind="stable")
        values = np.concatenate([self.values[~known], other.values])
        scales = np.concatenate([self.scales[~known], other.scales])
        return Table(names[order], values[order], scales[order])


@dataclass(frozen=True, slots=True)
class General:
    """Every word of the model and every feature that was taught.

    ``rows`` gives the row of each in ``vectors``, of shape (features, DIMENSIONS), and in ``weights``, (features,);
    ``table`` is all of them. ``projection``, (width of ``words``, DIMENSIONS), takes the vectors of ``words`` there.
    """

    source: str
    rows: Mapping[str, int]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    words: WordVectors
    projection: NDArray[np.float32]
    table: Table

    def find_all(self, features: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The vectors of ``features``, (features, DIMENSIONS), and what they weigh, (features,).

        A compound's vector is made of its words', others have zeros; both weigh 1.
        """
        rows = np.array([self.rows.get(feature, -1) for feature in features], np.intp)
        vectors, weights = np.zeros((len(rows), DIMENSIONS), np.float32), np.ones(len(rows), np.float32)
        known = rows >= 0
        vectors[known], weights[known] = self.vectors[rows[known]], self.weights[rows[known]]
        for number in np.flatnonzero(~known).tolist():
            if (compound := self.words.find(features[number])) is not None:
                vectors[number] = unit(compound) @ self.projection
        return vectors, weights


def load_general(kept: Path | None = None) -> General | SemanticUnavailable:
    """Of the installed model and the shipped file, which must have been made with that very model.

    About a second, and much less when the folder ``kept`` holds it, which is made otherwise. Raises ContentError when
    the shipped file is damaged.
    """
    found = locate()
    if isinstance(found, SemanticUnavailable):
        return found
    key = f"{_VERSION} {found[1]} {_digest()}"
    arrays = cache.read(kept, key) if kept else None
    if arrays is not None:
        return _from_arrays(arrays)
    made = _join()
    if kept and isinstance(made, General):
        cache.write(kept, key, _to_arrays(made))
    return made


def _digest() -> str:
    return sha256(FILE.read_bytes()).hexdigest() if FILE.is_file() else ""


def _join() -> General | SemanticUnavailable:
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


def _to_arrays(general: General) -> cache.Arrays:
    words = general.words
    return {
        "sources": cache.strings([general.source, words.source]),
        "features": cache.strings(general.rows),
        "vectors": general.vectors,
        "weights": general.weights,
        "words": cache.strings(words.rows),
        "ranks": np.array([words.ranks[form] for form in words.rows], np.int64),
        "word_vectors": words.vectors,
        "projection": general.projection,
        **{f"table_{name}": column for name, column in general.table._asdict().items()},
    }


def _from_arrays(arrays: cache.Arrays) -> General:
    source, of_words = cache.split(arrays["sources"])
    forms = cache.split(arrays["words"])
    return General(
        source,
        _numbered(cache.split(arrays["features"])),
        arrays["vectors"],
        arrays["weights"],
        WordVectors(
            of_words,
            dict(zip(forms, arrays["ranks"].tolist(), strict=True)),
            _numbered(forms),
            arrays["word_vectors"],
        ),
        arrays["projection"],
        Table(*(arrays[f"table_{name}"] for name in Table._fields)),
    )


def _numbered(names: list[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


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
    vectors = np.concatenate([taught.vectors, led])
    weights = np.concatenate([taught.weights, np.ones(len(others), np.float32)])
    return General(
        f"{words.source}/{taught.digest}",
        rows,
        vectors,
        weights,
        words,
        taught.projection,
        Table.of(list(rows), vectors * weights[:, None]),
    )
