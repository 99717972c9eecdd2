"""Learning by contrast, on lessons made for it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.search.semantic.bags import Bags, BagsBuilder, starts, sums
from app.search.semantic.training import Course, Lessons, Pupil

COURSE = Course(epochs=200, batch=32, rate=1e-2)
WORDS = 40


def lessons(groups: list[list[list[int]]]) -> Lessons:
    builder = BagsBuilder()
    for text in (text for group in groups for text in group):
        builder.add(text)
    return Lessons(builder.bags(), starts(np.array([len(group) for group in groups])))


def pupil(width: int = 16) -> Pupil:
    rng = np.random.default_rng(7)
    vectors = rng.normal(0, 0.3, (2 * WORDS + 1, width)).astype(np.float32)
    return Pupil(vectors, np.ones(len(vectors), np.float32))


def directions(learner: Pupil, texts: list[list[int]]) -> NDArray[np.float32]:
    found = sums(lessons([texts]).texts, learner.weighted())
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def pairs() -> Lessons:
    """Word i of articles is word i + WORDS of customers; word 2 * WORDS says nothing and stands everywhere."""
    return lessons([[[word], [word + WORDS, 2 * WORDS]] for word in range(WORDS)])


def nearest(learner: Pupil) -> NDArray[np.intp]:
    asked = directions(learner, [[word + WORDS, 2 * WORDS] for word in range(WORDS)])
    titles = directions(learner, [[word] for word in range(WORDS)])
    return np.asarray((asked @ titles.T).argmax(axis=1))


def test_what_says_the_same_comes_together() -> None:
    learner = pupil()
    assert (nearest(learner) == np.arange(WORDS)).mean() < 0.2
    loss = learner.learn(pairs(), COURSE)
    assert (nearest(learner) == np.arange(WORDS)).all()
    assert loss < 0.5


def test_a_word_that_stands_everywhere_loses_weight() -> None:
    learner = pupil()
    learner.learn(pairs(), COURSE)
    assert learner.weights[2 * WORDS] < 0.8 * np.median(learner.weights)
    assert (learner.weights > 0).all()


def test_a_projection_is_learnt_for_words_that_were_never_taught() -> None:
    rng = np.random.default_rng(3)
    meanings = rng.normal(size=(WORDS, 16)).astype(np.float32)
    turned = np.linalg.qr(rng.normal(size=(16, 16)))[0].astype(np.float32)
    general = np.concatenate([np.hstack([meanings, 0 * meanings]), np.hstack([0 * meanings, meanings @ turned])])
    learner = Pupil(np.zeros_like(general), np.ones(2 * WORDS, np.float32), general, np.eye(32, dtype=np.float32))
    taught = [[[word], [word + WORDS]] for word in range(WORDS - 8)]
    learner.learn(lessons(taught), Course(epochs=150, batch=32, rate=0.0, projection_rate=1e-2))
    unseen = list(range(WORDS - 8, WORDS))
    cosines = directions(learner, [[w + WORDS] for w in unseen]) @ directions(learner, [[w] for w in unseen]).T
    assert (cosines.argmax(axis=1) == np.arange(8)).mean() > 0.7


def test_the_same_seed_gives_the_same_vectors() -> None:
    one, two, other = pupil(), pupil(), pupil()
    for learner, seed in ((one, 1), (two, 1), (other, 2)):
        learner.learn(pairs(), COURSE, seed)
    np.testing.assert_array_equal(one.vectors, two.vectors)
    assert (one.vectors != other.vectors).any()


def test_features_that_no_lesson_holds_stay_as_they_are() -> None:
    learner = pupil()
    before = learner.vectors.copy()
    learner.learn(lessons([[[0], [1]], [[2], [3]]]), COURSE)
    np.testing.assert_array_equal(learner.vectors[4:], before[4:])
    assert (learner.vectors[:4] != before[:4]).any()


def test_steps_bound_the_course() -> None:
    long, short = pupil(), pupil()
    before = long.vectors.copy()
    long.learn(pairs(), Course(epochs=30, batch=8, rate=1e-2))
    short.learn(pairs(), Course(epochs=30, batch=8, rate=1e-2, steps=1))
    moved = [np.abs(learner.vectors - before).max() for learner in (long, short)]
    assert moved[1] < 0.011 < moved[0]


def test_nothing_to_learn_changes_nothing() -> None:
    learner = pupil()
    before = learner.vectors.copy()
    empty = Lessons(Bags(np.empty(0, np.int32), np.zeros(1, np.int64)), np.zeros(1, np.int64))
    assert learner.learn(empty, COURSE) == 0.0
    np.testing.assert_array_equal(learner.vectors, before)


def test_the_slope_is_that_of_the_loss() -> None:
    """Against differences, through one step of plain descent."""
    learner = pupil(4)
    given = lessons([[[0, 1], [2]], [[3], [4, 5]], [[6], [0, 7]]])
    texts, partners = np.array([1, 3, 5]), np.array([0, 2, 4])

    def loss(vectors: NDArray[np.float32]) -> float:
        found = sums(given.texts, vectors * learner.weights[:, None]).astype(np.float64)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        logits = found[texts] @ found[partners].T / 0.1
        rows = np.log(np.exp(logits).sum(1)) - np.diag(logits)
        columns = np.log(np.exp(logits).sum(0)) - np.diag(logits)
        return float((rows.mean() + columns.mean()) / 2)

    before = learner.vectors.astype(np.float64)
    numeric = np.zeros_like(before)
    for place in np.ndindex(before.shape):
        up, down = before.copy(), before.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        numeric[place] = (loss(up) - loss(down)) / 2e-5  # type: ignore[arg-type]
    learner.learn(given, Course(epochs=1, batch=3, rate=1e-4, steps=1))
    moved = learner.vectors - before
    # Adam's first step goes against the sign of the slope, by the rate.
    large = np.abs(numeric) > 1e-2
    assert large.sum() > 10
    assert (np.sign(-numeric[large]) == np.sign(moved[large])).mean() == pytest.approx(1.0)
