"""The words of a collection as numbers, in the order of the text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.base import EngineDocument, Field

MAX_BODY = 400
"""Terms of a body that are looked at; the mean of more of them says no more, and memory stays bounded."""

_SHORT_TITLE = 4

_TITLE, _QUESTIONS, _BODY = Field("morph", "title"), Field("morph", "questions"), Field("morph", "body")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts one after the other: text i is ``terms[starts[i]:starts[i + 1]]``, numbers of words."""

    terms: NDArray[np.int32]
    starts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def __len__(self) -> int:
        return len(self.starts) - 1


class Corpus:
    """Takes documents one by one.

    A document has one body and any number of headings: its title and its similar questions, those without terms left
    out. ``words`` maps each term of the collection to its number, in order of appearance.
    """

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self._heading_terms, self._heading_lengths, self._headings = array("i"), array("i"), array("i")
        self._body_terms, self._body_lengths = array("i"), array("i")
        self._full_bodies = 0
        self._untitled = 0

    def __len__(self) -> int:
        return len(self._headings)

    def add(self, document: EngineDocument) -> None:
        titles, questions = document.passages.get(_TITLE, ()), document.passages.get(_QUESTIONS, ())
        body = document.terms(_BODY)
        headings = [heading for heading in (*titles, *questions) if heading]
        for heading in headings:
            self._heading_terms.extend(self._numbers(heading))
            self._heading_lengths.append(len(heading))
        self._headings.append(len(headings))
        self._body_terms.extend(self._numbers(body[:MAX_BODY]))
        self._body_lengths.append(min(len(body), MAX_BODY))
        self._full_bodies += len(body)
        self._untitled += bool(body) and all(_begins(title, body) for title in titles)

    def _numbers(self, terms: Iterable[str]) -> Iterable[int]:
        return [self.words.setdefault(term, len(self.words)) for term in terms]

    @property
    def headings(self) -> Texts:
        return _texts(self._heading_terms, self._heading_lengths)

    @property
    def bodies(self) -> Texts:
        """One for each document."""
        return _texts(self._body_terms, self._body_lengths)

    @property
    def heading_starts(self) -> NDArray[np.int64]:
        """Document i has the headings from ``heading_starts[i]`` up to ``heading_starts[i + 1]``."""
        return _starts(self._headings)

    def stream(self, gap: int, filler: int, limit: int = 2_000_000) -> NDArray[np.int32]:
        """All terms document by document, with ``filler`` repeated ``gap`` times in between.

        Of a collection with more than ``limit`` terms every second document, or third …, is taken.
        """
        headings, bodies, starts = self.headings, self.bodies, self.heading_starts
        step = 1 + (len(headings.terms) + len(bodies.terms)) // limit
        between = np.full(gap, filler, dtype=np.int32)
        pieces = [between]
        for document in range(0, len(self), step):
            first, last = headings.starts[starts[document : document + 2]]
            pieces += [
                headings.terms[first:last],
                bodies.terms[bodies.starts[document] : bodies.starts[document + 1]],
                between,
            ]
        return np.concatenate(pieces)

    @property
    def mean_body(self) -> float:
        """Terms of a body."""
        return self._full_bodies / max(len(self), 1)

    @property
    def untitled(self) -> float:
        """The share of documents without a title, or whose title is but the beginning of the body."""
        return self._untitled / max(len(self), 1)


def _begins(title: Sequence[str], body: Sequence[str]) -> bool:
    """Whether ``title`` is but the first words of a longer ``body``; cut short, its last term may be half a word."""
    whole = title[:-1] if len(title) > _SHORT_TITLE else title
    return len(body) > len(title) and tuple(body[: len(whole)]) == tuple(whole)


def _texts(terms: array[int], lengths: array[int]) -> Texts:
    return Texts(np.asarray(terms), _starts(lengths))


def _starts(lengths: array[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.asarray(lengths), dtype=np.int64)]).astype(np.int64)
