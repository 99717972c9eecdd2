"""Titles and similar questions as lists of words, for the soft cover."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.search.semantic import files
from app.search.semantic.corpus import Corpus


def write(directory: Path, corpus: Corpus, vectors: NDArray[np.float32], places: NDArray[np.int64]) -> None:
    """``vectors`` are by word of ``corpus``, ``places`` say where each word stands in the file of all words."""
    headings = corpus.headings
    words = np.unique(headings.terms)
    words = words[np.argsort(places[words], kind="stable")]
    column = np.zeros(len(places), dtype=np.int32)
    column[words] = np.arange(len(words))
    heading_of = np.repeat(np.arange(len(headings)), headings.lengths)
    # Each word once a heading.
    pairs = np.unique(heading_of * max(len(words), 1) + column[headings.terms])
    heading, terms = np.divmod(pairs, max(len(words), 1))
    starts = np.searchsorted(heading, np.arange(len(headings) + 1))
    files.write_array(directory, files.VOCABULARY, places[words].astype(np.int32))
    files.write_array(directory, files.VOCABULARY_VECTORS, vectors[words])
    files.write_array(directory, files.HEADING_TERMS, terms.astype(np.int32))
    files.write_array(directory, files.TERM_STARTS, starts.astype(np.int64))
    files.write_array(directory, files.HEADING_STARTS, corpus.heading_starts)
