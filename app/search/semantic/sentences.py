"""The direction of each document: the mean of its words' vectors, title, questions and body alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.search.semantic import files
from app.search.semantic.corpus import Corpus, Texts
from app.search.semantic.words import normalise, principal_directions

MIN_DOCUMENTS = 20
"""With fewer, what documents share is what they are about."""

_SAMPLE = 10_000
_BLOCK_TERMS = 20_000


def write(directory: Path, corpus: Corpus, vectors: NDArray[np.float32], weights: NDArray[np.float32]) -> None:
    """``vectors`` and ``weights`` are by word of ``corpus``. Takes memory for the vectors of _BLOCK_TERMS words."""
    count, width = len(corpus), vectors.shape[1]
    weighted = vectors * weights[:, None]
    documents = (
        np.zeros((count, width), dtype=np.float32)
        if not count
        else np.lib.format.open_memmap(directory / f"{files.DOCUMENTS}.npy", "w+", np.float32, (count, width))
    )
    bodies, headings = corpus.bodies, corpus.headings
    for first, last in _blocks(bodies.starts):
        documents[first:last] = _means(bodies, first, last, weighted)
    starts = corpus.heading_starts
    for first, last in _blocks(headings.starts[starts]):
        means = _means(headings, int(starts[first]), int(starts[last]), weighted)
        document_of = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
        summed = np.zeros((last - first, width), dtype=np.float32)
        np.add.at(summed, document_of, means)
        normalise(summed)
        documents[first:last] += summed
    common = common_direction(documents)
    for first in range(0, count, _SAMPLE):
        block = documents[first : first + _SAMPLE]
        normalise(block)
        block -= (block @ common)[:, None] * common
        normalise(block)
    if not count:
        files.write_array(directory, files.DOCUMENTS, documents)
    files.write_array(directory, files.COMMON, common)


def _means(texts: Texts, first: int, last: int, weighted: NDArray[np.float32]) -> NDArray[np.float32]:
    """The unit vectors of the texts from ``first`` to ``last``; zeros for one without known words."""
    lengths = texts.lengths[first:last]
    means = np.zeros((last - first, weighted.shape[1]), dtype=np.float32)
    terms = texts.terms[texts.starts[first] : texts.starts[last]]
    filled = np.flatnonzero(lengths)
    if len(filled):
        starts = (texts.starts[first:last] - texts.starts[first])[filled]
        means[filled] = np.add.reduceat(weighted[terms], starts, axis=0)
    normalise(means)
    return means


def _blocks(starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cuts texts that start at ``starts`` into runs of about _BLOCK_TERMS terms."""
    if len(starts) < 2:
        return []
    edges = np.unique(np.searchsorted(starts, np.arange(0, starts[-1] + _BLOCK_TERMS, _BLOCK_TERMS)))
    edges = np.unique(np.concatenate([[0], np.minimum(edges, len(starts) - 1), [len(starts) - 1]]))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def common_direction(documents: NDArray[np.float32]) -> NDArray[np.float32]:
    """The first principal direction, uncentred; zeros when there are too few documents to tell."""
    count, width = documents.shape
    if count < MIN_DOCUMENTS:
        return np.zeros(width, dtype=np.float32)
    sample = np.array(documents[:: -(-count // _SAMPLE)])
    normalise(sample)
    return np.ascontiguousarray(principal_directions(sample, 1)[:, 0])
