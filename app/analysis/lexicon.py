"""Everyday words and the words that help articles use for them.

A lexicon never replaces what was typed: it says which other words an article on the same matter may use, and the
ranking adds their evidence to that of the query itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from app.analysis.leads import MIN_SURFACE, Leads, leads_of, said
from app.analysis.lexicon_file import Entry
from app.analysis.normalise import normalise
from app.analysis.particles import ENDINGS, PARTICLES
from app.analysis.views import Analyzer, Span

GAP = 6
"""Characters that may stand between two words of a phrase, spaces included: ``돈이 (아직도) 안 들어와요``."""

_AFTER_WORDS = PARTICLES | ENDINGS


@dataclass(frozen=True, slots=True)
class Expansion:
    """``targets`` are other words for the characters ``[start, end)`` of a query, worth ``weight`` of them."""

    start: int
    end: int
    word: str
    targets: tuple[str, ...]
    weight: float
    origin: str


class Lexicon:
    """Finds the entries that speak of a query. Safe to share between threads, as nothing changes after it was made.

    A word matches as the analyser's terms, in their order and near each other, so that ``지우다`` is found in
    ``지웠는데요`` and not in ``지우개``. What a word says besides its terms must be said too: ``두 번 나가다`` is not
    ``나가다``. A phrase of which one term is left, like ``회원이 아니다``, is looked for by its letters. Where one
    match lies inside another, the longer one speaks alone: ``현금 영수증`` keeps ``현금`` quiet.
    """

    def __init__(self, leads: Leads, analyzer: Analyzer) -> None:
        """``leads`` were made with the same analyser."""
        self._leads = leads
        self._analyzer = analyzer

    @classmethod
    def of(cls, entries: Iterable[Entry], analyzer: Analyzer) -> Lexicon:
        return cls(leads_of(tuple(entries), analyzer), analyzer)

    def __len__(self) -> int:
        return self._leads.entries

    def weight(self, term: str) -> float:
        """How much ``term`` tells in a question, in (0, 1]: little when customers say it of everything."""
        return self._leads.weights.get(term, 1.0)

    def expansions(self, text: str, spans: Sequence[Span] | None = None) -> tuple[Expansion, ...]:
        """What the lexicon adds to ``text``, in the order of the text; ``spans`` are its terms if already known.

        An entry speaks once for a stretch, and once for a word however often it was typed.
        """
        text = normalise(text)
        spans = self._analyzer.spans(text) if spans is None else spans
        found = [*self._by_terms(text, said(text, spans, self._analyzer)), *self._by_letters(text, spans)]
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

    def _by_terms(self, text: str, spans: Sequence[Span]) -> Iterator[Expansion]:
        terms: set[str | None] = {None, *(term for term, _, _ in spans)}
        for index, (term, start, end) in enumerate(spans):
            leads = self._leads.by_term.get(term, {})
            # Of the many words that begin so, few go on with anything that was said.
            near = chain.from_iterable(leads[following] for following in leads.keys() & terms)
            for _, lead in sorted(near, key=itemgetter(0)):
                if (last := _follow(lead.steps, spans[index + 1 :], end, text)) is not None:
                    yield Expansion(start, last, lead.word, tuple(lead.targets), lead.weight, lead.origin)

    def _by_letters(self, text: str, spans: Sequence[Span]) -> Iterator[Expansion]:
        """Words of several syllables by their letters, from where a term or a word begins to where no term goes on."""
        places = [index for index, character in enumerate(text) if not character.isspace()]
        letters = "".join(text[index] for index in places)
        starts = {start for _, start, _ in spans}
        for position, index in enumerate(places):
            if index not in starts and not (index == 0 or text[index - 1].isspace()):
                continue
            for lead in self._leads.by_letters.get(letters[position : position + MIN_SURFACE], ()):
                surface = lead.word.replace(" ", "")
                if letters.startswith(surface, position):
                    end = places[position + len(surface) - 1] + 1
                    if not _goes_on(text, end, spans):
                        yield Expansion(index, end, lead.word, tuple(lead.targets), lead.weight, lead.origin)


def _goes_on(text: str, end: int, spans: Sequence[Span]) -> bool:
    """Whether a longer word lies over ``end``, and not just a particle that the dictionary took for a part of one."""
    rest = (text[end:].split(maxsplit=1) or [""])[0].rstrip(".,!?~")
    return any(first < end < last for _, first, last in spans) and rest not in _AFTER_WORDS


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
