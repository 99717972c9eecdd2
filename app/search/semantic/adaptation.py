"""What a collection itself teaches: a document's title and questions say what its text says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.search.semantic import lessons
from app.search.semantic.bags import Bags, ranges, starts
from app.search.semantic.corpus import Corpus
from app.search.semantic.general import General
from app.search.semantic.lessons import Lessons
from app.search.semantic.taught import DIMENSIONS
from app.search.semantic.training import BagEncoder, Hyperparameters, TrainingSet

HYPERPARAMETERS = Hyperparameters(epochs=10, batch_size=64, learning_rate=2e-3, max_steps=800)
_VERSION = "1"
"""Raised whenever the same collection teaches otherwise."""

MAX_DOCUMENTS = 10_000
"""Documents that are learnt from at most, spread over the collection."""


def adapt(
    corpus: Corpus, general: General, kept: Path | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The vectors of the features of ``corpus``, of shape (features, DIMENSIONS), and their weights, (features,).

    A feature that nothing is known of starts from zeros and a weight of 1, and stays there unless a document that is
    learnt from holds it. The file ``kept`` holds what was learnt last, which goes on counting while the collection is
    nearly the same (``lessons.MAX_CHANGED``); words that have come since are as they are in general then.
    """
    vectors = np.zeros((len(corpus.numbers), DIMENSIONS), np.float32)
    weights = np.ones(len(corpus.numbers), np.float32)
    for feature, number in corpus.numbers.items():
        vectors[number], weights[number] = general.find(feature)
    key = f"{_VERSION} {HYPERPARAMETERS} {MAX_DOCUMENTS} {general.source}"
    learnt = lessons.read(kept, key, corpus.digests) if kept else None
    if learnt is None:
        learnt = _learn(corpus, vectors, weights)
        if kept:
            lessons.write(kept, key, corpus.digests, learnt)
    numbers = np.array([corpus.numbers.get(feature, -1) for feature in learnt.features], np.intp)
    there = numbers >= 0
    vectors[numbers[there]], weights[numbers[there]] = learnt.vectors[there], learnt.weights[there]
    return vectors, weights


def _learn(corpus: Corpus, vectors: NDArray[np.float32], weights: NDArray[np.float32]) -> Lessons:
    data = _training_set(corpus)
    used, places = np.unique(data.texts.numbers, return_inverse=True)
    encoder = BagEncoder(vectors[used], weights[used])
    encoder.learn(TrainingSet(Bags(places.astype(np.int32), data.texts.starts), data.groups), HYPERPARAMETERS)
    names = list(corpus.numbers)
    return Lessons([names[number] for number in used.tolist()], encoder.vectors, encoder.weights)


def _training_set(corpus: Corpus) -> TrainingSet:
    """A group for each document with a body and a heading: the body, then the headings."""
    bodies, headings, heading_starts = corpus.bodies, corpus.headings, corpus.heading_starts
    counts = np.diff(heading_starts)
    chosen = np.flatnonzero((bodies.lengths > 0) & (counts > 0))
    every = max(1, -(-len(chosen) // MAX_DOCUMENTS))
    chosen = chosen[::every]
    texts: list[NDArray[np.int32]] = []
    for document in chosen.tolist():
        texts.append(bodies.numbers[bodies.starts[document] : bodies.starts[document + 1]])
        places, lengths = ranges(headings.starts, np.arange(heading_starts[document], heading_starts[document + 1]))
        texts += np.split(headings.numbers[places], np.cumsum(lengths)[:-1])
    lengths = np.array([len(text) for text in texts], np.int64)
    numbers = np.concatenate(texts) if texts else np.empty(0, np.int32)
    return TrainingSet(Bags(numbers, starts(lengths)), starts(counts[chosen] + 1))
