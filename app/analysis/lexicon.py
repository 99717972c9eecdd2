"""Everyday words and the words that help articles use for them.

A lexicon never replaces what was typed: it says which other words an article on the same matter may use, and the
ranking adds their evidence to that of the query itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from operator import itemgetter

from app.analysis.everyday import weights
from app.analysis.fingerprints import fingerprint
from app.analysis.lexicon_file import Entry
from app.analysis.normalise import normalise
from app.analysis.particles import ENDINGS, PARTICLES
from app.analysis.views import Analyzer, Span

GAP = 6
"""Characters that may stand between two words of a phrase, spaces included: ``돈이 (아직도) 안 들어와요``."""

MIN_SURFACE = 3
"""Syllables from which a word is found by its letters too, where the dictionary splits it otherwise than alone."""

_DETAILS = ("MA", "MM", "XPN", "NP", "NNBC", "IC")
"""Tags of what no term is made of, though a word with it means something else: 재입고, 다시 받다, 두 번 나가다."""

_AFTER_WORDS = PARTICLES | ENDINGS
_NEGATIONS = ("안", "못")
_LONG_NEGATION = re.compile(r"지[를도는]?\s*")
"""What stands between a verb and its negation: 오지 않다 is 안 오다."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """``targets`` are other words for the characters ``[start, end)`` of a query, worth ``weight`` of them."""

    start: int
    end: int
    word: str
    targets: tuple[str, ...]
    weight: float
    origin: str


@dataclass(frozen=True, slots=True)
class _Lead:
    """``steps`` are the terms after the first, each with whether it has to touch the one before."""

    word: str
    steps: tuple[tuple[str, bool], ...]
    targets: tuple[str, ...]
    entry: Entry


_Leads = Mapping[str | None, list[tuple[int, _Lead]]]
"""By the term that comes next, None for a word of one term; numbered in the order of the entries."""


class Lexicon:
    """Finds the entries that speak of a query. Safe to share between threads, as nothing changes after it was made.

    A word matches as the analyser's terms, in their order and near each other, so that ``지우다`` is found in
    ``지웠는데요`` and not in ``지우개``. What a word says besides its terms must be said too: ``두 번 나가다`` is not
    ``나가다``. A phrase of which one term is left, like ``회원이 아니다``, is looked for by its letters. Where one
    match lies inside another, the longer one speaks alone: ``현금 영수증`` keeps ``현금`` quiet.
    """

    def __init__(self, entries: Iterable[Entry], analyzer: Analyzer) -> None:
        self._entries = tuple(entries)
        self._analyzer = analyzer
        leads: dict[str, _Leads] = defaultdict(lambda: defaultdict(list))
        numbers = count()
        surfaces: dict[str, list[_Lead]] = defaultdict(list)
        for entry in self._entries:
            for word, targets in entry.leads():
                spans = analyzer.spans(word)
                sequence = _sequence(self._said(word, spans))
                lead = _Lead(word, _steps(sequence), targets, entry)
                if sequence and not _is_emptied(word, sequence, spans):
                    following = lead.steps[0][0] if lead.steps else None
                    leads[sequence[0][0]][following].append((next(numbers), lead))
                surface = word.replace(" ", "")
                if len(surface) >= MIN_SURFACE:
                    surfaces[surface[:MIN_SURFACE]].append(lead)
        self._weights = weights(
            {term for term, _, _ in analyzer.spans(saying)}
            for entry in self._entries
            for saying in (*entry.words, entry.finds, entry.spares)
        )
        self._leads: Mapping[str, _Leads] = dict(leads)
        self._surfaces: Mapping[str, list[_Lead]] = dict(surfaces)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def fingerprint(self) -> str:
        return fingerprint("lexicon", *map(repr, self._entries))

    def weight(self, term: str) -> float:
        """How much ``term`` tells in a question, in (0, 1]: little when customers say it of everything."""
        return self._weights.get(term, 1.0)

    def expansions(self, text: str, spans: Sequence[Span] | None = None) -> tuple[Expansion, ...]:
        """What the lexicon adds to ``text``, in the order of the text; ``spans`` are its terms if already known.

        An entry speaks once for a stretch, and once for a word however often it was typed.
        """
        text = normalise(text)
        spans = self._analyzer.spans(text) if spans is None else spans
        found = [*self._by_terms(text, self._said(text, spans)), *self._by_letters(text, spans)]
        found.sort(key=lambda match: (match.start - match.end, match.start))
        kept: list[Expansion] = []
        for match in found:
            inside = any(
                other.start <= match.start and match.end <= other.end
                for other in kept
                if other.end - other.start > match.end - match.start
            )
            repeated = any(
                other.word == match.word or (other.start, other.end) == (match.start, match.end)
                for other in kept
                if other.origin == match.origin
            )
            if not inside and not repeated:
                kept.append(match)
        return tuple(sorted(kept, key=lambda match: (match.start, match.end, match.origin)))

    def _said(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """``spans`` and the details that they leave out, with a verb's negation before it wherever it stands."""
        starts = {start for _, start, _ in spans}
        details = (
            (token.lemma, token.start, token.end)
            for token in self._analyzer.tokens(text)
            if token.tag.startswith(_DETAILS) and token.start not in starts
        )
        said = sorted([*spans, *details], key=lambda span: span[1:])
        for index in range(1, len(said)):
            (verb, start, reached), (term, negated, end) = said[index - 1], said[index]
            if term in _NEGATIONS and _LONG_NEGATION.fullmatch(text, reached, negated):
                said[index - 1 : index + 1] = [(term, start, start), (verb, start, end)]
        return said

    def _by_terms(self, text: str, said: Sequence[Span]) -> Iterator[Expansion]:
        terms: set[str | None] = {None, *(term for term, _, _ in said)}
        for index, (term, start, end) in enumerate(said):
            leads = self._leads.get(term, {})
            # Of the many words that begin so, few go on with anything that was said.
            near = chain.from_iterable(leads[following] for following in leads.keys() & terms)
            for _, lead in sorted(near, key=itemgetter(0)):
                if (last := _follow(lead.steps, said[index + 1 :], end, text)) is not None:
                    yield Expansion(start, last, lead.word, lead.targets, lead.entry.weight, lead.entry.origin)

    def _by_letters(self, text: str, spans: Sequence[Span]) -> Iterator[Expansion]:
        """Words of several syllables by their letters, from where a term or a word begins to where no term goes on."""
        places = [index for index, character in enumerate(text) if not character.isspace()]
        letters = "".join(text[index] for index in places)
        starts = {start for _, start, _ in spans}
        for position, index in enumerate(places):
            if index not in starts and not (index == 0 or text[index - 1].isspace()):
                continue
            for lead in self._surfaces.get(letters[position : position + MIN_SURFACE], ()):
                surface = lead.word.replace(" ", "")
                if letters.startswith(surface, position):
                    end = places[position + len(surface) - 1] + 1
                    if not _goes_on(text, end, spans):
                        yield Expansion(index, end, lead.word, lead.targets, lead.entry.weight, lead.entry.origin)


def _goes_on(text: str, end: int, spans: Sequence[Span]) -> bool:
    """Whether a longer word lies over ``end``, and not just a particle that the dictionary took for a part of one."""
    rest = (text[end:].split(maxsplit=1) or [""])[0].rstrip(".,!?~")
    return any(first < end < last for _, first, last in spans) and rest not in _AFTER_WORDS


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


def _follow(steps: Sequence[tuple[str, bool]], said: Sequence[Span], reached: int, text: str) -> int | None:
    """Where the last of ``steps`` ends when they follow each other in ``said`` from ``reached`` on, else None."""
    for wanted, touching in steps:
        near = next(
            (
                end
                for term, start, end in said
                if term == wanted and 0 <= start - reached <= GAP and not (touching and text[reached:start].strip())
            ),
            None,
        )
        if near is None:
            return None
        reached = near
    return reached
