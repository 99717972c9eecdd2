"""What analysis makes of a lexicon's words: how each is recognised in a question, and what it leads to.

It takes as long as everything else at a start, and is the same until the words or the analyser change; so it can be
kept as text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.analysis.everyday import weights
from app.analysis.lexicon_file import Entry
from app.analysis.views import Analyzer, Span

VERSION = "1"
"""Raised whenever the code below makes other leads of the same words."""

MIN_SURFACE = 3
"""Syllables from which a word is found by its letters too, where the dictionary splits it otherwise than alone."""

_DETAILS = ("MA", "MM", "XPN", "NP", "NNBC", "IC")
"""Tags of what no term is made of, though a word with it means something else: 재입고, 다시 받다, 두 번 나가다."""

_NEGATIONS = ("안", "못")
_LONG_NEGATION = re.compile(r"지[를도는]?\s*")
"""What stands between a verb and its negation: 오지 않다 is 안 오다."""


class Lead(NamedTuple):
    """A word that can be typed, and its entry's targets, weight and origin.

    ``first`` is its first term, empty when it is found by its letters alone; ``steps`` are the terms after that, each
    with whether it has to touch the one before.
    """

    word: str
    first: str
    steps: Sequence[tuple[str, bool]]
    targets: Sequence[str]
    weight: float
    origin: str


class Leads:
    """All that a lexicon of ``entries`` lines looks for. ``weights`` tells how much a term says, see ``everyday``.

    ``by_term`` has words by their first term and the next, None for a word of one term, numbered in the order of the
    entries; ``by_letters`` by the first MIN_SURFACE letters.
    """

    def __init__(self, entries: int, leads: Iterable[Lead], weights: Mapping[str, float]) -> None:
        self.entries, self.weights = entries, weights
        self._all = tuple(leads)
        self.by_term: dict[str, dict[str | None, list[tuple[int, Lead]]]] = defaultdict(lambda: defaultdict(list))
        self.by_letters: dict[str, list[Lead]] = defaultdict(list)
        for number, lead in enumerate(self._all):
            if lead.first:
                following = lead.steps[0][0] if lead.steps else None
                self.by_term[lead.first][following].append((number, lead))
            surface = lead.word.replace(" ", "")
            if len(surface) >= MIN_SURFACE:
                self.by_letters[surface[:MIN_SURFACE]].append(lead)

    def to_json(self) -> str:
        return json.dumps([self.entries, self._all, self.weights], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Leads:
        """What ``to_json`` was called on. Raises ValueError or TypeError for anything else."""
        entries, rows, weights = json.loads(text)
        return cls(entries, map(Lead._make, rows), weights)


def leads_of(entries: Sequence[Entry], analyzer: Analyzer) -> Leads:
    sayings = (saying for entry in entries for saying in (*entry.words, entry.finds, entry.spares))
    return Leads(
        len(entries),
        _leads(entries, analyzer),
        weights({term for term, _, _ in analyzer.spans(saying)} for saying in sayings),
    )


def _leads(entries: Iterable[Entry], analyzer: Analyzer) -> Iterator[Lead]:
    for entry in entries:
        for word, targets in entry.leads():
            spans = analyzer.spans(word)
            sequence = _sequence(said(word, spans, analyzer))
            first = sequence[0][0] if sequence and not _is_emptied(word, sequence, spans) else ""
            yield Lead(word, first, _steps(sequence), targets, entry.weight, entry.origin)


def said(text: str, spans: Sequence[Span], analyzer: Analyzer) -> list[Span]:
    """``spans``, the terms of ``text``, and the details that they leave out, with a verb's negation before it wherever
    it stands."""
    starts = {start for _, start, _ in spans}
    details = (
        (token.lemma, token.start, token.end)
        for token in analyzer.tokens(text)
        if token.tag.startswith(_DETAILS) and token.start not in starts
    )
    found = sorted([*spans, *details], key=lambda span: span[1:])
    for index in range(1, len(found)):
        (verb, start, reached), (term, negated, end) = found[index - 1], found[index]
        if term in _NEGATIONS and _LONG_NEGATION.fullmatch(text, reached, negated):
            found[index - 1 : index + 1] = [(term, start, start), (verb, start, end)]
    return found


def _sequence(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The terms of a word one after the other: of those that overlap, the longest."""
    kept: list[Span] = []
    reached = 0
    for term, start, end in sorted(spans, key=lambda span: (span[1], span[2] > span[1], -span[2])):
        if start >= reached:
            kept.append((term, start, end))
            reached = end
    return tuple(kept)


def _is_emptied(word: str, sequence: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Whether a phrase is left with one term, or with none but details and negations: 제가 안 했다."""
    terms = {term for term, _, _ in spans} - set(_NEGATIONS)
    return " " in word and (len(sequence) == 1 or terms.isdisjoint(term for term, _, _ in sequence))


def _steps(sequence: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """The terms after the first. A syllable by itself means little, so it stays where the word has it: 카드+사."""
    return tuple(
        (term, end == start and 1 in (end - first, last - start))
        for (_, first, end), (term, start, last) in pairwise(sequence)
    )
