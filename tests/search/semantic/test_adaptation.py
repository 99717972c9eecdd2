"""What a collection says about its words, on collections made for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.search.semantic import adaptation

TOPIC = 30
"""Words of a topic; each document is of one topic."""


def stream(documents: int = 200) -> NDArray[np.int32]:
    rng = np.random.default_rng(1)
    pieces = [np.full(adaptation.WINDOW, adaptation.BREAK)]
    for number in range(documents):
        pieces += [rng.integers(0, TOPIC, 12) + TOPIC * (number % 3), pieces[0]]
    return np.concatenate(pieces).astype(np.int32)


def test_words_of_a_topic_are_near() -> None:
    words = np.arange(3 * TOPIC)
    vectors = adaptation.learn(stream(), words, 3 * TOPIC)
    cosines = vectors @ vectors.T
    np.testing.assert_allclose(np.diag(cosines), 1.0, atol=1e-4)
    same = np.equal.outer(words // TOPIC, words // TOPIC) & ~np.eye(len(words), dtype=bool)
    assert cosines[same].mean() > cosines[~same & ~np.eye(len(words), dtype=bool)].mean() + 0.2


def test_no_pair_spans_two_documents() -> None:
    gap = [adaptation.BREAK] * adaptation.WINDOW
    apart = np.array([*gap, 0, *gap, 1, *gap], dtype=np.int64)
    together = np.array([*gap, 0, 1, *gap], dtype=np.int64)
    assert adaptation._cooccurrences(apart, 2).sum() == 0
    assert adaptation._cooccurrences(together, 2).tolist() == [[0, 1], [1, 0]]


def test_association_is_the_logarithm_of_how_much_more_often_than_by_chance() -> None:
    counts = np.array([[6, 2], [2, 6]], dtype=np.float32)
    np.testing.assert_allclose(adaptation._ppmi(counts), [[np.log(1.5), 0], [0, np.log(1.5)]], atol=1e-6)


def test_rare_words_and_small_collections_are_not_learnt() -> None:
    counts = np.array([adaptation.MIN_COUNT] * 50 + [adaptation.MIN_COUNT - 1] * 50)
    assert adaptation.observed_words(counts).tolist() == list(range(50))
    assert len(adaptation.observed_words(counts[:10])) == 0
    many = np.arange(adaptation.MAX_WORDS + 10) + adaptation.MIN_COUNT
    assert len(adaptation.observed_words(many)) == adaptation.MAX_WORDS
    assert adaptation.observed_words(many)[0] == len(many) - 1


def test_the_predictor_recovers_a_linear_map() -> None:
    rng = np.random.default_rng(2)
    general = rng.standard_normal((500, 16)).astype(np.float32)
    truth = rng.standard_normal((16, 5)).astype(np.float32)
    np.testing.assert_allclose(adaptation.predictor(general, general @ truth), truth, atol=0.05)
