"""The texts of a collection as bags of numbered features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from app.engine.base import EngineDocument, Field, Group, View
from app.engine.terms import Numbers
from app.runs import starts
from app.search.semantic.bags import Bags, BagsBuilder, features

MAX_WORDS, MAX_PAIRS = 120, 350
"""Words and character pairs of a text that are looked at: what it is about stands at its beginning. That goes for
headings too, since an untitled article's heading is its whole body."""

DIGEST_BYTES = 16

_VIEWS: tuple[View, ...] = ("morph", "bigram")
_BODY = Field("morph", "body")
_END = ""
"""Stands behind a text; no feature is empty."""


class Corpus:
    """Takes documents one by one.

    A document has one body and any number of headings: its title and the questions that it answers, those without
    features left out. ``numbers`` gives each feature of the collection its number, in order of appearance.
    """

    def __init__(self) -> None:
        self.numbers = Numbers()
        self._headings, self._bodies = BagsBuilder(), BagsBuilder()
        self._heading_counts: list[int] = []
        self._full_bodies = 0
        self._untitled = 0
        self.digests: list[bytes] = []
        """16 bytes a document, of all its features: what a document with the same ones teaches is the same."""

    def __len__(self) -> int:
        return len(self._bodies)

    def add(self, document: EngineDocument) -> None:
        untitled, digest, *found = document.derive("features", lambda: _told(document))
        self._untitled += bool(untitled)
        self._full_bodies += sum(map(len, document.passages.get(_BODY, ())))
        self.digests.append(bytes.fromhex(digest))
        start = count = 0
        while (end := found.index(_END, start)) < len(found) - 1:
            self._headings.add(self._numbered(found[start:end]))
            start, count = end + 1, count + 1
        self._bodies.add(self._numbered(found[start:end]))
        self._heading_counts.append(count)

    def _numbered(self, found: Sequence[str]) -> list[int]:
        return list(map(self.numbers.__getitem__, found))

    @property
    def headings(self) -> Bags:
        return self._headings.bags()

    @property
    def bodies(self) -> Bags:
        """One for each document."""
        return self._bodies.bags()

    @property
    def heading_starts(self) -> NDArray[np.int64]:
        """Document i has the headings from ``heading_starts[i]`` up to ``heading_starts[i + 1]``."""
        return starts(np.array(self._heading_counts, np.int64))

    @property
    def mean_body(self) -> float:
        """Words of a body."""
        return self._full_bodies / max(len(self), 1)

    @property
    def untitled(self) -> float:
        """The share of documents whose text is their title."""
        return self._untitled / max(len(self), 1)


def _told(document: EngineDocument) -> Iterator[str]:
    """Whether the title is but the body, empty if not; the digest in hexadecimal; the features of each heading and
    then of the body, with ``_END`` behind each."""
    body = document.terms(_BODY)
    yield "untitled" if body and [tuple(title) for title in _passages(document, "morph", "title")] == [body] else ""
    article = document.article
    asked = len(article.questions) + len(article.learned)
    # Keywords stand behind the questions and are no headings: one word alone is near to far too much.
    views = {
        view: (*_passages(document, view, "title"), *_passages(document, view, "questions")[:asked]) for view in _VIEWS
    }
    headings = [found for texts in zip(*views.values(), strict=True) if (found := _features(*texts))]
    in_body = _features(body, document.terms(Field("bigram", "body")))
    told = "\0".join("\n".join(text) for text in (in_body, *headings))
    yield blake2b(told.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).hexdigest()
    for text in (*headings, in_body):
        yield from text
        yield _END


def _features(words: Sequence[str], pairs: Sequence[str]) -> list[str]:
    return features({"morph": words[:MAX_WORDS], "bigram": pairs[:MAX_PAIRS]})


def _passages(document: EngineDocument, view: View, group: Group) -> tuple[Sequence[str], ...]:
    return tuple(document.passages.get(Field(view, group), ()))
