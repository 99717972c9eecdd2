"""Marked titles and snippets. Everything that leaves this file is escaped HTML in which only ``<mark>`` occurs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from app.analysis.views import Analyzer

SNIPPET_LENGTH = 150
"""Characters of body text shown under a title; about two lines at desktop width, four on a phone."""

Range = tuple[int, int]

_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?。])\s+|\n+)(?=\S)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Snippet:
    text: str
    html: str


class Highlighter:
    """Marks the words of one query in the texts of its hits."""

    def __init__(self, query: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._terms = frozenset(term for term, _, _ in analyzer.spans(query))
        self._words = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(query) if len(word) > 1))

    def mark(self, text: str) -> str:
        """``text`` escaped, with what matches the query in ``<mark>``."""
        return _marked(text, self._ranges(text), 0, len(text))

    def snippet(self, body: str) -> Snippet:
        """The stretch of ``body`` with most of the query's terms, from the start of a sentence where one is near."""
        ranges = self._ranges(body)
        start = _best_start(body, ranges)
        end = _cut(body, start + SNIPPET_LENGTH)
        head, tail = ("…" if start else ""), ("…" if end < len(body.rstrip()) else "")
        html = _marked(body, ranges, start, end)
        return Snippet(
            text=head + " ".join(body[start:end].split()) + tail,
            html=head + " ".join(html.split()) + tail,
        )

    def _ranges(self, text: str) -> list[Range]:
        """Where the query's morphemes stand in ``text`` and, for what no dictionary splits alike, its typed words."""
        found = [(start, end) for term, start, end in self._analyzer.spans(text) if term in self._terms]
        lowered = text.lower()
        if len(lowered) == len(text):
            for word in self._words:
                found += [(match.start(), match.end()) for match in re.finditer(re.escape(word), lowered)]
        return _merged(found)


def _merged(ranges: Collection[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best_start(text: str, ranges: Sequence[Range]) -> int:
    """Where a window of SNIPPET_LENGTH holds the most distinct marked words; the beginning wins a tie."""
    starts = [match.end() for match in _SENTENCE_START.finditer(text)] or [0]
    best, best_count = 0, -1
    for start in dict.fromkeys([0, *starts, *(_word_start(text, found) for found, _ in ranges)]):
        end = _cut(text, start + SNIPPET_LENGTH)
        words = {text[s:e].lower() for s, e in ranges if start <= s and e <= end}
        count = 2 * len(words) + (start in starts)
        if count > best_count:
            best, best_count = start, count
    return best


def _word_start(text: str, position: int) -> int:
    """The beginning of the word two words before ``position``, so that a match is read in its context."""
    before = text[:position].rstrip()
    for _ in range(2):
        before = before[: max(before.rfind(" "), before.rfind("\n"), 0)].rstrip()
    return len(before) + (len(text[len(before) : position]) - len(text[len(before) : position].lstrip()))


def _cut(text: str, end: int) -> int:
    if end >= len(text):
        return len(text.rstrip())
    space = max(text.rfind(" ", end - 20, end), text.rfind("\n", end - 20, end))
    return space if space > 0 else end


def _marked(text: str, ranges: Sequence[Range], start: int, end: int) -> str:
    parts: list[str] = []
    position = start
    for found, stop in ranges:
        if stop <= start or found >= end:
            continue
        found, stop = max(found, start), min(stop, end)
        parts += [escape(text[position:found]), "<mark>", escape(text[found:stop]), "</mark>"]
        position = stop
    parts.append(escape(text[position:end]))
    return "".join(parts)
