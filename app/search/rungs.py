"""Why a result matched: the rungs of the ladder on which its text meets the query, the strictest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
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

KEPT_TEXTS = 1_000
"""Articles whose normalised texts each process keeps."""


def rungs(parsed: ParsedQuery, article: Article, *, correction: str | None = None) -> dict[str, tuple[str, ...]]:
    """The rungs that hold for ``article``, at least one, with the words that stand on each."""
    text, learned = _texts(article)
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
    """What is looked into: ``whole``, and its ``letters`` without the spaces."""

    whole: str
    letters: str

    @classmethod
    def of(cls, *texts: str) -> _Text:
        whole = normalise("\n".join(texts))
        return cls(whole, "".join(whole.split()))

    def has_word(self, word: str) -> bool:
        """Whether ``word`` stands by itself, with no letters or digits beside it."""
        at = self.whole.find(word)
        while at >= 0:
            end = at + len(word)
            if not _is_letter(self.whole[at - 1 : at]) and not _is_letter(self.whole[end : end + 1]):
                return True
            at = self.whole.find(word, at + 1)
        return False


@lru_cache(KEPT_TEXTS)
def _texts(article: Article) -> tuple[_Text, _Text]:
    """What its authors wrote, and the questions of its readers."""
    own = _Text.of(article.title, *article.questions, *article.keywords, to_text(article.body))
    return own, _Text.of(*article.learned)


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _of_word(word: re.Match[str], query: str, spans: Sequence[Span], text: _Text) -> str | None:
    if text.has_word(word[0]):
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
