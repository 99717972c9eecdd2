"""What a collection itself says about its words: those that keep the same company are near.

Positive pointwise mutual information in a window, reduced by a truncated SVD (Levy, Goldberg and Dagan, 2015). Words
too rare to have been observed get what a ridge regression predicts from their general vectors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.search.semantic.words import normalise

WINDOW = 8
DIMENSIONS = 150
BREAK = -1
"""Stands WINDOW times between two documents, so that no pair spans them."""

MIN_COUNT = 4
MAX_WORDS = 10_000
MAX_CONTEXTS = 3_000
_MIN_WORDS = 40
_PAIRS = 4_000_000
_OVERSAMPLING = 10
_POWER_ITERATIONS = 2
_RIDGE = 1.0


def observed_words(counts: NDArray[np.int64]) -> NDArray[np.intp]:
    """The words that occur often enough to be learnt, the commonest first, at most MAX_WORDS; none when too few."""
    order = np.argsort(-counts, kind="stable")[:MAX_WORDS]
    observed = order[counts[order] >= MIN_COUNT]
    return observed if len(observed) >= _MIN_WORDS else observed[:0]


def learn(stream: NDArray[np.int32], words: NDArray[np.intp], vocabulary: int) -> NDArray[np.float32]:
    """A unit vector for each of ``words``; ``stream`` holds word numbers below ``vocabulary``, and BREAK.

    At most DIMENSIONS columns and a matrix of MAX_WORDS by MAX_CONTEXTS, whatever the size of the collection.
    """
    places = np.full(vocabulary + 1, -1, dtype=np.int64)  # the last one is for BREAK
    places[words] = np.arange(len(words))
    association = _ppmi(_cooccurrences(places[stream], len(words)))
    vectors = _left_singular(association, min(DIMENSIONS, len(words) // 2))
    normalise(vectors)
    return vectors


def _cooccurrences(stream: NDArray[np.int64], words: int) -> NDArray[np.float32]:
    """How often each word stands within WINDOW words of each of the MAX_CONTEXTS commonest."""
    contexts = min(words, MAX_CONTEXTS)
    counts = np.zeros((words, contexts), dtype=np.float32)
    flat = counts.reshape(-1)
    for distance in range(1, WINDOW + 1):
        for start in range(0, max(0, len(stream) - distance), _PAIRS):
            left = stream[start : start + _PAIRS]
            right = stream[start + distance : start + distance + len(left)]
            left = left[: len(right)]
            for word, context in ((left, right), (right, left)):
                valid = (word >= 0) & (context >= 0) & (context < contexts)
                cells, times = np.unique(word[valid] * contexts + context[valid], return_counts=True)
                flat[cells] += times
    return counts


def _ppmi(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """``max(0, log(p(word, context) / (p(word) p(context))))``, in place."""
    total = max(float(counts.sum(dtype=np.float64)), 1.0)
    word, context = counts.sum(axis=1, keepdims=True), counts.sum(axis=0)
    counts *= total
    counts /= np.maximum(word, 1.0)
    counts /= np.maximum(context, 1.0)
    np.maximum(counts, 1.0, out=counts)
    return np.log(counts, out=counts)


def _left_singular(matrix: NDArray[np.float32], rank: int) -> NDArray[np.float32]:
    """The left singular vectors times the square roots of their values, by randomised subspace iteration.

    Halko, Martinsson and Tropp, 2011. The random start is the same each time, so that publishing twice gives the same.
    """
    rng = np.random.default_rng(0)
    width = min(rank + _OVERSAMPLING, *matrix.shape)
    basis = matrix @ rng.standard_normal((matrix.shape[1], width), dtype=np.float32)
    for _ in range(_POWER_ITERATIONS):
        basis, _ = np.linalg.qr(basis)
        basis = matrix @ (matrix.T @ basis)
    basis, _ = np.linalg.qr(basis)
    projected = (basis.T @ matrix).astype(np.float64)
    squares, left = np.linalg.eigh(projected @ projected.T)
    largest = slice(None, -rank - 1, -1)
    roots = np.maximum(squares[largest], 0.0) ** 0.25
    return np.asarray(basis @ (left[:, largest] * roots), dtype=np.float32)


def predictor(general: NDArray[np.float32], learnt: NDArray[np.float32]) -> NDArray[np.float32]:
    """The matrix that takes general vectors to learnt ones with the least squared error (ridge regression)."""
    width = general.shape[1]
    covariance = general.T @ general + _RIDGE * np.eye(width, dtype=np.float32)
    return np.linalg.solve(covariance, general.T @ learnt)
