"""Which words lie within one press of each other: a deletion neighbourhood over folded key presses.

Two words that differ by one press more, fewer, other or swapped have a form in common when each may lose one press
(the symmetric deletions of W. Garbe's SymSpell). What ``slips.fold`` sets aside costs no press, so a word may hold
several slips that sound alike and one that does not. All forms are 32-bit hashes in one sorted array, looked up for
every stretch of a text at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_PRESSES = 40
"""Presses of a word at most."""
MAX_TEXT = 160
"""Presses of a text at most."""
MAX_NEAR = 12
"""Words for a stretch, when they are chosen by weight."""

# Polynomial hashes modulo 2**64: the form without one press follows from two prefix sums. The base is odd, so it has an
# inverse, and only the upper half of each sum is kept, because the lower bits of such hashes are weak. Powers begin
# with the first, not the zeroth, so that the first press reaches the upper half as well.
_BASE = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_BASE, place + 1, 1 << 64) for place in range(MAX_TEXT)], np.uint64)
_INVERSES = np.array([pow(_BASE, -place, 1 << 64) for place in range(MAX_TEXT + 1)], np.uint64)
_UPPER = np.uint64(32)


# Where a press was left out stands beside the word's number, in the same 32 bits.
_PLACE_BITS = 6
_PLACE_MASK = (1 << _PLACE_BITS) - 1
_WHOLE = _PLACE_MASK


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """``hashes`` ascending; ``words[i]`` tells which word has the form ``hashes[i]`` and where it lost a press."""

    hashes: NDArray[np.uint32]
    words: NDArray[np.uint32]

    @classmethod
    def of(cls, words: Sequence[str]) -> Neighbourhood:
        """The forms of folded ASCII ``words``, numbered as they stand; those longer than MAX_PRESSES have none."""
        by_length: dict[int, list[int]] = {}
        for number, word in enumerate(words):
            if 1 < len(word) <= MAX_PRESSES:
                by_length.setdefault(len(word), []).append(number)
        hashes, packed = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
        for length, members in by_length.items():
            codes = _codes("".join(words[number] for number in members)).reshape(len(members), length)
            sums = _prefix_sums(codes)
            whole = sums[:, -1:]
            without_one = sums[:, :-1] + (whole - sums[:, 1:]) * _INVERSES[1]
            places = np.array([_WHOLE, *range(length)], np.uint32)
            hashes.append((np.hstack([whole, without_one]) >> _UPPER).astype(np.uint32).ravel())
            packed.append(np.add.outer(np.array(members, np.uint32) << _PLACE_BITS, places).ravel())
        all_hashes, all_words = np.concatenate(hashes), np.concatenate(packed)
        order = np.lexsort((all_words, all_hashes))
        return cls(all_hashes[order], all_words[order])

    def near(
        self,
        text: str,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        *,
        exact: bool = False,
        weights: NDArray[np.float32] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The stretches ``text[starts[i]:ends[i]]`` that are within one press of a word: numbers ``i`` and words.

        With ``exact`` those that are a word; with ``weights``, one a word, the weightiest MAX_NEAR of each stretch,
        those that need no press first. ``text`` is folded ASCII of at most MAX_TEXT presses. Hashes collide, one in
        some thousand pairs of a large collection, so the distance has to be taken anyway.
        """
        sums = _prefix_sums(_codes(text))
        values = (sums[ends] - sums[starts]) * _INVERSES[starts]
        owners = np.arange(len(starts))
        places = np.full(len(starts), _WHOLE)
        if not exact:
            lengths = ends - starts
            stretch = np.repeat(owners, lengths)
            first, last = starts[stretch], ends[stretch]
            place = np.arange(len(stretch)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
            head, tail = sums[first + place] - sums[first], sums[last] - sums[first + place + 1]
            values = np.concatenate([values, head * _INVERSES[first] + tail * _INVERSES[first + 1]])
            owners, places = np.concatenate([owners, stretch]), np.concatenate([places, place])
        hashes = (values >> _UPPER).astype(np.uint32)
        left, right = np.searchsorted(self.hashes, hashes, "left"), np.searchsorted(self.hashes, hashes, "right")
        counts = right - left
        found = self.words[np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - left, counts)]
        typed, meant = np.repeat(places, counts), found.astype(np.int64) & _PLACE_MASK
        # Both without a press, but far apart, is one press fewer here and one more there: two slips.
        one = (typed == meant) if exact else (typed == _WHOLE) | (meant == _WHOLE) | (abs(typed - meant) <= 1)
        pairs = np.repeat(owners, counts) << 32 | found >> _PLACE_BITS
        same = pairs[(typed == _WHOLE) & (meant == _WHOLE)]
        pairs = np.unique(pairs[one])
        stretches, words = pairs >> 32, pairs & 0xFFFFFFFF
        if weights is None:
            return stretches, words
        slipped = np.zeros(len(pairs), np.bool_) if exact else ~np.isin(pairs, same)
        order = np.lexsort((-weights[words], slipped, stretches))
        stretches, words = stretches[order], words[order]
        rank = np.arange(len(stretches)) - np.searchsorted(stretches, stretches)
        return stretches[rank < MAX_NEAR], words[rank < MAX_NEAR]


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("ascii"), np.uint8).astype(np.uint64)


def _prefix_sums(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hashes of the first 0, 1, 2 … codes along the last axis."""
    terms = codes * _POWERS[: codes.shape[-1]]
    before = np.zeros((*codes.shape[:-1], 1), np.uint64)
    return np.concatenate([before, np.cumsum(terms, axis=-1, dtype=np.uint64)], axis=-1)
