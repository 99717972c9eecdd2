"""Count the table of app/analysis/letter_pairs.py anew: python -m scripts.letter_pairs

English comes from the word list of pyspellchecker (pip install pyspellchecker), each word counted by the logarithm of
its frequency; Korean from the eojeols of the sample articles in the same way.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from math import log, log1p

from spellchecker import SpellChecker

from app import paths
from app.analysis.jamo import keys
from app.analysis.letter_pairs import LETTERS

LARGEST = 12
"""Half units of log-odds, so that a code is one of the letters from a to y."""


def english() -> dict[str, int]:
    words = SpellChecker(language="en").word_frequency.items()
    return {word: count for word, count in words if word.isascii() and word.isalpha() and len(word) > 1}


def korean() -> Counter[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(paths.FAQ_DATA.glob("articles/**/*.md")))
    return Counter(keys(word).lower() for text in texts for word in re.findall("[가-힣]+", text))


def log_probabilities(words: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """ln P(next letter | letter), half a count added to each pair."""
    pairs: defaultdict[tuple[str, str], float] = defaultdict(float)
    letters: defaultdict[str, float] = defaultdict(float)
    for word, count in words.items():
        for pair in pairwise(f" {word} "):
            pairs[pair] += log1p(count)
            letters[pair[0]] += log1p(count)
    half = len(LETTERS) / 2
    return {(a, b): log((pairs[a, b] + 0.5) / (letters[a] + half)) for a in LETTERS for b in LETTERS}


def main() -> None:
    typed, written = log_probabilities(korean()), log_probabilities(english())
    for first in LETTERS:
        odds = (round(2 * (typed[first, second] - written[first, second])) for second in LETTERS)
        print("".join(chr(ord("m") + max(-LARGEST, min(LARGEST, value))) for value in odds))


if __name__ == "__main__":
    main()
