"""Gathers the vocabulary of a collection while it is published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise
from pathlib import Path

import numpy as np

from app.analysis.initials import initials
from app.analysis.jamo import keys
from app.analysis.normalise import normalise
from app.analysis.particles import MIN_STEM, stem_length
from app.analysis.slips import fold
from app.engine.base import GROUPS, EngineDocument, Field, Group
from app.search.neighbourhood import Neighbourhood
from app.search.strings import Strings
from app.search.vocabulary import TITLE_WEIGHT, Vocabulary

MAX_WORDS = 100_000
"""Words kept, the weightiest first."""
MAX_PHRASES = 50_000
MAX_WORD = 20
"""Characters of a word at most."""

_CROWDED = 4 * MAX_WORDS
"""Strings gathered before the lighter half is dropped, which bounds memory in a collection of any size."""
_PHRASE_WORDS = range(2, 5)
_HEADINGS: tuple[Group, ...] = ("title", "questions")
_HANGUL = re.compile("[가-힣]+")
_WORD = re.compile(
    f"(?<![가-힣])[가-힣]{{2,{MAX_WORD}}}(?![가-힣])|(?<![a-z0-9])[a-z][a-z0-9]{{1,{MAX_WORD}}}(?![a-z0-9])"
)


class _Counts:
    """In how many articles, and in how many titles, a string occurs."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()

    def add(self, in_article: Iterable[str], in_title: Iterable[str]) -> None:
        """Both without repetitions; what is in the title is in the article."""
        self.articles.update(in_article)
        self.titles.update(in_title)
        if len(self.articles) > _CROWDED:
            kept = self.weightiest(_CROWDED // 2)
            self.articles = Counter({string: self.articles[string] for string in kept})
            self.titles = Counter({string: self.titles[string] for string in kept if self.titles[string]})

    def weight(self, string: str) -> int:
        return self.articles[string] + TITLE_WEIGHT * self.titles[string]

    def weightiest(self, limit: int) -> list[str]:
        return sorted(self.articles, key=lambda string: (-self.weight(string), string))[:limit]


class VocabularyBuilder:
    """Sees every article once. A word is what stands between spaces without its particle, or a term of the analyser."""

    def __init__(self) -> None:
        self._forms = _Counts()
        self._terms = _Counts()
        self._phrases = _Counts()

    def add(self, document: EngineDocument) -> None:
        derive = document.derive
        self._forms.add(
            derive("forms", lambda: _forms(document) | _forms_of(document.text)),
            derive("title forms", lambda: _forms(document)),
        )
        self._terms.add(
            derive("terms", lambda: _terms(document, GROUPS)),
            derive("title terms", lambda: _terms(document, _HEADINGS)),
        )
        phrases = derive("phrases", lambda: {phrase for text in _headings(document) for phrase in _phrases(text)})
        self._phrases.add(phrases, phrases)

    def write(self, directory: Path) -> None:
        words = self._words()
        kept = words.weightiest(MAX_WORDS)
        phrases = self._phrases.weightiest(MAX_PHRASES)
        entries = sorted(
            [(keys(word), word, words) for word in kept]
            + [(keys(phrase.replace(" ", "")), phrase, self._phrases) for phrase in phrases],
            key=lambda entry: entry[:2],
        )
        Strings.write(directory, "texts", (text for _, text, _ in entries))
        Strings.write(directory, "presses", (pressed for pressed, _, _ in entries))
        folded = ["" if " " in text else fold(pressed) for pressed, text, _ in entries]
        neighbourhood = Neighbourhood.of(folded)
        korean = [number for number, (_, text, _) in enumerate(entries) if _HANGUL.match(text)]
        korean.sort(key=lambda number: initials(entries[number][1].replace(" ", "")))
        columns = {
            "frequency": np.array([counts.articles[text] for _, text, counts in entries], np.uint32),
            "titles": np.array([counts.titles[text] for _, text, counts in entries], np.uint32),
            "by_initials": np.array(korean, np.uint32),
            "hashes": neighbourhood.hashes,
            "words": neighbourhood.words,
        }
        for name, column in columns.items():
            np.save(directory / f"{name}.npy", column)

    def _words(self) -> _Counts:
        """Forms without their particles. What looks like one is none unless the rest is met without it as well."""
        stems: dict[str, set[str]] = {}
        for form in self._forms.articles:
            stems.setdefault(form[: stem_length(form)] if _HANGUL.match(form) else form, set()).add(form)
        words = _Counts()
        articles, titles = self._forms.articles, self._forms.titles
        for stem, forms in stems.items():
            attested = len(forms) > 1 or stem in articles or stem in self._terms.articles
            for form in forms:
                word = stem if attested else form
                words.articles[word] += articles[form]
                words.titles[word] += titles.get(form, 0)
        for term in self._parts(words.articles.keys()):
            words.articles[term] = max(words.articles[term], self._terms.articles[term])
            words.titles[term] = max(words.titles[term], self._terms.titles[term])
        return words

    def _parts(self, words: Set[str]) -> set[str]:
        """The analyser's terms that are words or make up one together with a word, without the shreds of others.

        등록증 of 사업자등록증 is one beside 사업자, while 산서 leaves 세금계 of 세금계산서, which stands nowhere.
        """
        terms = self._terms.articles
        parts = {term for term in terms if term in words}
        for word in words:
            for cut in range(MIN_STEM, len(word) - MIN_STEM + 1):
                head, tail = word[:cut], word[cut:]
                if tail in words and head in terms:
                    parts.add(head)
                if head in words and tail in terms:
                    parts.add(tail)
        return parts


class VocabularyPart:
    """The part of a generation that holds the vocabulary."""

    name = "vocabulary"

    def builder(self) -> VocabularyBuilder:
        return VocabularyBuilder()

    def open(self, directory: Path) -> Vocabulary:
        return Vocabulary.open(directory)


def _headings(document: EngineDocument) -> list[str]:
    article = document.article
    return list(map(normalise, (article.title, *article.questions, *article.keywords)))


def _forms(document: EngineDocument) -> set[str]:
    return _forms_of("\n".join(_headings(document)))


def _forms_of(text: str) -> set[str]:
    return set(_WORD.findall(normalise(text)))


def _terms(document: EngineDocument, groups: Iterable[Group]) -> set[str]:
    return {term for group in groups for term in document.terms(Field("morph", group)) if _WORD.fullmatch(term)}


def _phrases(heading: str) -> Iterator[str]:
    """Two to four words that follow one another, without the last one's particle."""
    words = [(match.start(), match.end()) for match in _HANGUL.finditer(heading)]
    for first, (start, _) in enumerate(words):
        for count in _PHRASE_WORDS:
            run = words[first : first + count]
            if len(run) == count and all(heading[before[1] : after[0]] == " " for before, after in pairwise(run)):
                last_start, end = run[-1]
                phrase = heading[start:end]
                if len(phrase) <= MAX_WORD:
                    yield phrase[: last_start - start + stem_length(heading[last_start:end])]
