"""The ways to take what is being typed, the literal one first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.analysis.particles import stem_length
from app.search.suggest.labels import Labels
from app.search.suggest.letters import code
from app.search.suggest.readings import Reading, opened, other_keyboard, words_of
from app.search.suggest.slips import CLOSE, Beginnings
from app.search.suggest.terms import Terms

MAX_WORDS = 12
MAX_MEANT = 24
_MIN_PIECE, _MAX_PIECE = 2, 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """``words`` with the readings of each, all but ``missing`` of which must be found; ``phrase`` is all as one.

    ``spelt`` are the words as a completion would go on from them; none where it would leave out what was typed.
    """

    spelt: tuple[str, ...]
    words: tuple[tuple[Reading, ...], ...]
    phrase: tuple[Reading, ...] = ()
    missing: int = 0

    @classmethod
    def of(cls, words: Sequence[str]) -> Attempt:
        phrase = (Reading.of("".join(words)),) if len(words) > 1 else ()
        finished = tuple(_with_stem(word) for word in words[:-1])
        return cls(tuple(words), (*finished, (Reading.of(words[-1]),)), phrase)


def attempts(text: str, labels: Labels, beginnings: Beginnings, terms: Terms) -> Iterator[Attempt]:
    """As typed; words without spaces taken apart; the other keyboard mode; slips; of a sentence half of its terms."""
    words = words_of(text, MAX_WORDS)
    if not words:
        return
    yield Attempt.of(words)
    pieces = [piece for word in words for piece in _apart(word, labels)]
    if pieces != words:
        yield Attempt.of(pieces[:MAX_WORDS])
    if switched := words_of(other_keyboard(text), MAX_WORDS):
        yield Attempt.of(switched)
    # What no label knows is the likelier slip; where all words are known, any of them may be one.
    unknown = {word for word in words if not labels.knows(code(word))} or set(words)
    readings = [_meant(word, labels, beginnings) if word in unknown else _with_stem(word) for word in words]
    if any(reading.slip for choices in readings for reading in choices):
        spelt = (next((reading.text for reading in choices if reading.slip), choices[0].text) for choices in readings)
        yield Attempt(tuple(spelt), tuple(readings))
    nouns = [stem for word in words if terms.speak(stem := word[: stem_length(word)])]
    if nouns and len(words) > 1:
        yield replace(Attempt.of(nouns), missing=len(nouns) // 2, spelt=())


def _with_stem(word: str) -> tuple[Reading, ...]:
    """``word`` as it is and, when it has one, without its particle."""
    return tuple(map(Reading.of, dict.fromkeys((word, word[: stem_length(word)]))))


def _apart(word: str, labels: Labels) -> list[str]:
    """``word`` cut into words of the labels, each as long as can be; whole where that cannot be done.

    The last one may be half typed, and have lent its first consonant to the syllable before.
    """
    for spelling in dict.fromkeys((word, opened(word))):
        pieces: list[str] = []
        rest = spelling
        while rest and len(pieces) < MAX_WORDS:
            lengths = range(min(len(rest), _MAX_PIECE), 0, -1)
            longest = next((length for length in lengths if labels.knows(code(rest[:length]))), 0)
            if longest < min(_MIN_PIECE, len(rest)):
                break
            pieces.append(rest[:longest])
            rest = rest[longest:]
        if not rest and len(pieces) > 1:
            return pieces
    return [word]


def _meant(word: str, labels: Labels, beginnings: Beginnings) -> tuple[Reading, ...]:
    """``word`` itself and then, where labels have it, the likeliest of what may have been meant, nearest first."""
    for spelling in dict.fromkeys((word[: stem_length(word)], word)):
        found = [(cost, meant) for cost, meant in beginnings.meant(spelling)[:MAX_MEANT] if labels.knows(code(meant))]
        if found:
            near = [Reading.of(meant, slip=True) for cost, meant in found if cost <= found[0][0] + CLOSE]
            return (Reading.of(word), *near)
    return (Reading.of(word),)
