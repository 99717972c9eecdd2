"""The verbs of a clause, and what goes with which: 카드로 결제한 is another thing than 카드로 돌려받아요."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app.analysis.base import Token
from app.analysis.views import Span
from app.chat.generation.roles import phrases

Verb = tuple[str, int]
"""Its term, numbered, and where it begins."""

Attachment = tuple[str, str, str]
"""A term or modifier, its role and the verb after it, '' where none follows."""

_VERBS = ("VV", "VA", "XSV", "XSA")
_ATTACHED = ("MA", "MM", "XPN")

FREE_MODIFIERS = frozenset(
    {
        *("그리고", "또", "또한", "다만", "단", "안", "못", "한", "두", "세", "네"),
        *("수", "것", "때", "등", "않", "못하", "말", "있", "하", "주", "드리"),
    }
)
"""Lemmas of modifiers, auxiliaries and bound nouns that only join, deny, count or are polite."""


def verbs(tokens: Iterable[Token], content: Sequence[Span]) -> Iterator[Verb]:
    """Each verb of a clause, numbered since it may come again. One that is made of a noun has the noun's name."""
    times: Counter[str] = Counter()
    last = -1
    for token in tokens:
        if token.tag.startswith(_VERBS):
            term, start, _ = next((span for span in reversed(content) if span[1] <= token.start), ("", 0, 0))
            times[term] += start != last
            last = start
            yield f"{term} {times[term]}", token.start


def attachments(
    clause: str, tokens: Iterable[Token], content: Sequence[Span], found: Sequence[Verb]
) -> Iterator[Attachment]:
    """The phrases, adverbs, determiners and prefixes of ``clause`` with their verbs, which ``found`` are."""
    # A tokenizer that knows no verbs leaves the next word to go with.
    targets = found or [(term, start) for term, start, _ in content]
    for term, role, end in phrases(clause, content):
        yield term, role, _next(targets, end)
    for token in tokens:
        if token.tag.startswith(_ATTACHED) and token.lemma not in FREE_MODIFIERS:
            yield token.lemma, "modifier", _next(targets, token.end)


def _next(targets: Iterable[Verb], position: int) -> str:
    return next((verb for verb, start in targets if start >= position), "")
