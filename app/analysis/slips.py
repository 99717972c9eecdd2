"""What it costs to take one typed word for another: a distance over key presses that knows how fingers and ears slip.

A Damerau-Levenshtein distance (restricted: no key takes part in two edits) over the presses of ``jamo.keys``, with
costs that follow from the two-set keyboard and from Korean spelling: what sounds alike (ㅐ/ㅔ, ㅚ/ㅙ/ㅞ, ㄱ/ㄲ, the
clusters at the end of a syllable) or lies next to each other is cheap.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from string import ascii_letters

ALIKE = 0.3
"""One sound in today's speech, or one key with and without Shift."""
CLUSTER = 0.4
"""Half of a cluster at the end of a syllable left out or put in: 않/안, 값/갑."""
GLIDE = 0.5
"""Half of a compound vowel left out or put in: 환/한, 되/도; or a key pressed twice."""
NEAR = 0.6
"""The key beside the one that was meant, or the aspirated consonant for the plain one."""
SWAP = 0.7
"""Two presses in the wrong order."""
OTHER = 1.0
CROSS = 1.4
"""A vowel for a consonant that is not beside it: hands slip, but seldom so."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("koijpuhynbmlOP")
_DOUBLE = frozenset({"hk", "ho", "hl", "nj", "np", "nl", "ml", *(letter * 2 for letter in ascii_letters)})
"""Compound vowels, and a key pressed twice."""
_CLUSTERS = frozenset({"rt", "sw", "sg", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "qt"})
_ONE_SOUND = frozenset({"hl", "ho", "np"})
_ASPIRATED = frozenset(map(frozenset, ("rz", "ex", "qv", "wc")))
_FOLD = str.maketrans("p", "o")


def fold(pressed: str) -> str:
    """``pressed`` with one spelling for what sounds alike: Shift, ㅐ/ㅔ and ㅚ/ㅙ/ㅞ set aside; as long as before."""
    return pressed.lower().replace("np", "ho").replace("hl", "ho").translate(_FOLD)


def distance(typed: str, meant: str) -> float:
    """The cheapest way from the presses ``typed`` to the presses ``meant``; 0 for the same, symmetrical."""
    if typed == meant:
        return 0.0
    start, end_typed, end_meant = 0, len(typed), len(meant)
    while start < end_typed and start < end_meant and typed[start] == meant[start]:
        start += 1
    while end_typed > start and end_meant > start and typed[end_typed - 1] == meant[end_meant - 1]:
        end_typed, end_meant = end_typed - 1, end_meant - 1
    core = typed[start:end_typed], meant[start:end_meant]
    match len(core[0]), len(core[1]):
        case 1, 0:
            return _gap(typed, start)
        case 0, 1:
            return _gap(meant, start)
    # One key of what is equal on either side tells whether half of a compound vowel or cluster came or went.
    before, after = typed[max(0, start - 1) : start], typed[end_typed : end_typed + 1]
    return _cost(before + core[0] + after, before + core[1] + after)


@lru_cache(maxsize=50_000)
def _cost(typed: str, meant: str) -> float:
    typed_gaps = [_gap(typed, place) for place in range(len(typed))]
    meant_gaps = [_gap(meant, place) for place in range(len(meant))]
    rows = [[0.0, *accumulate(meant_gaps)]]
    for i, key in enumerate(typed):
        row = [rows[i][0] + typed_gaps[i]]
        for j, other in enumerate(meant):
            cost = min(rows[i][j + 1] + typed_gaps[i], row[j] + meant_gaps[j], rows[i][j] + _substitution(key, other))
            if i and j:
                pair, other_pair = typed[i - 1 : i + 1], meant[j - 1 : j + 1]
                if pair == other_pair[::-1]:
                    cost = min(cost, rows[i - 1][j - 1] + SWAP)
                elif pair in _ONE_SOUND and other_pair in _ONE_SOUND:
                    cost = min(cost, rows[i - 1][j - 1] + ALIKE)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _gap(pressed: str, place: int) -> float:
    """What it costs that the press at ``place`` is missing from the other word."""
    before, after = pressed[max(0, place - 1) : place + 1], pressed[place : place + 2]
    if before in _CLUSTERS:
        return CLUSTER
    if before in _DOUBLE or after in _DOUBLE:
        return GLIDE
    return OTHER


def _substitution(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    return _SUBSTITUTIONS.get((typed, meant)) or (CROSS if (typed in _VOWELS) != (meant in _VOWELS) else OTHER)


def _substitutions() -> dict[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}
    place = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    for a, (row, column) in place.items():
        for b, (other_row, other_column) in place.items():
            # Each row of a keyboard stands half a key to the right of the one above it.
            beside = abs(column - other_column + (row - other_row) / 2) <= 1 and abs(row - other_row) <= 1
            if a != b and (beside or frozenset((a, b)) in _ASPIRATED):
                costs |= {(a.upper(), b): NEAR, (a, b.upper()): NEAR, (a, b): NEAR, (a.upper(), b.upper()): NEAR}
        costs |= {(a, a.upper()): ALIKE, (a.upper(), a): ALIKE}
    for a, b in (("o", "p"), ("O", "P"), ("o", "P"), ("O", "p")):
        costs |= {(a, b): ALIKE, (b, a): ALIKE}
    return costs


_SUBSTITUTIONS = _substitutions()
