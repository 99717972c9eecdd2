"""Articles that say nearly the same, and questions that two articles both claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.content.markdown import to_text
from app.content.text import key

THRESHOLD = 0.4
"""Reached when every sixth word or so differs. Two articles on neighbouring subjects of one help centre reach 0.1."""

_SHINGLE = 4
_HASHES = 128
# The estimate from 128 hashes is off by at most 0.044 (one standard deviation); three of them miss one in 700.
_MARGIN = 0.13
_RANDOM = np.random.default_rng(20260314)
_FACTORS = _RANDOM.integers(1, 2**63, _HASHES, dtype=np.uint64) * 2 + 1
_OFFSETS = _RANDOM.integers(0, 2**63, _HASHES, dtype=np.uint64)
_BASE = np.uint64(0x9E3779B97F4A7C15)


class Text(Protocol):
    """What is compared; both an Article and a Draft are one."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def questions(self) -> tuple[str, ...]: ...
    @property
    def variant_group(self) -> str | None: ...


class NearDuplicate(NamedTuple):
    """Two articles' ids and the Jaccard similarity of their bodies."""

    first: str
    second: str
    similarity: float


class SharedQuestion(NamedTuple):
    """A question in the title or the questions of several articles."""

    question: str
    ids: tuple[str, ...]


def near_duplicates(articles: Iterable[Text], threshold: float = THRESHOLD) -> list[NearDuplicate]:
    """Pairs whose bodies have a Jaccard similarity of ``threshold`` or more, most similar first.

    A body is the set of its 4-character shingles, spaces, marks and Markdown set aside. Pairs are found by MinHash
    (Broder, "On the resemblance and containment of documents", 1997) and then compared exactly. Variants of one
    question are not compared. Time grows with the square of the number of articles: 2,700 take about a second.
    """
    kept = [(article.id, article.variant_group, _shingles(article.body)) for article in articles]
    kept = [item for item in kept if item[2].size]
    if not kept:
        return []
    signatures = np.stack([_signature(shingles) for _, _, shingles in kept])
    pairs: list[NearDuplicate] = []
    for index, (article_id, group, shingles) in enumerate(kept):
        agreement = (signatures[index + 1 :] == signatures[index]).mean(axis=1)
        for other in np.flatnonzero(agreement >= threshold - _MARGIN) + index + 1:
            other_id, other_group, other_shingles = kept[other]
            if group is not None and group == other_group:
                continue
            common = np.intersect1d(shingles, other_shingles, assume_unique=True).size
            similarity = common / (shingles.size + other_shingles.size - common)
            if similarity >= threshold:
                pairs.append(NearDuplicate(article_id, other_id, similarity))
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second))


def shared_questions(articles: Iterable[Text]) -> list[SharedQuestion]:
    """Questions, compared by their letters and digits alone, that several articles claim to answer.

    Variants of one question share it rightly and count as one article.
    """
    owners: dict[str, tuple[str, dict[str, str]]] = {}
    for article in articles:
        owner = article.id if article.variant_group is None else f"\0{article.variant_group}"
        for question in (article.title, *article.questions):
            if folded := key(question):
                owners.setdefault(folded, (question, {}))[1].setdefault(owner, article.id)
    return [SharedQuestion(question, tuple(ids.values())) for question, ids in owners.values() if len(ids) > 1]


def _shingles(body: str) -> NDArray[np.uint64]:
    characters = np.frombuffer(key(to_text(body)).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    length = max(1, characters.size - _SHINGLE + 1)
    hashed = np.zeros(min(length, characters.size), dtype=np.uint64)
    for offset in range(min(_SHINGLE, characters.size)):
        hashed = (hashed ^ characters[offset : offset + hashed.size]) * _BASE
        hashed ^= hashed >> np.uint64(29)
    return np.unique(hashed)


def _signature(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    hashes: NDArray[np.uint64] = (shingles[:, None] * _FACTORS + _OFFSETS) >> np.uint64(32)
    smallest: NDArray[np.uint32] = hashes.min(axis=0).astype(np.uint32)
    return smallest
