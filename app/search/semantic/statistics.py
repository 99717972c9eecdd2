"""How often words occur in a collection, and what they weigh for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.semantic.corpus import Corpus

_SIF = 3e-3
_IDF_POWER = 0.25
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Statistics:
    """By word: ``counts`` in all texts and ``idf``. ``unseen_idf`` is that of a word that no document holds."""

    counts: NDArray[np.int64]
    idf: NDArray[np.float32]
    unseen_idf: float

    @property
    def weights(self) -> NDArray[np.float32]:
        """What a word weighs in the mean of a sentence."""
        return sentence_weights(self.counts / max(int(self.counts.sum()), 1), self.idf)


def sentence_weights(frequency: NDArray[np.floating], idf: NDArray[np.floating]) -> NDArray[np.float32]:
    """Smooth inverse frequency (Arora, Liang and Ma, 2017) with a little idf, which knows topics from phrases."""
    return np.asarray(_SIF / (_SIF + frequency) * idf**_IDF_POWER, dtype=np.float32)


def count(corpus: Corpus) -> Statistics:
    """idf is BM25's, ``log(1 + (N - df + 0.5) / (df + 0.5))``, over whole documents."""
    words, documents = len(corpus.words), len(corpus)
    headings, bodies = corpus.headings, corpus.bodies
    heading_starts = headings.starts[corpus.heading_starts]
    counts, frequencies = np.zeros((2, words), dtype=np.int64)
    for first in range(0, documents, _BLOCK):
        block = slice(first, min(first + _BLOCK, documents) + 1)
        pairs = np.concatenate(
            [
                _words_by_document(heading_starts[block], headings.terms, words),
                _words_by_document(bodies.starts[block], bodies.terms, words),
            ]
        )
        counts += np.bincount(pairs % max(words, 1), minlength=words)
        frequencies += np.bincount(np.unique(pairs) % max(words, 1), minlength=words)
    idf = np.log1p((documents - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
    return Statistics(counts, idf, float(np.log1p(2 * documents + 1)))


def _words_by_document(starts: NDArray[np.int64], terms: NDArray[np.int32], words: int) -> NDArray[np.int64]:
    """Document and word of every term of the documents that start at ``starts``, as one number."""
    document = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return document * words + terms[starts[0] : starts[-1]]
