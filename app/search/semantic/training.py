"""Teaches vectors of features which texts say the same: by contrast, in batches.

A text's direction is the weighted sum of its features' vectors. In a batch, each text has to be nearer to another of
its group than to those of the other groups (the loss InfoNCE of van den Oord, Li and Vinyals, 2018, both ways round),
and what it takes is learnt by gradient descent (Adam of Kingma and Ba, 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.semantic.bags import Bags

Matrix = NDArray[np.float32]

_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts in groups that say the same; the first of a group is the one in the words of articles.

    Group i has the texts from ``groups[i]`` up to ``groups[i + 1]``, none without features, two or more a group.
    """

    texts: Bags
    groups: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Course:
    """How to learn. An epoch asks every text but the first of each group once.

    ``temperature`` divides cosines; ``rate`` is the step for vectors and weights, ``projection_rate`` that for the
    projection. Both fall to 0 in the course. ``steps`` bounds the batches, whatever the number of texts.
    """

    epochs: int
    batch: int
    rate: float
    projection_rate: float = 0.0
    temperature: float = 0.1
    steps: int = 1_000_000


class Pupil:
    """What learns: ``vectors`` and ``weights`` by feature. Both change in place, and so does ``projection``.

    With ``general`` vectors, those of a feature are ``general @ projection + vectors``.
    """

    def __init__(
        self,
        vectors: Matrix,
        weights: Matrix,
        general: Matrix | None = None,
        projection: Matrix | None = None,
    ) -> None:
        self.vectors, self.weights = vectors, weights
        self.general, self.projection = general, projection

    def weighted(self, rows: NDArray[np.integer] | slice = slice(None)) -> Matrix:
        """The weighted vectors of the features ``rows``, whose sum is the direction of a text."""
        return np.asarray(self._composed(rows) * self.weights[rows, None])

    def _composed(self, rows: NDArray[np.integer] | slice) -> Matrix:
        vectors = self.vectors[rows]
        if self.general is not None and self.projection is not None:
            vectors = vectors + self.general[rows] @ self.projection
        return vectors

    def learn(self, lessons: Lessons, course: Course, seed: int = 0) -> float:
        """Go through ``lessons``; the mean loss of the last epoch. The same seed gives the same result."""
        rng = np.random.default_rng(seed)
        group_of = np.repeat(np.arange(len(lessons.groups) - 1), np.diff(lessons.groups))
        asked = np.delete(np.arange(len(group_of)), lessons.groups[:-1])
        if not len(asked):
            return 0.0
        epoch_steps = -(-len(asked) // course.batch)
        total = min(course.epochs * epoch_steps, course.steps)
        adams = _Adams(self)
        losses: list[float] = []
        for step in range(total):
            if step % epoch_steps == 0:
                order, losses = rng.permutation(asked), []
            start = step % epoch_steps * course.batch
            texts = order[start : start + course.batch]
            partners = _partners(texts, lessons.groups, group_of, rng)
            losses.append(self._step(lessons.texts, texts, partners, group_of, course, adams, 1 - step / total))
        return float(np.mean(losses))

    def _step(
        self,
        bags: Bags,
        texts: NDArray[np.int64],
        partners: NDArray[np.int64],
        group_of: NDArray[np.int64],
        course: Course,
        adams: _Adams,
        rate: float,
    ) -> float:
        both = bags.take(np.concatenate([texts, partners]))
        rows, numbers = np.unique(both.numbers, return_inverse=True)
        # Few enough texts and features for a matrix of ones and zeros, which is the quickest way to sum.
        held = np.zeros((len(both), len(rows)), np.float32)
        held[np.repeat(np.arange(len(both)), both.lengths), numbers] = 1
        composed, weights = self._composed(rows), self.weights[rows, None]
        directions, lengths = _normalised(held @ (composed * weights))
        left, right = directions[: len(texts)], directions[len(texts) :]
        group = group_of[texts]
        loss, slope = _contrast(left @ right.T / course.temperature, group[:, None] == group[None, :])
        slope /= course.temperature
        towards = np.concatenate([slope @ right, slope.T @ left])
        towards -= np.vecdot(towards, directions)[:, None] * directions
        towards /= lengths
        of_weighted = held.T @ towards
        of_vectors = of_weighted * weights
        # The weights are learnt by their logarithms, so that they stay positive.
        of_logs = np.vecdot(of_weighted, composed) * weights[:, 0]
        if self.general is not None and self.projection is not None:
            towards_general = adams.projection.step(self.general[rows].T @ of_vectors)
            self.projection -= (course.projection_rate * rate) * towards_general
        self.vectors[rows] -= (course.rate * rate) * adams.vectors.step(of_vectors, rows)
        self.weights[rows] *= np.exp(-(course.rate * rate) * adams.logs.step(of_logs, rows))
        adams.steps += 1
        return loss


class _Adam:
    def __init__(self, shape: Sequence[int], adams: _Adams) -> None:
        self._adams = adams
        self._mean, self._square = np.zeros(shape, np.float32), np.zeros(shape, np.float32)

    def step(self, slope: Matrix, rows: NDArray[np.integer] | slice = slice(None)) -> Matrix:
        """The direction in which ``rows`` go; others keep what they remember."""
        self._mean[rows] += (1 - _DECAY) * (slope - self._mean[rows])
        self._square[rows] += (1 - _SQUARE_DECAY) * (slope * slope - self._square[rows])
        done = self._adams.steps + 1
        mean, square = self._mean[rows] / (1 - _DECAY**done), self._square[rows] / (1 - _SQUARE_DECAY**done)
        return np.asarray(mean / (np.sqrt(square) + _TINY), np.float32)


class _Adams:
    def __init__(self, pupil: Pupil) -> None:
        self.steps = 0
        self.vectors = _Adam(pupil.vectors.shape, self)
        self.logs = _Adam(pupil.weights.shape, self)
        self.projection = _Adam(pupil.projection.shape if pupil.projection is not None else (0,), self)


class _Loss(NamedTuple):
    value: float
    slope: Matrix


def _partners(
    texts: NDArray[np.int64], groups: NDArray[np.int64], group_of: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """For each of ``texts`` another of its group: the first, or as often any."""
    first = groups[group_of[texts]]
    others = groups[group_of[texts] + 1] - first - 1
    chosen = first + rng.integers(0, others)
    chosen += chosen >= texts
    return np.where(rng.random(len(texts)) < 0.5, first, chosen)


def _contrast(logits: Matrix, same: NDArray[np.bool_]) -> _Loss:
    """The cross-entropy of the diagonal, by rows and by columns, and its slope; others of a group are left out."""
    count = len(logits)
    diagonal = np.arange(count)
    others = same.copy()
    others[diagonal, diagonal] = False
    logits = np.where(others, np.float32(-1e9), logits)
    rows, columns = _softmax(logits, 1), _softmax(logits, 0)
    slope = (rows + columns) / 2
    slope[diagonal, diagonal] -= 1
    value = -np.log(np.maximum(rows[diagonal, diagonal], 1e-9)).mean()
    return _Loss(float(value), np.asarray(slope / count, np.float32))


def _softmax(logits: Matrix, axis: int) -> Matrix:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _normalised(vectors: Matrix) -> tuple[Matrix, Matrix]:
    lengths = np.maximum(np.sqrt(np.vecdot(vectors, vectors)), 1e-9)[:, None]
    return vectors / lengths, lengths
