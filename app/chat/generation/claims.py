"""What a clause claims, in a form in which two clauses can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.analysis.base import Token
from app.analysis.views import Analyzer, Span
from app.chat.generation.conditions import conditions
from app.chat.generation.figures import Figure, figures
from app.chat.generation.marks import NARROWS, marks, negations
from app.chat.generation.roles import Roles, neighbours, phrases, roles

_SENTENCE = re.compile(r"(?<=[.!?。])\s+(?!\[\d)|(?<=\d\])\s+(?!\[)|\n+")
"""Where sentences end. The number of a citation, 환불돼요. [1], belongs to what stands before it."""

_AND = ("고", "며", "지만", "는데", "은데", "으나", "면서")
"""Endings that put one clause beside another; a condition stays with what depends on it."""

_PATH = re.compile(r"[^\s>→›»]+(?:\s*[>→›»]\s*[^\s>→›»]+(?: [^\s>→›»]+)*?(?=\s*[>→›»]))*\s*[>→›»]\s*[^\s>→›»,.]+")
"""A way through menus, from the word before its first sign to the one after its last."""

Counted = tuple[str, str, str, str]
"""What a figure says: see ``Figure.claim``."""

Bound = tuple[str, str, str]
"""A phrase or adverb, its role and the verb that it goes with: 카드로 결제한 is another thing than 카드로 돌려받아요."""

Given = tuple[str, str | Counted]
"""A kind of condition, and a term or figure that stands in one."""

FREE = frozenset({"경우", "방법", "안", "못", "없", "가능", "불가", "불가능", "불가해", "금지", "영업", "바라"})
"""Terms that say nothing by themselves, or whose part is taken by marks, negations and figures."""

FREE_MODIFIERS = frozenset({"그리고", "또", "또한", "다만", "단", "안", "못", "한", "두", "세", "네"}) | frozenset(
    {"수", "것", "때", "등", "않", "못하", "말", "있", "하", "주", "드리"}
)
"""Likewise of modifiers: what only joins, denies, counts or is polite."""

_MODIFIERS = ("MA", "MM", "NP", "XPN", "VX", "NNB")
_VERBS = ("VV", "VA", "XSV", "XSA")


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause. ``figures`` have the term before each, which they tell of; ``denied`` are terms under a negation.

    ``modifiers`` are its adverbs, determiners, pronouns, prefixes, auxiliary verbs and bound nouns. ``paths`` are its ways
    through menus. ``given`` are the conditions under which it holds, those of the clauses before it in the sentence
    included.
    """

    terms: frozenset[str]
    figures: Mapping[Counted, str]
    denied: Mapping[str, int]
    marks: frozenset[str]
    modifiers: frozenset[str]
    roles: Roles
    verbs: tuple[str, ...]
    bound: frozenset[Bound]
    neighbours: frozenset[tuple[str, str]]
    paths: frozenset[str]
    given: frozenset[Given]

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
    given: frozenset[Given] = frozenset()
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


def _claim(clause: str, analyzer: Analyzer, given: frozenset[Given]) -> Claim:
    counted = list(figures(clause))
    tokens = analyzer.tokens(clause)
    content = _content(analyzer.spans(clause), counted)
    return Claim(
        terms=frozenset(term for term, _, _ in content),
        figures={figure.claim: _before(figure.start, content) for figure in counted},
        denied=Counter(_denied(clause, content)),
        marks=marks(clause),
        modifiers=frozenset(_modifiers(tokens)),
        roles=roles(clause, content),
        verbs=tuple(dict.fromkeys(verb for verb, _ in _verbs(tokens, content))),
        bound=frozenset(_bound(clause, tokens, content)),
        neighbours=frozenset(neighbours(clause, content)),
        paths=frozenset("".join(path.split()) for path in _PATH.findall(clause)),
        given=given.union(_given(clause, content, counted)),
    )


def _modifiers(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.tag.startswith(_MODIFIERS) and token.lemma not in FREE_MODIFIERS:
            yield token.lemma


def _bound(clause: str, tokens: Sequence[Token], content: Sequence[Span]) -> Iterator[Bound]:
    """The phrases and adverbs of ``clause`` with their verbs, and what 만 and 도 stand behind."""
    # A tokenizer that knows no verbs leaves the next word to go with.
    verbs = list(_verbs(tokens, content)) or [(term, start) for term, start, _ in content]
    for term, role, end in phrases(clause, content):
        yield term, role, _next(verbs, end)
    for token in tokens:
        if token.tag.startswith("MA") and token.lemma not in FREE_MODIFIERS:
            yield token.lemma, "how", _next(verbs, token.end)
    for found in NARROWS.finditer(clause):
        yield _before(found.start(), content), found[0], ""


def _verbs(tokens: Iterable[Token], content: Sequence[Span]) -> Iterator[tuple[str, int]]:
    """Each verb of a clause, numbered where it comes again, and where it begins. One made of a noun has its name."""
    times: Counter[str] = Counter()
    last = -1
    for token in tokens:
        if token.tag.startswith(_VERBS):
            term, start, _ = next((span for span in reversed(content) if span[1] <= token.start), ("", 0, 0))
            times[term] += start != last
            last = start
            yield f"{term} {times[term]}", token.start


def _next(verbs: Iterable[tuple[str, int]], position: int) -> str:
    return next((verb for verb, start in verbs if start >= position), "")


def _given(clause: str, content: Sequence[Span], counted: Sequence[Figure]) -> Iterator[Given]:
    start = 0
    for kind, until in conditions(clause):
        yield from ((kind, term) for term, _, end in content if start < end <= until)
        yield from ((kind, figure.claim) for figure in counted if start < figure.end <= until)
        start = until


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
