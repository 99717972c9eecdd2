"""Words and phrases of the collection that go on from what is being typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from app.analysis.initials import typed_initials
from app.analysis.jamo import keys
from app.search.strings import Strings
from app.search.suggest.attempts import Attempt
from app.search.suggest.letters import Letters, code
from app.search.vocabulary import Vocabulary, Word

_LOOKED_AT = 40
"""Words of the vocabulary that are looked at; some are the typed one, of another script or no terms."""
_TRIED = 6


class Terms:
    """The words of titles and similar questions, sorted, without particles and endings. Safe to share."""

    def __init__(self, texts: Strings) -> None:
        self._texts = texts

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self._texts, word)
        return place < len(self._texts) and self._texts[place] == word

    def speak(self, text: str) -> bool:
        """Whether each word of ``text`` is a term or two as one, so that it is no shred of a sentence."""
        return all(
            word in self or any(word[:cut] in self and word[cut:] in self for cut in range(1, len(word)))
            for word in text.split()
        )


def completions(attempt: Attempt, vocabulary: Vocabulary, terms: Terms, holds: Callable[[Attempt], bool]) -> list[str]:
    """The weightiest first. The last word alone is completed only where an article ``holds`` the result."""
    joined = "".join(attempt.spelt)
    if consonants := typed_initials(joined):
        return _distinct(vocabulary.with_initials(consonants, _LOOKED_AT, prefix=True), b"", terms)
    found = _distinct(vocabulary.starting_with(keys(joined), _LOOKED_AT), code(joined), terms)
    *head, last = attempt.spelt
    if found or not head:
        return found
    ends = _distinct(vocabulary.starting_with(keys(last), _LOOKED_AT), code(last), terms)
    return [" ".join((*head, end)) for end in ends[:_TRIED] if holds(Attempt.of((*head, end)))]


def _distinct(words: Iterable[Word], typed: bytes, terms: Terms) -> list[str]:
    """The words that go on after the presses ``typed``, one for each way to type it without spaces.

    What goes on within the last syllable typed comes after what goes on after it.
    """
    spelt: dict[bytes, str] = {}
    halved: set[str] = set()
    for word in words:
        letters = Letters.of(word.text)
        if letters.codes.startswith(typed) and letters.codes != typed and terms.speak(word.text):
            text = spelt.setdefault(letters.codes, word.text)
            if len(typed) not in letters.starts:
                halved.add(text)
    return sorted(spelt.values(), key=halved.__contains__)
