"""Teaches vectors of features which texts say the same: by contrast, in batches.

A text's direction is the weighted sum of its features' vectors. In a batch, each text has to be nearer to another of
its group than to those of the other groups (the loss InfoNCE of van den Oord, Li and Vinyals, 2018, both ways round),
and what it takes is learnt by gradient descent (Adam of Kingma and Ba, 2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.semantic.bags import Bags
from app.search.semantic.linalg import normalise

Matrix = NDArray[np.float32]

_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.999, 1e-8
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Texts in groups that say the same; the first of a group is the one in the words of articles.

    Group i has the texts from ``groups[i]`` up to ``groups[i + 1]``, none without features, two or more a group.
    """

    texts: Bags
    groups: NDArray[np.int64]

    @property
    def group_of(self) -> NDArray[np.int64]:
        """The group of each text."""
        return np.repeat(np.arange(len(self.groups) - 1), np.diff(self.groups))


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """How to learn. An epoch asks every text but the first of each group once, ``batch_size`` of them at a time.

    ``temperature`` divides cosines; ``learning_rate`` is the step for vectors and for the logarithms of weights,
    ``projection_learning_rate`` that for the projection. Both fall to 0, step by step. ``max_steps`` bounds the
    batches, whatever the number of texts.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    projection_learning_rate: float = 0.0
    temperature: float = 0.1
    max_steps: int = 1_000_000


class BagEncoder:
    """What learns to turn bags of features into directions. All its arrays but ``general`` change in place.

    ``vectors`` has the shape (features, width), ``weights`` (features,). With ``general`` vectors, (features, general
    width), and a ``projection``, (general width, width), the vector of a feature is ``general @ projection + vectors``.
    """

    def __init__(
        self, vectors: Matrix, weights: Matrix, general: Matrix | None = None, projection: Matrix | None = None
    ) -> None:
        if general is None or projection is None:
            general = np.empty((len(vectors), 0), np.float32)
            projection = np.empty((0, vectors.shape[1]), np.float32)
        self.vectors, self.weights = vectors, weights
        self.general, self.projection = general, projection

    def composed(self, rows: NDArray[np.integer] | slice = slice(None)) -> Matrix:
        """The vectors of the features ``rows``, of shape (rows, width)."""
        own = self.vectors[rows]
        return np.asarray(self.general[rows] @ self.projection + own) if self.general.size else own

    def weighted(self) -> Matrix:
        """The weighted vectors of all features, (features, width), whose sum is the direction of a text."""
        return self.composed() * self.weights[:, None]

    def learn(self, data: TrainingSet, parameters: Hyperparameters, seed: int = 0) -> float:
        """Learn from ``data``; returns the mean loss of the last epoch, 0 when there is nothing to learn.

        The same seed gives the same result on the same machine with one BLAS thread: more of them add in another order.
        """
        rng = np.random.default_rng(seed)
        group_of = data.group_of
        asked = np.delete(np.arange(len(group_of)), data.groups[:-1])
        if not len(asked):
            return 0.0
        size = parameters.batch_size
        epoch_steps = -(-len(asked) // size)
        total = min(parameters.epochs * epoch_steps, parameters.max_steps)
        optimizers = _Optimizers(self, parameters)
        losses: list[float] = []
        for step in range(total):
            if step % epoch_steps == 0:
                order, losses = rng.permutation(asked), []
            start = step % epoch_steps * size
            texts = order[start : start + size]
            partners = _partners(texts, data.groups, group_of, rng)
            batch = data.texts.take(np.concatenate([texts, partners]))
            loss, gradients = self._gradients(batch, group_of[texts], parameters.temperature)
            optimizers.descend(self, gradients, step, total)
            losses.append(loss)
        return float(np.mean(losses))

    def _gradients(self, batch: Bags, groups: NDArray[np.int64], temperature: float) -> tuple[float, _Gradients]:
        """The loss of ``batch``, texts of ``groups`` and then a partner for each, and where it rises."""
        rows, columns = np.unique(batch.numbers, return_inverse=True)
        # Few enough texts and features for a matrix of ones and zeros, which is the quickest way to sum.
        held = np.zeros((len(batch), len(rows)), np.float32)
        held[np.repeat(np.arange(len(batch)), batch.lengths), columns] = 1
        composed, weights = self.composed(rows), self.weights[rows, None]
        directions = held @ (composed * weights)
        lengths = normalise(directions)
        left, right = directions[: len(groups)], directions[len(groups) :]
        logits = np.asarray(left @ right.T / temperature, np.float32)
        loss, of_logits = info_nce(logits, groups[:, None] == groups[None, :])
        of_cosines = of_logits / temperature
        of_sums = np.concatenate([of_cosines @ right, of_cosines.T @ left])
        of_sums -= np.vecdot(of_sums, directions)[:, None] * directions
        of_sums /= lengths
        of_weighted = held.T @ of_sums
        of_vectors = of_weighted * weights
        of_log_weights = np.vecdot(of_weighted, composed) * weights[:, 0]
        return loss, _Gradients(rows, of_vectors, of_log_weights, self.general[rows].T @ of_vectors)


class _Gradients(NamedTuple):
    """Of the features ``rows``, and of the whole projection."""

    rows: NDArray[np.integer]
    vectors: Matrix
    log_weights: Matrix
    projection: Matrix


class _Optimizers:
    """One for each array of an encoder."""

    def __init__(self, encoder: BagEncoder, parameters: Hyperparameters) -> None:
        self._parameters = parameters
        self._vectors = _Adam(encoder.vectors.shape)
        self._log_weights = _Adam(encoder.weights.shape)
        self._projection = _Adam(encoder.projection.shape)

    def descend(self, encoder: BagEncoder, gradients: _Gradients, step: int, total: int) -> None:
        """Take ``step``, counted from 0, of ``total``."""
        rows, left = gradients.rows, 1 - step / total
        rate = self._parameters.learning_rate * left
        projection_rate = self._parameters.projection_learning_rate * left
        every = np.arange(len(encoder.projection))
        for block, direction in self._projection.directions(gradients.projection, step, every):
            encoder.projection[block] -= projection_rate * direction
        for block, direction in self._vectors.directions(gradients.vectors, step, rows):
            encoder.vectors[block] -= rate * direction
        # The weights are learnt by their logarithms, so that they stay positive.
        for block, direction in self._log_weights.directions(gradients.log_weights, step, rows):
            encoder.weights[block] *= np.exp(-rate * direction)


class _Adam:
    """Keeps the moments of the gradients of an array of ``shape``, and takes what they say from the array."""

    def __init__(self, shape: Sequence[int]) -> None:
        self._mean, self._square = np.zeros(shape, np.float32), np.zeros(shape, np.float32)

    def directions(
        self, gradient: Matrix, step: int, rows: NDArray[np.integer]
    ) -> Iterator[tuple[NDArray[np.integer], Matrix]]:
        """Some of ``rows`` at a time, and what to take from them at ``step``, counted from 0.

        Other rows keep their moments. So few at a time stay in the processor's cache, which is three times as quick.
        """
        done = step + 1
        for first in range(0, len(rows), _BLOCK):
            block, part = rows[first : first + _BLOCK], gradient[first : first + _BLOCK]
            mean, square = self._mean[block], self._square[block]
            mean += (1 - _DECAY) * (part - mean)
            square += (1 - _SQUARE_DECAY) * (part * part - square)
            self._mean[block], self._square[block] = mean, square
            square /= 1 - _SQUARE_DECAY**done
            np.sqrt(square, out=square)
            square += _TINY
            mean /= 1 - _DECAY**done
            mean /= square
            yield block, mean


def _partners(
    texts: NDArray[np.int64], groups: NDArray[np.int64], group_of: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """For each of ``texts`` another of its group: the first, or as often any."""
    first = groups[group_of[texts]]
    others = groups[group_of[texts] + 1] - first - 1
    chosen = first + rng.integers(0, others)
    chosen += chosen >= texts
    return np.where(rng.random(len(texts)) < 0.5, first, chosen)


def info_nce(logits: Matrix, same: NDArray[np.bool_]) -> tuple[float, Matrix]:
    """The cross-entropy of the diagonal of ``logits``, the mean of that by rows and that by columns; and its gradient.

    Both arrays are (texts, texts); where ``same`` is set off the diagonal, the two are of one group and are left out.
    """
    diagonal = np.diag_indices(len(logits))
    others = same.copy()
    others[diagonal] = False
    logits = np.where(others, np.float32(-1e9), logits)
    rows, columns = _softmax(logits, 1), _softmax(logits, 0)
    likelihoods = np.maximum([rows[diagonal], columns[diagonal]], 1e-9)
    gradient = (rows + columns) / 2
    gradient[diagonal] -= 1
    return float(-np.log(likelihoods).mean()), np.asarray(gradient / len(logits), np.float32)


def _softmax(logits: Matrix, axis: int) -> Matrix:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))
