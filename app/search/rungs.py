"""Why a result matched: the rungs of the ladder on which its text meets the query, the strictest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.analysis.normalise import normalise
from app.analysis.views import Span
from app.models import Article
from app.search.parser import ParsedQuery

LADDER = ("literal", "stem", "spacing", "compound", "synonym", "learned")
"""``literal`` a word as typed, ``stem`` without its particle or ending, ``spacing`` its letters spaced otherwise,
``compound`` a part of it, ``synonym`` another word by the lexicon, ``learned`` a word that only its readers' questions
hold. What follows is the way of ``readings.Rung`` in which the query was corrected; ``jamo`` stands alone for shared
key presses or nearness in meaning."""

_WORD = re.compile(r"\w+")


class Text(NamedTuple):
    """What is looked into: ``whole``, and its ``letters`` without the spaces."""

    whole: str
    letters: str

    @classmethod
    def of(cls, *texts: str) -> Text:
        whole = normalise("\n".join(texts))
        return cls(whole, _letters(whole))

    def has_word(self, word: str) -> bool:
        """Whether ``word`` stands by itself, with no letters or digits beside it."""
        at = self.whole.find(word)
        while at >= 0:
            end = at + len(word)
            if not _is_letter(self.whole[at - 1 : at]) and not _is_letter(self.whole[end : end + 1]):
                return True
            at = self.whole.find(word, at + 1)
        return False


class Wording(NamedTuple):
    """What an article's authors wrote, and the questions of its readers."""

    own: Text
    learned: Text

    @classmethod
    def of(cls, article: Article, body: str) -> Wording:
        """``body`` is its body as plain text."""
        return cls(Text.of(article.title, *article.questions, *article.keywords, body), Text.of(*article.learned))

    @property
    def characters(self) -> int:
        return sum(len(text.whole) + len(text.letters) for text in self)


class Rungs:
    """The ladder of one query, to be held against one article after another."""

    def __init__(self, parsed: ParsedQuery, correction: str | None = None) -> None:
        """``correction`` is the way in which the query was corrected."""
        query = normalise(parsed.text)
        self._words = [_Word.of(word, query, parsed.spans) for word in _WORD.finditer(query)]
        self._targets = [(target, _letters(target)) for each in parsed.expansions for target in each.targets]
        self._corrected = {correction: [parsed.text]} if correction else {}
        self._order = (*LADDER, correction) if correction else LADDER

    def of(self, wording: Wording) -> dict[str, tuple[str, ...]]:
        """The rungs that hold for an article, at least one, with the words that stand on each."""
        text, learned = wording
        found: dict[str, list[str]] = {}
        for word in self._words:
            rung = word.rung(text) or ("learned" if learned.whole and word.rung(learned) else None)
            if rung:
                found.setdefault(rung, []).append(word.text)
        if targets := [target for target, letters in self._targets if letters in text.letters]:
            found["synonym"] = targets
        found.update(self._corrected)
        return {rung: tuple(dict.fromkeys(found[rung])) for rung in self._order if rung in found} or {"jamo": ()}


class _Word(NamedTuple):
    """A word of the query: ``whole`` are its terms but for those inside another, ``parts`` all of several letters."""

    text: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]

    @classmethod
    def of(cls, word: re.Match[str], query: str, spans: Sequence[Span]) -> _Word:
        inside = [(start, end) for _, start, end in spans if word.start() <= start and end <= word.end()]
        whole = [(start, end) for start, end in inside if not any(_holds(other, (start, end)) for other in inside)]
        return cls(
            word[0],
            tuple(query[start:end] for start, end in whole),
            tuple(query[start:end] for start, end in inside if end - start > 1),
        )

    def rung(self, text: Text) -> str | None:
        """On which rung the word meets ``text``, None for none."""
        if text.has_word(self.text):
            return "literal"
        if self.whole and all(map(text.whole.__contains__, self.whole)):
            return "stem"
        if len(self.text) > 1 and self.text in text.letters:
            return "spacing"
        if any(map(text.whole.__contains__, self.parts)):
            return "compound"
        return None


def _letters(text: str) -> str:
    return "".join(text.split())


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]
