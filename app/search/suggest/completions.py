"""Words and phrases of the collection that go on from what is being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from app.analysis.initials import typed_initials
from app.analysis.jamo import keys
from app.search.suggest.attempts import Attempt
from app.search.suggest.letters import Letters, code
from app.search.suggest.terms import Terms
from app.search.vocabulary import Vocabulary, Word

_LOOKED_AT = 40
"""Words of the vocabulary that are looked at; some are the typed one, of another script or no terms."""
_TRIED = 6


def completions(
    attempt: Attempt, vocabulary: Vocabulary, terms: Terms, holds: Callable[[Attempt], bool]
) -> Iterator[str]:
    """The weightiest first. The last word alone is completed only where an article ``holds`` the result, which none
    does that does not hold the beginning.
    """
    if not attempt.spelt:
        return
    joined = "".join(attempt.spelt)
    if consonants := typed_initials(joined):
        yield from _distinct(vocabulary.with_initials(consonants, _LOOKED_AT, prefix=True), b"", terms)
        return
    found = False
    for text in _distinct(vocabulary.starting_with(keys(joined), _LOOKED_AT), code(joined), terms):
        found = True
        yield text
    *head, last = attempt.spelt
    if head and not found and holds(attempt):
        ends = _distinct(vocabulary.starting_with(keys(last), _LOOKED_AT), code(last), terms)
        yield from (" ".join((*head, end)) for end in islice(ends, _TRIED) if holds(Attempt.of((*head, end))))


def _distinct(words: Iterable[Word], typed: bytes, terms: Terms) -> Iterator[str]:
    """The words that go on after the presses ``typed``, one for each way to type it without spaces.

    What goes on within the last syllable typed comes after what goes on after it.
    """
    spelt: dict[bytes, str] = {}
    halved: set[str] = set()
    for word in words:
        letters = Letters.of(word.text)
        if letters.codes.startswith(typed) and letters.codes != typed:
            text = spelt.setdefault(letters.codes, word.text)
            if len(typed) not in letters.starts:
                halved.add(text)
    return filter(terms.speak, sorted(spelt.values(), key=halved.__contains__))
