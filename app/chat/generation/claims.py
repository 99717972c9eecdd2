"""What a clause claims, in a form in which two clauses can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.analysis.views import Analyzer, Span
from app.chat.generation.figures import Figure, figures
from app.chat.generation.marks import marks, negations
from app.chat.generation.roles import Roles, neighbours, roles

_SENTENCE = re.compile(r"(?<=[.!?。])\s+(?!\[\d)|(?<=\d\])\s+(?!\[)|\n+")
"""Where sentences end. The number of a citation, 환불돼요. [1], belongs to what stands before it."""

_AND = ("고", "며", "지만", "는데", "은데", "으나", "면서")
"""Endings that put one clause beside another; a condition stays with what depends on it."""

_IF = re.compile(r"[가-힣]면(?=[\s,])|경우|때(?=[만에는까도,\s])|한해|에 한|동안|전에|후에|뒤에|뒤부터|는 한")
"""What makes a condition of the words before it."""

Counted = tuple[str, str, str, str]
"""What a figure says: see ``Figure.claim``."""

FREE = frozenset({"경우", "방법", "안", "못", "없", "가능", "불가", "불가능", "불가해", "금지", "영업"})
"""Terms that say nothing by themselves, or whose part is taken by marks, negations and figures."""

FREE_MODIFIERS = frozenset({"그리고", "또", "또한", "다만", "단", "안", "못", "한", "두", "세", "네"})
"""Likewise of modifiers: what only joins, denies or counts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause. ``figures`` have the term before each, which they tell of; ``denied`` are terms under a negation.

    ``modifiers`` are its adverbs, determiners and pronouns. ``given`` are the terms and figures of the conditions under
    which it holds, those of the clauses before it in the sentence included.
    """

    terms: frozenset[str]
    figures: Mapping[Counted, str]
    denied: Mapping[str, int]
    marks: frozenset[str]
    modifiers: frozenset[str]
    roles: Roles
    neighbours: frozenset[tuple[str, str]]
    given: frozenset[str | Counted]

    @property
    def limits(self) -> bool:
        """Whether it says what is not, what only, or what must be: what nobody may leave out."""
        return bool(self.denied) or bool(self.marks & {"only", "must"})


def sentences(text: str) -> list[str]:
    """The sentences and lines of ``text``."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def claims(sentence: str, analyzer: Analyzer) -> list[Claim]:
    """The claims of ``sentence``, one a clause."""
    found: list[Claim] = []
    given: frozenset[str | Counted] = frozenset()
    for clause in _clauses(sentence, analyzer):
        found.append(_claim(clause, analyzer, given))
        given = found[-1].given
    return found


def _clauses(sentence: str, analyzer: Analyzer) -> Iterator[str]:
    tokens = analyzer.tokens(sentence)
    start = 0
    for token, after in pairwise(tokens):
        joins = "EC" in token.tag.split("+") and token.surface.endswith(_AND)
        if joins and not after.tag.startswith(("VX", "E", "J")):
            yield sentence[start : token.end]
            start = token.end
    yield sentence[start:]


def _claim(clause: str, analyzer: Analyzer, given: frozenset[str | Counted]) -> Claim:
    counted = list(figures(clause))
    content = _content(analyzer.spans(clause), counted)
    until = max((found.end() for found in _IF.finditer(clause)), default=0)
    return Claim(
        terms=frozenset(term for term, _, _ in content),
        figures={figure.claim: _before(figure.start, content) for figure in counted},
        denied=Counter(_denied(clause, content)),
        marks=marks(clause),
        modifiers=frozenset(_modifiers(clause, analyzer)),
        roles=roles(clause, content),
        neighbours=frozenset(neighbours(clause, content)),
        given=given.union(
            (term for term, _, end in content if end <= until),
            (figure.claim for figure in counted if figure.end <= until),
        ),
    )


def _modifiers(clause: str, analyzer: Analyzer) -> Iterator[str]:
    for token in analyzer.tokens(clause):
        if token.tag.startswith(("MA", "MM", "NP")) and token.lemma not in FREE_MODIFIERS:
            yield token.lemma


def _content(spans: Sequence[Span], counted: Sequence[Figure]) -> list[Span]:
    """Content words whole: 관리자 is not what 관리자센터 speaks of. What belongs to figures is left to them."""
    ranges = [(figure.start, figure.end) for figure in counted]
    return [
        span
        for span in spans
        if span[0] not in FREE
        and span[0].isalnum()
        and not any(start <= span[1] and span[2] <= end for start, end in ranges)
        and not any(_inside(span, other) for other in spans)
    ]


def _inside(span: Span, other: Span) -> bool:
    return other[1] <= span[1] and span[2] <= other[2] and other[1:] != span[1:]


def _before(position: int, content: Sequence[Span]) -> str:
    """The last term that begins before ``position``, '' where there is none."""
    return next((term for term, start, _ in reversed(content) if start < position), "")


def _denied(clause: str, content: Sequence[Span]) -> Iterator[str]:
    """For each negation the term that it is about, '' where there is none."""
    for position, forwards in negations(clause):
        after = next((term for term, start, _ in content if start > position), "")
        yield after if forwards and after else _before(position, content)
