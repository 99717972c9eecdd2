"""Scores documents by nearness in meaning, from memory-mapped arrays and without a loop over documents.

Products are taken by ``vecdot`` and ``einsum``, never by ``@``: matrices of this size make BLAS start threads, which
fight over the processors with those of other requests; on a busy machine that was measured to cost 30 ms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.publishing.manifest import damaged
from app.search.semantic import files
from app.search.semantic.base import SemanticScores
from app.search.semantic.words import MAX_PIECE, cut, join, normalise

NEAR = 0.2
"""Cosines below this are chance."""

REVERSE = 0.5
"""How well the query explains the title counts half as much as how well the title answers the query."""

_ALL_FROM = 0.25
"""From this share of the documents on it is quicker to compare the query with all of them."""


class SemanticView:
    """An open part. Arrays are read-only and nothing changes after opening, so threads share it freely."""

    def __init__(self, directory: Path, meta: files.Meta) -> None:
        """Raises IndexUnavailableError when arrays are missing, damaged or do not fit each other."""
        self._meta = meta
        self._words = files.read_array(directory, files.WORDS)
        self._word_vectors = files.read_array(directory, files.WORD_VECTORS)
        self._word_weights = files.read_array(directory, files.WORD_WEIGHTS)
        self._word_ranks = files.read_array(directory, files.WORD_RANKS)
        self._vocabulary = files.read_array(directory, files.VOCABULARY)
        self._vocabulary_vectors = files.read_array(directory, files.VOCABULARY_VECTORS)
        self._heading_terms = files.read_array(directory, files.HEADING_TERMS)
        self._term_starts = files.read_array(directory, files.TERM_STARTS)
        self._heading_starts = files.read_array(directory, files.HEADING_STARTS)
        self._documents = files.read_array(directory, files.DOCUMENTS)
        self._common = files.read_array(directory, files.COMMON)
        if not self._fits():
            raise damaged(directory / files.META)
        self._vocabulary_idf = self._word_weights[self._vocabulary, 1]

    def _fits(self) -> bool:
        words, width = self._word_vectors.shape
        return (
            len(self._words) == len(self._word_weights) == len(self._word_ranks) == words
            and self._vocabulary_vectors.shape == (len(self._vocabulary), width)
            and self._documents.shape == (self._meta.documents, width)
            and self._common.shape == (width,)
            and len(self._heading_starts) == self._meta.documents + 1
            and len(self._term_starts) == self._heading_starts[-1] + 1
            and len(self._heading_terms) == self._term_starts[-1]
        )

    @property
    def document_count(self) -> int:
        return self._meta.documents

    @property
    def trust(self) -> float:
        return self._meta.trust

    def score(self, terms: Mapping[str, float], rows: NDArray[np.integer], text: str = "") -> SemanticScores:  # noqa: ARG002
        """Scores by ``terms`` alone; see ``MeaningView.score``.

        ``cover`` fades the more documents have no title of their own: the first words of a text do not sum it up.
        """
        query = self._understand(terms)
        cover = self._cover(query, rows)
        cover *= 1.0 - self._meta.untitled
        return SemanticScores(self._sentence(query, rows), cover)

    def _understand(self, terms: Mapping[str, float]) -> _Query:
        places = self._find([term.encode() for term in terms])
        known = places >= 0
        vectors = np.zeros((len(terms), self._word_vectors.shape[1]), dtype=np.float32)
        weights = np.zeros(len(terms), dtype=np.float32)
        idf = np.full(len(terms), self._meta.unseen_idf, dtype=np.float32)
        vectors[known] = self._word_vectors[places[known]]
        weights[known], idf[known] = self._word_weights[places[known]].T
        for number, term in enumerate(terms):
            pieces = {} if known[number] else self._cut(term)
            parts = self._word_vectors[list(pieces.values())].astype(np.float32)
            normalise(parts)
            joined = join([len(piece) for piece in pieces], parts)
            if joined is not None:
                vectors[number] = joined
                weights[number] = self._word_weights[list(pieces.values()), 0].max()
        normalise(vectors)
        return _Query(places, vectors, weights, idf, np.fromiter(terms.values(), np.float32, len(terms)))

    def _find(self, words: Sequence[bytes]) -> NDArray[np.intp]:
        """The places of ``words`` among all words, -1 for those that are not there."""
        if not (len(words) and len(self._words)):
            return np.full(len(words), -1, dtype=np.intp)
        wanted = np.array(words, dtype=np.bytes_)
        places = np.minimum(np.searchsorted(self._words, wanted), len(self._words) - 1)
        return np.where(self._words[places] == wanted, places, -1)

    def _cut(self, term: str) -> dict[str, int]:
        """The words that make up ``term`` and their places."""
        pieces = [
            term[start:end]
            for start in range(len(term))
            for end in range(start + 1, min(start + MAX_PIECE, len(term)) + 1)
        ]
        places = self._find([piece.encode() for piece in pieces])
        ranks = np.where(places >= 0, self._word_ranks[places], -1)
        place_of = dict(zip(pieces, places.tolist(), strict=True))
        rank_of = {piece: rank for piece, rank in zip(pieces, ranks.tolist(), strict=True) if rank >= 0}
        return {piece: place_of[piece] for piece in cut(term, rank_of)}

    def _sentence(self, query: _Query, rows: NDArray[np.integer]) -> NDArray[np.float32]:
        mean = _weighted_sum(query.weights * query.typed, query.vectors)
        normalise(mean)
        mean -= np.vecdot(mean, self._common) * self._common
        normalise(mean)
        mean *= query.understood
        if len(rows) >= _ALL_FROM * len(self._documents):
            return np.asarray(np.vecdot(self._documents, mean)[rows])
        return np.asarray(np.vecdot(self._documents[rows], mean))

    def _cover(self, query: _Query, rows: NDArray[np.integer]) -> NDArray[np.float32]:
        """For each row the best of its headings: how the two explain each other, word by word."""
        cover = np.zeros(len(rows), dtype=np.float32)
        headings, per_row = _ranges(self._heading_starts, rows)
        filled = per_row > 0
        if not (len(headings) and len(query.places)):
            return cover
        positions, per_heading = _ranges(self._term_starts, headings)
        terms = self._heading_terms[positions]
        if len(terms) < len(self._vocabulary):
            used, terms = np.unique(terms, return_inverse=True)
        else:
            used = np.arange(len(self._vocabulary))
        nearness = self._nearness(query, used)
        starts = np.cumsum(per_heading) - per_heading
        best = np.maximum.reduceat(nearness[:, terms], starts, axis=1)
        wanted = query.idf * query.typed
        forward = _weighted_sum(wanted, best) / max(float(wanted.sum()), 1e-9)
        idf = self._vocabulary_idf[used]
        explained = idf * (nearness * query.typed[:, None]).max(axis=0)
        backward = np.add.reduceat(explained[terms], starts) / np.add.reduceat(idf[terms], starts)
        of_row = np.maximum.reduceat(forward + REVERSE * backward, (np.cumsum(per_row) - per_row)[filled])
        cover[filled] = of_row
        return cover

    def _nearness(self, query: _Query, used: NDArray[np.intp]) -> NDArray[np.float32]:
        """Terms of the query by words of the vocabulary: cosines from NEAR on, 1 for the same word."""
        every = len(used) == len(self._vocabulary)
        vectors = self._vocabulary_vectors if every else self._vocabulary_vectors[used]
        nearness: NDArray[np.float32] = np.vecdot(query.vectors[:, None], vectors)
        nearness[nearness < NEAR] = 0.0
        columns = np.searchsorted(self._vocabulary[used], query.places)
        columns = np.minimum(columns, len(used) - 1)
        same = np.flatnonzero(self._vocabulary[used[columns]] == query.places)
        nearness[same, columns[same]] = 1.0
        return nearness


class _Query(NamedTuple):
    """The terms of a query: places among the words or -1, unit vectors or zeros, weights in the mean, idf, and how
    much of each was typed."""

    places: NDArray[np.intp]
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    typed: NDArray[np.float32]

    @property
    def understood(self) -> np.float32:
        """The share of the query, by idf, that has a meaning here: what is made of the rest of it is a guess."""
        mass = self.idf * self.typed
        return np.float32(mass[self.vectors.any(axis=1)].sum() / max(float(mass.sum()), 1e-9))


def _weighted_sum(weights: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.einsum("i,ij->j", weights, rows), dtype=np.float32)


def _ranges(starts: NDArray[np.int64], rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All the numbers in ``[starts[row], starts[row + 1])`` row by row, and how many there are for each."""
    first = starts[rows]
    lengths = starts[rows + 1] - first
    offsets = np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
    return offsets + np.arange(len(offsets)), lengths
