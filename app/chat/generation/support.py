"""Whether a sentence says what its passages say, and nothing else; ``docs/decisions`` says how that was decided.

No model is asked: a clause is compared with single clauses of the passages. It stands when one of them holds all of its
content words, figures and names, denies the same things, and neither loses a condition nor a limit on the way. That
refuses many a good paraphrase, which costs nothing but the extractive answer that is shown instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.analysis.views import Analyzer
from app.chat.generation.claims import Claim, claims, sentences
from app.chat.generation.marks import ASSERTED, KEPT
from app.chat.generation.roles import are_changed

_PLAIN = re.compile(r"[가-힣A-Za-z0-9 .,!?%~:/()‘’“”'\"·-]")
_EXCEPTION = re.compile(r"다만|단[, ]|하지만|그러나|그런데|예외")
_ADDRESS = re.compile(r"[\w.+-]*(?:@|://|www\.)[\w.~:/?#=&%@+-]*", re.ASCII)


class Evidence:
    """The passages that a reply may stand on. ``title`` is the article's: its words are understood everywhere."""

    def __init__(self, passages: Sequence[str], title: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._text = "\n".join(passages)
        self._characters = frozenset(self._text)
        self._title = frozenset(term for claim in claims(title, analyzer) for term in claim.terms)
        self._claims = [
            claim for passage in passages for sentence in sentences(passage) for claim in claims(sentence, analyzer)
        ]

    def supports(self, sentence: str) -> bool:
        """Whether each clause of ``sentence`` stands."""
        if any(not _PLAIN.match(character) and character not in self._characters for character in sentence):
            return False
        if any(found[0] not in self._text for found in _ADDRESS.finditer(sentence)):
            return False
        said = claims(sentence, self._analyzer)
        if not any(claim.terms for claim in said):
            return False
        whole = _Whole(said)
        return all(any(self._stands(claim, whole, known) for known in self._claims) for claim in said)

    def keeps_limits(self, kept: Iterable[str], prose: str) -> bool:
        """Whether all that ``prose`` denies, demands, limits or excepts is still said in the sentences ``kept``."""
        said = [
            (claim, _Whole(whole))
            for sentence in kept
            for whole in [claims(sentence, self._analyzer)]
            for claim in whole
        ]
        limits = [
            claim
            for sentence in sentences(prose)
            for claim in claims(sentence, self._analyzer)
            if claim.limits or _EXCEPTION.match(sentence)
        ]
        return all(any(self._stands(claim, whole, known) for claim, whole in said) for known in limits)

    def _stands(self, claim: Claim, whole: _Whole, known: Claim) -> bool:
        """Whether ``claim``, in a sentence that is ``whole``, says all that ``known`` does, and no more."""
        return (
            claim.terms <= known.terms | self._title
            and known.terms <= whole.terms | self._title
            and claim.modifiers == known.modifiers
            and claim.figures.keys() <= known.figures.keys()
            and known.figures.keys() <= whole.figures
            and claim.denied == known.denied
            and claim.scoped == known.scoped
            and claim.marks & ASSERTED <= known.marks
            and known.marks & KEPT <= claim.marks
            and claim.paths == known.paths
            and all(given in known.given or given[1] in self._title for given in claim.given)
            and not _is_moved(claim, known)
        )


class _Whole:
    """What all clauses of a sentence say together: one of the passage may be told in two."""

    def __init__(self, said: Sequence[Claim]) -> None:
        self.terms = frozenset(term for claim in said for term in claim.terms)
        self.figures = frozenset(figure for claim in said for figure in claim.figures)


def _is_moved(claim: Claim, known: Claim) -> bool:
    """Whether the numbers, words or roles of ``known`` have changed places in ``claim``."""
    units = [unit for _, unit, _, _ in known.figures]
    if len(set(units)) < len(units) and claim.figures.items() - known.figures.items():
        return True
    together = {pair for pair in claim.neighbours if known.terms.issuperset(pair)}
    in_order = [word for word in claim.order if word in known.order]
    return (
        bool(together - known.neighbours or claim.phrases - known.phrases)
        or in_order != [word for word in known.order if word in claim.order]
        or _change_verbs(claim, known)
        # A word of the title instead of another one.
        or bool(claim.terms - known.terms and known.terms - claim.terms)
        or are_changed(known.roles, claim.roles)
    )


def _change_verbs(claim: Claim, known: Claim) -> bool:
    """Whether a subject or object of ``known`` is another verb's in ``claim``; what was neither may become one."""
    before = {term for term, _ in known.parties}
    return any(term in before for term, _ in claim.parties - known.parties)
