"""What a clause claims, in a form in which two clauses can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from app.analysis.base import Token
from app.analysis.views import Analyzer, Span
from app.chat.generation.conditions import conditions
from app.chat.generation.figures import Figure, figures
from app.chat.generation.marks import marks, negations, scoped
from app.chat.generation.roles import PARTIES, Roles, neighbours, roles, topics
from app.chat.generation.verbs import FREE_MODIFIERS, Attachment, attachments, verbs

_SENTENCE = re.compile(r"(?<=[.!?。])\s+(?!\[\d)|(?<=\d\])\s+(?!\[)|\n+")
"""Where sentences end. The number of a citation, 환불돼요. [1], belongs to what stands before it."""

_AND = ("고", "며", "지만", "는데", "은데", "으나", "면서")
"""Endings that put one clause beside another; a condition stays with what depends on it."""

_NAME = r"[^\s>→›»]+"
_SIGN = r"\s*[>→›»]\s*"
_PATH = re.compile(rf"(?<![^\s>→›»]){_NAME}(?:{_SIGN}{_NAME}(?: {_NAME})*?(?={_SIGN}))*{_SIGN}[^\s>→›»,.]+")
"""A way through menus, from the word before its first sign to the one after its last."""

Counted = tuple[str, str, str, str]
"""What a figure says: see ``Figure.claim``."""

Given = tuple[str, str | Counted]
"""A kind of condition, and a term or figure that stands in one."""

FREE = frozenset({"경우", "방법", "안", "못", "없", "가능", "불가", "불가능", "불가해", "금지", "영업", "바라"})
"""Terms that say nothing by themselves, or whose part is taken by marks, negations and figures."""

_MODIFIERS = ("MA", "MM", "NP", "XPN", "VX", "NNB")


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause. ``figures`` have the term before each, which they tell of; ``denied`` are terms under a negation.

    ``scoped`` are marks with the terms before them. ``modifiers`` are adverbs, determiners, pronouns, prefixes,
    auxiliary verbs and bound nouns. ``order`` has its verbs and topics; ``phrases`` have the verb after each, and so
    have ``parties``, subjects and objects. ``paths`` are ways through menus. ``given`` are the conditions under which
    it holds, those of the clauses before it in the sentence included.
    """

    terms: frozenset[str]
    figures: Mapping[Counted, str]
    denied: Mapping[str, int]
    marks: frozenset[str]
    scoped: frozenset[tuple[str, str]]
    modifiers: frozenset[str]
    roles: Roles
    order: tuple[str, ...]
    phrases: frozenset[Attachment]
    parties: frozenset[tuple[str, str]]
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
    followed = list(verbs(tokens, content))
    attached = list(attachments(clause, tokens, content, followed))
    return Claim(
        terms=frozenset(term for term, _, _ in content),
        figures={figure.claim: _before(figure.start, content) for figure in counted},
        denied=Counter(_denied(clause, content)),
        marks=marks(clause),
        scoped=frozenset((mark, _before(start, content)) for mark, start in scoped(clause)),
        modifiers=frozenset(_modifiers(tokens)),
        roles=roles(clause, content),
        order=tuple(
            dict.fromkeys(word for word, _ in sorted([*followed, *topics(clause, content)], key=itemgetter(1)))
        ),
        phrases=frozenset(found for found in attached if found[1] not in PARTIES),
        parties=frozenset((term, verb) for term, role, verb in attached if role in PARTIES),
        neighbours=frozenset(neighbours(clause, content)),
        paths=frozenset("".join(path.split()) for path in _PATH.findall(clause)),
        given=given.union(_given(clause, content, counted)),
    )


def _modifiers(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.tag.startswith(_MODIFIERS) and token.lemma not in FREE_MODIFIERS:
            yield token.lemma


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
