"""Learning by contrast, on texts made for it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.runs import starts
from app.search.semantic.bags import Bags, BagsBuilder, sums
from app.search.semantic.training import BagEncoder, Hyperparameters, TrainingSet, info_nce

HYPERPARAMETERS = Hyperparameters(epochs=200, batch_size=32, learning_rate=1e-2)
WORDS = 40


def training_set(groups: list[list[list[int]]]) -> TrainingSet:
    builder = BagsBuilder()
    for text in (text for group in groups for text in group):
        builder.add(text)
    return TrainingSet(builder.bags(), starts(np.array([len(group) for group in groups])))


def untaught(width: int = 16) -> BagEncoder:
    rng = np.random.default_rng(7)
    vectors = rng.normal(0, 0.3, (2 * WORDS + 1, width)).astype(np.float32)
    return BagEncoder(vectors, np.ones(len(vectors), np.float32))


def directions(encoder: BagEncoder, texts: list[list[int]]) -> NDArray[np.float32]:
    found = sums(training_set([texts]).texts, encoder.weighted())
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def pairs() -> TrainingSet:
    """Word i of articles is word i + WORDS of customers; word 2 * WORDS says nothing and stands everywhere."""
    return training_set([[[word], [word + WORDS, 2 * WORDS]] for word in range(WORDS)])


def nearest(encoder: BagEncoder) -> NDArray[np.intp]:
    asked = directions(encoder, [[word + WORDS, 2 * WORDS] for word in range(WORDS)])
    titles = directions(encoder, [[word] for word in range(WORDS)])
    return np.asarray((asked @ titles.T).argmax(axis=1))


def test_what_says_the_same_comes_together() -> None:
    encoder = untaught()
    assert (nearest(encoder) == np.arange(WORDS)).mean() < 0.2
    loss = encoder.learn(pairs(), HYPERPARAMETERS)
    assert (nearest(encoder) == np.arange(WORDS)).all()
    assert loss < 0.5


def test_a_word_that_stands_everywhere_loses_weight() -> None:
    encoder = untaught()
    encoder.learn(pairs(), HYPERPARAMETERS)
    assert encoder.weights[2 * WORDS] < 0.8 * np.median(encoder.weights)
    assert (encoder.weights > 0).all()


def test_a_projection_is_learnt_for_words_that_were_never_taught() -> None:
    rng = np.random.default_rng(3)
    meanings = rng.normal(size=(WORDS, 16)).astype(np.float32)
    turned = np.linalg.qr(rng.normal(size=(16, 16)))[0].astype(np.float32)
    general = np.concatenate([np.hstack([meanings, 0 * meanings]), np.hstack([0 * meanings, meanings @ turned])])
    encoder = BagEncoder(np.zeros_like(general), np.ones(2 * WORDS, np.float32), general, np.eye(32, dtype=np.float32))
    taught = [[[word], [word + WORDS]] for word in range(WORDS - 8)]
    parameters = Hyperparameters(epochs=150, batch_size=32, learning_rate=0.0, projection_learning_rate=1e-2)
    encoder.learn(training_set(taught), parameters)
    unseen = list(range(WORDS - 8, WORDS))
    cosines = directions(encoder, [[w + WORDS] for w in unseen]) @ directions(encoder, [[w] for w in unseen]).T
    assert (cosines.argmax(axis=1) == np.arange(8)).mean() > 0.7


def test_the_same_seed_gives_the_same_vectors() -> None:
    one, two, other = untaught(), untaught(), untaught()
    for encoder, seed in ((one, 1), (two, 1), (other, 2)):
        encoder.learn(pairs(), HYPERPARAMETERS, seed)
    np.testing.assert_array_equal(one.vectors, two.vectors)
    assert (one.vectors != other.vectors).any()


def test_features_that_no_text_holds_stay_as_they_are() -> None:
    encoder = untaught()
    before = encoder.vectors.copy()
    encoder.learn(training_set([[[0], [1]], [[2], [3]]]), HYPERPARAMETERS)
    np.testing.assert_array_equal(encoder.vectors[4:], before[4:])
    assert (encoder.vectors[:4] != before[:4]).any()


def test_steps_are_bounded() -> None:
    long, short = untaught(), untaught()
    before = long.vectors.copy()
    long.learn(pairs(), Hyperparameters(epochs=30, batch_size=8, learning_rate=1e-2))
    short.learn(pairs(), Hyperparameters(epochs=30, batch_size=8, learning_rate=1e-2, max_steps=1))
    moved = [np.abs(encoder.vectors - before).max() for encoder in (long, short)]
    assert moved[1] < 0.011 < moved[0]


def test_nothing_to_learn_changes_nothing() -> None:
    encoder = untaught()
    before = encoder.vectors.copy()
    empty = TrainingSet(Bags(np.empty(0, np.int32), np.zeros(1, np.int64)), np.zeros(1, np.int64))
    assert encoder.learn(empty, HYPERPARAMETERS) == 0.0
    np.testing.assert_array_equal(encoder.vectors, before)


def test_texts_of_one_group_are_not_held_against_each_other() -> None:
    logits = np.array([[2, 5, 0], [5, 2, 0], [0, 0, 2]], np.float32)
    same = np.array([[True, True, False], [True, True, False], [False, False, True]])
    alone, _ = info_nce(logits[[0, 2]][:, [0, 2]], same[[0, 2]][:, [0, 2]])
    assert alone == pytest.approx(np.log(1 + np.exp(-2)), rel=1e-5)
    value, gradient = info_nce(logits, same)
    assert value == pytest.approx((2 * alone + np.log(1 + 2 * np.exp(-2))) / 3, rel=1e-5)
    assert gradient[0, 1] == gradient[1, 0] == 0


def test_the_gradient_is_that_of_the_loss_that_is_returned() -> None:
    """Against differences, through one step of plain descent."""
    encoder = untaught(4)
    given = training_set([[[0, 1], [2]], [[3], [4, 5]], [[6], [0, 7]]])
    texts, partners = np.array([1, 3, 5]), np.array([0, 2, 4])

    def loss(vectors: NDArray[np.float32]) -> float:
        found = sums(given.texts, vectors * encoder.weights[:, None]).astype(np.float64)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        logits = found[texts] @ found[partners].T / 0.1
        rows = np.log(np.exp(logits).sum(1)) - np.diag(logits)
        columns = np.log(np.exp(logits).sum(0)) - np.diag(logits)
        return float((rows.mean() + columns.mean()) / 2)

    before = encoder.vectors.astype(np.float64)
    numeric = np.zeros_like(before)
    for place in np.ndindex(before.shape):
        up, down = before.copy(), before.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        numeric[place] = (loss(up) - loss(down)) / 2e-5  # type: ignore[arg-type]
    expected = loss(encoder.vectors)
    parameters = Hyperparameters(epochs=1, batch_size=3, learning_rate=1e-4, max_steps=1)
    assert encoder.learn(given, parameters) == pytest.approx(expected, rel=1e-5)
    moved = encoder.vectors - before
    # Adam's first step goes against the sign of the gradient, by the learning rate.
    large = np.abs(numeric) > 1e-2
    assert large.sum() > 10
    assert (np.sign(-numeric[large]) == np.sign(moved[large])).mean() == pytest.approx(1.0)
