"""What a collection itself teaches: a document's title and questions say what its text says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.runs import ranges, starts
from app.search.semantic import lessons
from app.search.semantic.bags import Bags
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
    learnt from holds it. The folder ``kept`` holds what was learnt last, which goes on counting while the collection is
    nearly the same (``lessons.MAX_CHANGED``); words that have come since are as they are in general then.
    """
    key = f"{_VERSION} {HYPERPARAMETERS} {MAX_DOCUMENTS} {general.source}"
    learnt = lessons.read(kept, key, corpus.digests) if kept else None
    if learnt is None:
        learnt = _learn(corpus, general)
        if kept:
            lessons.write(kept, key, corpus.digests, learnt)
    rows = {feature: row for row, feature in enumerate(learnt.features)}
    places = np.array([rows.get(feature, -1) for feature in corpus.numbers], np.intp)
    others = [feature for feature in corpus.numbers if feature not in rows]
    vectors = np.empty((len(places), DIMENSIONS), np.float32)
    weights = np.empty(len(places), np.float32)
    known = places >= 0
    vectors[known], weights[known] = learnt.vectors[places[known]], learnt.weights[places[known]]
    vectors[~known], weights[~known] = general.find_all(others)
    return vectors, weights


def _learn(corpus: Corpus, general: General) -> Lessons:
    data = _training_set(corpus)
    used, places = np.unique(data.texts.numbers, return_inverse=True)
    names = list(corpus.numbers)
    features = [names[number] for number in used.tolist()]
    encoder = BagEncoder(*general.find_all(features))
    encoder.learn(TrainingSet(Bags(places.astype(np.int32), data.texts.starts), data.groups), HYPERPARAMETERS)
    return Lessons(features, encoder.vectors, encoder.weights)


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
