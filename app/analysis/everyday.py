"""How much a word of everyday speech tells: the more of what customers say holds it, the less.

Articles alone cannot know: 갑자기 or 나가다 is rare in them and so would seem to say much of a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from app.engine import bm25

EXPONENT = 0.7
LEAST = 0.3
"""How much the commonest word still counts; both were chosen on the tuning queries of the evaluation sets."""


def weights(sayings: Iterable[Iterable[str]]) -> Mapping[str, float]:
    """For each term of ``sayings``, which are lists of terms, its weight in [LEAST, 1]; a term in none weighs 1.

    The weight is ``(idf / idf of a term in none) ** EXPONENT`` over the sayings.
    """
    counts: Counter[str] = Counter()
    number = 0
    for saying in sayings:
        counts.update(set(saying))
        number += 1
    most = bm25.idf(number, 0)
    return {term: max(LEAST, (bm25.idf(number, count) / most) ** EXPONENT) for term, count in counts.items()}
