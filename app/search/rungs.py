"""Why a result matched: the rungs of the ladder on which its text meets the query, the strictest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.analysis.normalise import normalise
from app.analysis.views import Span
from app.content.markdown import to_text
from app.models import Article
from app.search.parser import ParsedQuery

LADDER = ("literal", "stem", "spacing", "compound", "synonym", "learned")
"""``literal`` a word as typed, ``stem`` without its particle or ending, ``spacing`` its letters spaced otherwise,
``compound`` a part of it, ``synonym`` another word by the lexicon, ``learned`` a word that only its readers' questions
hold. What follows is the way of
``readings.Rung`` in which the query was corrected; ``jamo`` stands alone for shared key presses or
nearness in meaning."""

_WORD = re.compile(r"\w+")


def rungs(parsed: ParsedQuery, article: Article, *, correction: str | None = None) -> dict[str, tuple[str, ...]]:
    """The rungs that hold for ``article``, at least one, with the words that stand on each."""
    text = _Text.of(article.title, *article.questions, *article.keywords, to_text(article.body))
    learned = _Text.of(*article.learned)
    query = normalise(parsed.text)
    found: dict[str, list[str]] = {}
    for word in _WORD.finditer(query):
        rung = _of_word(word, query, parsed.spans, text)
        if rung is None and _of_word(word, query, parsed.spans, learned):
            rung = "learned"
        if rung is not None:
            found.setdefault(rung, []).append(word[0])
    targets = [
        target for each in parsed.expansions for target in each.targets if target.replace(" ", "") in text.letters
    ]
    if targets:
        found["synonym"] = targets
    if correction is not None:
        found[correction] = [parsed.text]
    order = (*LADDER, correction) if correction else LADDER
    return {rung: tuple(dict.fromkeys(found[rung])) for rung in order if rung in found} or {"jamo": ()}


class _Text(NamedTuple):
    """What is looked into: ``whole``, its ``words``, and its ``letters`` without the spaces."""

    whole: str
    words: frozenset[str]
    letters: str

    @classmethod
    def of(cls, *texts: str) -> _Text:
        whole = normalise("\n".join(texts))
        return cls(whole, frozenset(_WORD.findall(whole)), re.sub(r"\s+", "", whole))


def _of_word(word: re.Match[str], query: str, spans: Sequence[Span], text: _Text) -> str | None:
    if word[0] in text.words:
        return "literal"
    inside = [(start, end) for _, start, end in spans if word.start() <= start and end <= word.end()]
    whole = [(start, end) for start, end in inside if not any(_holds(other, (start, end)) for other in inside)]
    if whole and all(query[start:end] in text.whole for start, end in whole):
        return "stem"
    if len(word[0]) > 1 and word[0] in text.letters:
        return "spacing"
    if any(query[start:end] in text.whole for start, end in inside if end - start > 1):
        return "compound"
    return None


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]
