"""The words that a collection and its visitors may use, with vectors adapted to the collection."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.search.semantic import adaptation, files
from app.search.semantic.corpus import Corpus
from app.search.semantic.statistics import Statistics, sentence_weights
from app.search.semantic.words import RANK_OFFSET, WordVectors, normalise

ADAPTATION_WEIGHT = 0.6
"""What the collection says counts this much in a cosine, where the general vectors count 1."""

MAX_WORDS = 60_000
"""Words of the collection that get a vector, the commonest ones."""

COLLECTION_RANK = 20_000
"""A compound may be cut at words that only the collection knows, as if they were as rare as this."""

_BLOCK = 8_192


@dataclass(frozen=True, slots=True)
class Adapted:
    """A unit vector for each word of a corpus, zeros for one without meaning; ``predictor`` adapts other words."""

    vectors: NDArray[np.float32]
    predictor: NDArray[np.float32] | None


def adapt(corpus: Corpus, statistics: Statistics, general: WordVectors) -> Adapted:
    """Joins general and learnt vectors of the collection's words."""
    words, width = len(corpus.words), general.vectors.shape[1]
    known = np.zeros((words, width), dtype=np.float32)
    common = np.zeros(words, dtype=bool)
    common[np.argsort(-statistics.counts, kind="stable")[:MAX_WORDS]] = True
    for term, number in corpus.words.items():
        vector = general.find(term) if common[number] else None
        if vector is not None:
            known[number] = vector
    normalise(known)
    observed = adaptation.observed_words(statistics.counts)
    if not len(observed):
        return Adapted(known, None)
    learnt = adaptation.learn(corpus.stream(adaptation.WINDOW, adaptation.BREAK), observed, words)
    predictor = adaptation.predictor(known[observed], learnt)
    adapted = _join(known, predictor)
    adapted[observed, width:] = learnt * np.float32(np.sqrt(ADAPTATION_WEIGHT))
    normalise(adapted)
    return Adapted(adapted, predictor)


def _join(general: NDArray[np.float32], predictor: NDArray[np.float32] | None) -> NDArray[np.float32]:
    if predictor is None:
        return general
    learnt = general @ predictor
    normalise(learnt)
    return np.hstack([general, learnt * np.float32(np.sqrt(ADAPTATION_WEIGHT))])


def write(
    directory: Path, corpus: Corpus, statistics: Statistics, general: WordVectors, adapted: Adapted
) -> NDArray[np.int64]:
    """Write all words, sorted; return the place of each word of the corpus, -1 for one that was left out.

    Left out are words that stand in bodies only and have no vector: nothing could be said about them.
    """
    kept: NDArray[np.bool_] = np.asarray(adapted.vectors.any(axis=1))
    kept[corpus.headings.terms] = True
    numbers = {term: number for term, number in corpus.words.items() if kept[number]}
    places = np.full(len(corpus.words), -1, dtype=np.int64)
    words = sorted({*general.rows, *numbers}, key=str.encode)
    numbers_of = np.array([numbers.get(word, -1) for word in words], dtype=np.int64)
    rows_of = np.array([general.rows.get(word, -1) for word in words], dtype=np.int64)
    seen = numbers_of >= 0
    places[numbers_of[seen]] = np.flatnonzero(seen)

    vectors = np.lib.format.open_memmap(
        directory / f"{files.WORD_VECTORS}.npy", "w+", np.int8, (len(words), adapted.vectors.shape[1])
    )
    for start in range(0, len(words), _BLOCK):
        block = slice(start, start + _BLOCK)
        joined = _join(general.vectors[rows_of[block]], adapted.predictor)
        joined[seen[block]] = adapted.vectors[numbers_of[block][seen[block]]]
        largest = np.abs(joined).max(axis=1, keepdims=True)
        vectors[block] = np.rint(joined * (127 / np.maximum(largest, 1e-9)))
    vectors.flush()

    ranks = np.array([general.ranks.get(word, -1) for word in words], dtype=np.int32)
    own = seen & (ranks < 0)
    meaningful = np.zeros(len(words), dtype=bool)
    meaningful[seen] = adapted.vectors[numbers_of[seen]].any(axis=1)
    weights = np.empty((len(words), 2), dtype=np.float32)
    general_frequency = 1.0 / ((np.maximum(ranks, 0) + RANK_OFFSET) * np.log(len(words) / RANK_OFFSET))
    weights[:, 1] = statistics.unseen_idf
    weights[seen, 1] = statistics.idf[numbers_of[seen]]
    weights[:, 0] = sentence_weights(general_frequency, weights[:, 1])
    weights[seen, 0] = statistics.weights[numbers_of[seen]]
    ranks[own & meaningful] = COLLECTION_RANK
    files.write_array(directory, files.WORDS, np.array([word.encode() for word in words]))
    files.write_array(directory, files.WORD_WEIGHTS, weights)
    files.write_array(directory, files.WORD_RANKS, ranks)
    return places
