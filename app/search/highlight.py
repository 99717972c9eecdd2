"""Marked titles and snippets. Everything that leaves this file is escaped HTML in which only ``<mark>`` occurs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from app.analysis.views import Analyzer
from app.search.texts import Places, hash_of, ranges

SNIPPET_LENGTH = 150
"""Characters of body text shown under a title; about two lines at desktop width, four on a phone."""

CONTEXT_LENGTH = 30
"""Characters looked back over for the beginning of the words before a match."""

Range = tuple[int, int]

_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?。])\s+|\n+)(?=\S)")
_WORD = re.compile(r"\w+")
_WORD_START = re.compile(r"(?<!\S)\S")
_MARKUP = re.compile("[&<>\"']")


@dataclass(frozen=True, slots=True)
class Snippet:
    text: str
    html: str


class Layout(NamedTuple):
    """A text for snippets: itself, in lower case if that keeps every character in its place, where its sentences begin,
    and where its terms stand, None when that is not known."""

    text: str
    lower: str
    sentences: frozenset[int]
    places: Places | None


def lay_out(text: str, places: Places | None = None) -> Layout:
    return Layout(
        text,
        _lower(text),
        frozenset(match.end() for match in _SENTENCE_START.finditer(text)),
        places,
    )


class Highlighter:
    """Marks the words of one query in the texts of its hits."""

    def __init__(self, query: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._terms = frozenset(term for term, _, _ in analyzer.spans(query))
        self._hashes = frozenset(map(hash_of, self._terms))
        self._words = frozenset(word.lower() for word in _WORD.findall(query) if len(word) > 1)

    def mark(self, text: str, places: Places | None = None) -> str:
        """``text`` escaped, with what matches the query in ``<mark>``.

        The query's morphemes are marked in whatever form they stand, and its words as they were typed, since no
        dictionary splits every word alike. ``places`` are where terms stand, when that is known.
        """
        return marked(text, self._found(text, _lower(text), places))

    def snippet(self, layout: Layout) -> Snippet:
        """The stretch of a body with most of the query's words, from the start of a sentence where one is near."""
        body = layout.text
        found = self._found(body, layout.lower, layout.places)
        start = _best_start(layout, found)
        end = _cut(body, start + SNIPPET_LENGTH)
        head, tail = ("…" if start else ""), ("…" if end < len(body.rstrip()) else "")
        inside = ((max(first, start), min(last, end)) for first, last in found if first < end and last > start)
        shown = [(first - start, last - start) for first, last in inside]
        text, html = (" ".join(each.split()) for each in (body[start:end], marked(body[start:end], shown)))
        return Snippet(text=head + text + tail, html=head + html + tail)

    def _found(self, text: str, lower: str, places: Places | None) -> list[Range]:
        """The stretches of ``text`` to be marked, in order, none over another."""
        if places is None:
            terms = self._terms
            found = [(start, end) for term, start, end in self._analyzer.spans(text) if term in terms]
        else:
            found = ranges(places, self._hashes)
        return _merged([*found, *_occurrences(self._words, lower)])


def _occurrences(needles: Collection[str], text: str) -> list[Range]:
    """Where any of ``needles`` stands in ``text``, the first and of these the longest first, none over another."""
    found: list[Range] = []
    for needle in needles:
        at = text.find(needle)
        while at >= 0:
            found.append((at, at + len(needle)))
            at = text.find(needle, at + 1)
    found.sort(key=lambda each: (each[0], -each[1]))
    apart: list[Range] = []
    for each in found:
        if not apart or each[0] >= apart[-1][1]:
            apart.append(each)
    return apart


def _lower(text: str) -> str:
    """``text`` in lower case where that keeps every character in its place, else as it is."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) and lowered != text else text


def _merged(ranges: Collection[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best_start(layout: Layout, ranges: Sequence[Range]) -> int:
    """Where a window of SNIPPET_LENGTH holds the most distinct marked words; the beginning wins a tie.

    Starts are the sentences' and those two words before a match. Only the few ranges inside a window are looked at,
    so that the time grows with the length of the text and no faster.
    """
    if not ranges:
        return 0
    begins, ends = [start for start, _ in ranges], [end for _, end in ranges]
    names = [layout.lower[start:end] for start, end in ranges]
    best, best_count = 0, -1
    for start in sorted({0, *layout.sentences, *(_word_start(layout.text, begin) for begin in begins)}):
        first, last = bisect_left(begins, start), bisect_right(ends, _cut(layout.text, start + SNIPPET_LENGTH))
        count = 2 * len(set(names[first:last])) + (start in layout.sentences)
        if count > best_count:
            best, best_count = start, count
    return best


def _word_start(text: str, position: int) -> int:
    """The beginning of the word two words before ``position``, so that a match is read in its context."""
    found = _WORD_START.finditer(text, max(position - CONTEXT_LENGTH, 0), position + 1)
    near = [match.start() for match in found][-3:]
    return near[0] if near else position


def _cut(text: str, end: int) -> int:
    if end >= len(text):
        return len(text.rstrip())
    space = max(text.rfind(" ", end - 20, end), text.rfind("\n", end - 20, end))
    return space if space > 0 else end


def marked(text: str, ranges: Collection[Range]) -> str:
    """``text`` escaped, with ``ranges`` of it, in any order and overlapping or not, in ``<mark>``."""
    if not ranges:
        return escape(text)
    escaped = escape if _MARKUP.search(text) else str
    parts: list[str] = []
    position = 0
    for start, end in _merged(ranges):
        parts += [escaped(text[position:start]), "<mark>", escaped(text[start:end]), "</mark>"]
        position = end
    parts.append(escaped(text[position:]))
    return "".join(parts)
