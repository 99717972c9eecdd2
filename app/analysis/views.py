"""Text as the three lists of terms that are indexed and searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from app.analysis import particles
from app.analysis.base import Token, Tokenizer
from app.analysis.fingerprints import fingerprint
from app.analysis.jamo import keys
from app.analysis.normalise import normalise
from app.engine.base import View

Views = Mapping[View, tuple[str, ...]]
"""The terms of a text by view, in the order of the text, repeated as often as they occur."""

Span = tuple[str, int, int]
"""A term and the characters ``[start, end)`` that it stands for."""

BIGRAM = 2
JAMO_GRAM = 4
MAX_TERM = 40
"""Characters of a term at most; what is longer is no word and is cut."""

MAX_KEPT = 200
"""Characters up to which the analysis of a text is kept: queries, titles, snippets and the lexicon's words come again
and again, bodies do not."""

KEPT = 16_384
"""Short texts whose analysis is kept, about 1 KB each."""

KEPT_TOKENS = 256
"""Short texts whose tokens are kept too: a query is looked at from several sides."""

KEPT_VIEWS = 1_024
"""Texts as long as queries and the lexicon's words, whose terms are kept in all views."""
MAX_KEPT_VIEWS = 60
"""Characters of these."""

_VERSION = "1"
"""Raised whenever the code below gives a text other terms; the tables it reads are in the fingerprint themselves."""

_CONTENT_TAGS = frozenset({"NNG", "NNP", "NR", "NA", "VV", "VA", "XR", "SL", "SH", "SN"})
_LIGHT = frozenset(
    {"하", "되", "있", "이", "같", "그렇", "이렇", "어떻", "어떠", "알", "알리", "궁금", "부탁", "때", "것", "거"}
)
"""Lemmas with a content tag that say nothing about what is asked: light verbs, bound nouns, polite formulas."""

_KEPT_MODIFIERS = {"안": "안", "않": "안", "못": "못", "못하": "못", "잘못": "잘못"}
"""Adverbs and auxiliaries that turn a question into another one, and the term for each."""

_MODIFIER_TAGS = frozenset({"MAG", "VX", "VV", "VA"})
_INFLECTION_TAGS = ("J", "E", "VC", "VX", "XS", "S", "IC")
_LONE_JAMO = re.compile(r"[ㄱ-ㆎ]+")


