"""Publishes the semantic view: word vectors adapted to the collection, and what is needed to score its documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.engine.base import EngineDocument
from app.search.semantic import files, headings, sentences, statistics, vocabulary
from app.search.semantic.base import MeaningView, SemanticUnavailable
from app.search.semantic.corpus import Corpus
from app.search.semantic.view import SemanticView
from app.search.semantic.words import WordVectors, load_words

Words = Callable[[], WordVectors | SemanticUnavailable]
"""Where general word vectors come from."""

_UNTITLED_TRUST = 0.25
_SHORT_BODY, _LONG_BODY = 40.0, 100.0


class SemanticPart:
    """The part ``semantic`` of a generation. When there are no vectors it says so in place of a view."""

    name = "semantic"

    def __init__(self, words: Words = load_words) -> None:
        self._words = words

    def builder(self) -> SemanticBuilder:
        return SemanticBuilder(self._words)

    def open(self, directory: Path) -> MeaningView | SemanticUnavailable:
        """Raises IndexUnavailableError when files are missing or damaged."""
        meta = files.read_meta(directory)
        if meta.unavailable is not None:
            return SemanticUnavailable(meta.unavailable, meta.message, meta.remedy)
        return SemanticView(directory, meta)


class SemanticBuilder:
    """Keeps the documents' terms as numbers of 4 bytes; everything else is made in ``write``."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._corpus = Corpus()

    def add(self, document: EngineDocument) -> None:
        self._corpus.add(document)

    def write(self, directory: Path) -> None:
        corpus = self._corpus
        general = self._words()
        if isinstance(general, SemanticUnavailable):
            off = files.Meta(
                documents=len(corpus), unavailable=general.reason, message=general.message, remedy=general.remedy
            )
            files.write_meta(directory, off)
            return
        counted = statistics.count(corpus)
        adapted = vocabulary.adapt(corpus, counted, general)
        places = vocabulary.write(directory, corpus, counted, general, adapted)
        sentences.write(directory, corpus, adapted.vectors, counted.weights)
        headings.write(directory, corpus, adapted.vectors, places)
        meta = files.Meta(
            documents=len(corpus),
            source=general.source,
            trust=trust(corpus.mean_body, corpus.untitled),
            mean_body=corpus.mean_body,
            untitled=corpus.untitled,
            unseen_idf=counted.unseen_idf,
        )
        files.write_meta(directory, meta)


def trust(mean_body: float, untitled: float) -> float:
    """1, or less the more documents are long texts whose title is but their beginning.

    On such paragraphs the view was measured to harm at full weight: a mean over many words says little.
    """
    long = min(max((mean_body - _SHORT_BODY) / (_LONG_BODY - _SHORT_BODY), 0.0), 1.0)
    return 1.0 - (1.0 - _UNTITLED_TRUST) * untitled * long
