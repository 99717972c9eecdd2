"""From what a person typed to what is looked for: terms per view, other words for them, and one thing after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app.analysis.jamo import keys
from app.analysis.lexicon import Expansion, Lexicon
from app.analysis.views import BIGRAM, JAMO_GRAM, Analyzer, Span
from app.engine.base import LIMIT, VIEWS, Alternative, Concept, EngineQuery, Reader, Terms, View

MAX_QUERY = 300
"""Characters of a query at most; everything that takes one from a person checks it with ``analysis.text.clean``."""

MAX_CATEGORIES = 50
"""Categories that a query may combine at most."""

MAX_TERMS = 64
"""Distinct terms kept per view, the first ones typed: enough for any question, a bound for pasted text."""

MAX_EXPANSIONS = 12
"""Entries of the lexicon that speak in one query at most, and ``MAX_TARGETS`` words of each that the articles use."""
MAX_TARGETS = 4

BROWSE_LIMIT = 1_000_000
FILTERED_LIMIT = 10_000
"""Candidates where what they are filtered or sorted by is not what they match."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``text`` is for highlighting, ``browse`` says that nothing was typed at all.

    ``engine_query`` has the typed terms and, as its one alternative, these with the lexicon's. ``expansions`` name
    only words that the collection has.
    """

    text: str
    engine_query: EngineQuery
    browse: bool = False
    spans: tuple[Span, ...] = ()
    expansions: tuple[Expansion, ...] = ()

    def is_known(self, reader: Reader) -> bool:
        """Whether the collection holds every word that was typed."""
        return all(map(partial(_occurs, reader), self.engine_query.terms.get("morph", ())))


def literal(text: str, analyzer: Analyzer) -> EngineQuery:
    """The terms of ``text`` and no others. Each distinct one counts once, however often it was typed."""
    views = analyzer.analyze(text)
    return EngineQuery({view: dict.fromkeys(list(dict.fromkeys(views[view]))[:MAX_TERMS], 1.0) for view in VIEWS})


def parse(text: str, analyzer: Analyzer, lexicon: Lexicon, reader: Reader, *, limit: int = LIMIT) -> ParsedQuery:
    """Analyse ``text`` with the analyser of the index and find other words for it that ``reader`` knows.

    ``limit`` is how many candidates go on.
    """
    if not text.strip():
        return ParsedQuery("", EngineQuery(limit=BROWSE_LIMIT), browse=True)
    spans = analyzer.spans(text)[:MAX_TERMS]
    typed = _weighed(text, spans, literal(text, analyzer).terms, lexicon)
    expansions = tuple(_known(lexicon.expansions(text, spans)[:MAX_EXPANSIONS], analyzer, reader))
    targets: dict[str, float] = {}
    for expansion in expansions:
        for target in expansion.targets:
            targets[target] = max(targets.get(target, 0.0), expansion.weight)
    terms_of = {target: analyzer.analyze(target) for target in targets}
    return ParsedQuery(
        text,
        EngineQuery(
            typed,
            limit=limit,
            alternatives=(_widened(typed, targets, terms_of),) if targets else (),
            concepts=tuple(_concepts(spans, expansions, {t: views["morph"] for t, views in terms_of.items()}, lexicon)),
        ),
        spans=spans,
        expansions=expansions,
    )


def _weighed(text: str, spans: Sequence[Span], terms: Terms, lexicon: Lexicon) -> Terms:
    """``terms`` with what each tells: a morpheme as the lexicon says, a gram as the morphemes do that it is part of."""
    told = {term: lexicon.weight(term) for term, _, _ in spans}
    if all(weight == 1.0 for weight in told.values()):
        return terms
    by_letter = [1.0] * len(text)
    for term, start, end in spans:
        by_letter[start:end] = [told[term]] * (end - start)
    # İ becomes two characters, and has one weight.
    letters = [
        (lower if len(lower := letter.lower()) == 1 else letter, weight)
        for letter, weight in zip(text, by_letter, strict=True)
        if letter.isalnum()
    ]
    pressed = [keys(letter).lower() for letter, _ in letters]
    of_pressed = [weight for (_, weight), typed in zip(letters, pressed, strict=True) for _ in typed]
    return {
        "morph": {term: told.get(term, 1.0) for term in terms["morph"]},
        "bigram": _grams("".join(letter for letter, _ in letters), [w for _, w in letters], BIGRAM, terms["bigram"]),
        "jamo": _grams("".join(pressed), of_pressed, JAMO_GRAM, terms["jamo"]),
    }


def _grams(letters: str, weights: Sequence[float], size: int, terms: Iterable[str]) -> dict[str, float]:
    """The mean weight of the letters of each of ``terms``, the largest where it stands more than once."""
    found: dict[str, float] = {}
    size = max(min(size, len(letters)), 1)
    for start in range(len(letters) - size + 1):
        gram = letters[start : start + size]
        weight = sum(weights[start : start + size]) / size
        if weight > found.get(gram, 0.0):
            found[gram] = weight
    return {term: found.get(term, 1.0) for term in terms}


def _known(expansions: Iterable[Expansion], analyzer: Analyzer, reader: Reader) -> Iterable[Expansion]:
    """``expansions`` with the first few targets whose every term occurs in the collection."""
    for expansion in expansions:
        targets: list[str] = []
        for target in expansion.targets:
            terms = [term for term, _, _ in analyzer.spans(target)]
            if terms and all(map(partial(_occurs, reader), terms)):
                targets.append(target)
            if len(targets) == MAX_TARGETS:
                break
        if targets:
            yield Expansion(
                expansion.start, expansion.end, expansion.word, tuple(targets), expansion.weight, expansion.origin
            )


def _occurs(reader: Reader, term: str) -> bool:
    return reader.document_frequency("morph", term) > 0


def _widened(typed: Terms, targets: Mapping[str, float], terms_of: Mapping[str, Mapping[View, Sequence[str]]]) -> Terms:
    widened: dict[View, dict[str, float]] = {view: dict(typed[view]) for view in VIEWS}
    for target, weight in targets.items():
        for view in VIEWS:
            for term in terms_of[target][view]:
                widened[view][term] = max(widened[view].get(term, 0.0), weight)
    return widened


def _concepts(
    spans: Sequence[Span], expansions: Sequence[Expansion], terms_of: Mapping[str, Sequence[str]], lexicon: Lexicon
) -> Iterable[Concept]:
    """What is asked for, thing by thing: stretches that the lexicon knows other words for, and each term beside."""
    stretches: list[tuple[int, int, list[Expansion]]] = []
    for expansion in sorted(expansions, key=lambda each: (each.start, -each.end)):
        if stretches and expansion.start < stretches[-1][1]:
            start, end, members = stretches[-1]
            stretches[-1] = (start, max(end, expansion.end), [*members, expansion])
        else:
            stretches.append((expansion.start, expansion.end, [expansion]))
    for start, end, members in stretches:
        own = tuple(dict.fromkeys(term for term, first, last in spans if start <= first and last <= end))
        weights = {own: 1.0} if own else {}
        for member in members:
            for target in member.targets:
                terms = tuple(dict.fromkeys(terms_of[target]))
                weights[terms] = max(weights.get(terms, 0.0), member.weight)
        yield Concept(tuple(Alternative(terms, weight) for terms, weight in weights.items()))
    for term, first, last in spans:
        if not any(start <= first and last <= end for start, end, _ in stretches):
            yield Concept((Alternative((term,)),), lexicon.weight(term))