class Analyzer:
    """Indexes and queries alike go through this; it is as safe to share between threads as its tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._kept = lru_cache(maxsize=KEPT)(self._analyzed)
        self._kept_tokens = lru_cache(maxsize=KEPT_TOKENS)(self._tokenized)
        self._kept_views = lru_cache(maxsize=KEPT_VIEWS)(self._viewed)

    def __reduce__(self) -> tuple[type[Analyzer], tuple[Tokenizer]]:
        """What is kept stays behind when another process gets one."""
        return Analyzer, (self._tokenizer,)

    @property
    def fingerprint(self) -> str:
        """Differs between analysers that could give a text different terms; indexes made by another one are refused."""
        rules = (
            sorted(_CONTENT_TAGS),
            sorted(_LIGHT),
            sorted(_KEPT_MODIFIERS.items()),
            sorted(_MODIFIER_TAGS),
            _INFLECTION_TAGS,
            _LONE_JAMO.pattern,
            sorted(particles.PARTICLES),
            sorted(particles.ENDINGS),
            particles.MIN_STEM,
            BIGRAM,
            JAMO_GRAM,
            MAX_TERM,
        )
        return f"{self._tokenizer.fingerprint}+{fingerprint('views', _VERSION, *map(repr, rules))}"

    def tokens(self, text: str) -> Sequence[Token]:
        return self._kept_tokens(text) if len(text) <= MAX_KEPT else self._tokenized(text)

    def _tokenized(self, text: str) -> tuple[Token, ...]:
        return tuple(self._tokenizer.tokenize(text))

    def analyze(self, text: str) -> Views:
        """The terms of ``text`` in each view; all three are empty for blank text.

        ``morph`` are the content words' lemmas; ``bigram`` the character pairs of the text without spaces and
        punctuation; ``jamo`` the runs of 4 key presses that type it, Shift set aside. A text shorter than the gram is
        one term of its own.
        """
        return self._kept_views(text) if len(text) <= MAX_KEPT_VIEWS else self._viewed(text)

    def _viewed(self, text: str) -> Views:
        return self.located(text)[0]

    def located(self, text: str) -> tuple[Views, tuple[Span, ...]]:
        """``analyze(text)``, and where the terms of its ``morph`` view stand in ``text`` composed (NFC)."""
        text = normalise(text)
        letters = "".join(filter(str.isalnum, text))
        spans = self.spans(text)
        views: Views = {
            "morph": tuple(term for term, _, _ in spans),
            "bigram": _grams(letters, BIGRAM),
            "jamo": _grams(keys(letters).lower(), JAMO_GRAM),
        }
        return views, spans

    def spans(self, text: str) -> tuple[Span, ...]:
        """The terms of the ``morph`` view and where they stand in ``text``, which has to be in NFC to match others'.

        Sorted by start; the parts of a compound lie inside it.
        """
        return self._kept(text) if len(text) <= MAX_KEPT else self._analyzed(text)

    def _analyzed(self, text: str) -> tuple[Span, ...]:
        tokens = self.tokens(text)
        found = [span for token in tokens for span in _content(token)]
        if not all(token.known for token in tokens):
            found += [span for word in _words(tokens) for span in _unknown_word(text, word)]
        if not found:
            found = [(token.surface.lower()[:MAX_TERM], token.start, token.end) for token in tokens]
        return tuple(sorted(dict.fromkeys(found), key=lambda span: span[1:]))


def _content(token: Token) -> Iterator[Span]:
    """The terms of one token: none for a functional word, several for a compound or a noun made from a verb."""
    tag = token.tag.partition("+")[0]
    if token.lemma in _KEPT_MODIFIERS and tag in _MODIFIER_TAGS:
        yield _KEPT_MODIFIERS[token.lemma], token.start, token.end
    elif tag in _CONTENT_TAGS and not _LONE_JAMO.fullmatch(token.lemma):
        if not token.known:
            yield _without_particle(token.lemma, token.start)
        elif token.lemma not in _LIGHT:
            yield token.lemma[:MAX_TERM], token.start, token.end
        if "+ETN" in token.tag:  # 알림 is a form of 알리다 and a word
            yield normalise(token.surface), token.start, token.end
        for part in token.parts:
            yield from _content(part)


def _words(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """``tokens`` in groups that no white space divides."""
    word: list[Token] = []
    for token in tokens:
        if word and token.start > word[-1].end:
            yield word
            word = []
        word.append(token)
    if word:
        yield word


def _unknown_word(text: str, word: list[Token]) -> Iterator[Span]:
    """A word that holds something the dictionary lacks, whole but for particles, endings and punctuation around it.

    What dictionaries do not know they split at random, otherwise in a title than in a question.
    """
    first, last = 0, len(word)
    while first < last and word[last - 1].known and word[last - 1].tag.startswith(_INFLECTION_TAGS):
        last -= 1
    while first < last and word[first].tag.startswith("S") and word[first].tag not in _CONTENT_TAGS:
        first += 1
    if any(not token.known and not _LONE_JAMO.fullmatch(token.lemma) for token in word[first:last]):
        start, end = word[first].start, word[last - 1].end
        if end - start <= MAX_TERM:
            yield _without_particle(normalise(text[start:end]), start)


def _without_particle(word: str, start: int) -> Span:
    length = min(particles.stem_length(word), MAX_TERM)
    return word[:length], start, start + length


def _grams(text: str, size: int) -> tuple[str, ...]:
    if len(text) <= size:
        return (text,) if text else ()
    return tuple(text[i : i + size] for i in range(len(text) - size + 1))
