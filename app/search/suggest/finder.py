"""The targets of the labels that fit best what is being typed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.search.suggest.attempts import Attempt
from app.search.suggest.labels import Labels
from app.search.suggest.readings import Reading

_OWN_NAME = 2
"""A word in a target's own name counts as much as one that fits two steps better in another label."""
_COMPARED = 1_000
"""Labels, the best, of which one a group is taken."""
_LAST = 0xFFFFFFFF
_NONE, _NO_FIT = np.empty(0, np.intp), np.empty((1, 0), np.uint16)


class Finder:
    """Looks every word up once, however many attempts share it. One for each text that is typed."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._fits: dict[tuple[Reading, ...], NDArray[np.uint16]] = {}

    def best(self, attempt: Attempt, limit: int) -> list[int]:
        """The targets of the best labels for ``attempt``, one a group.

        By how well the words fit, in sum, which counts for more in own names, then the earliest place, then the
        target's number. A phrase fits better than its words one by one.
        """
        matched, held = self._words(attempt)
        whole, fit = self._whole(attempt)
        if not len(matched) and not len(whole):
            return []
        quality, early = _quality(held).sum(axis=0), (held & 0xFF).max(axis=0)
        if len(whole):
            matched = np.concatenate([whole, matched])
            quality = np.concatenate([_quality(fit) * len(attempt.words) + 1, quality])
            early = np.concatenate([fit & 0xFF, early])
        targets = self._labels.targets[matched].astype(np.int64)
        wanted = quality + _OWN_NAME * len(attempt.words) * self._labels.main[matched]
        keys = (wanted << 8 | early) << 32 | _LAST - targets
        if len(keys) > _COMPARED:
            keys = np.partition(keys, len(keys) - _COMPARED)[-_COMPARED:]
        best: dict[int, int] = {}
        for key in np.sort(keys)[::-1]:
            target = _LAST - int(key & _LAST)
            best.setdefault(int(self._labels.groups[target]), target)
            if len(best) == limit:
                break
        return list(best.values())

    def holds(self, attempt: Attempt) -> bool:
        """Whether any label fits ``attempt``."""
        return bool(len(self._words(attempt)[0]) or len(self._whole(attempt)[0]))

    def _whole(self, attempt: Attempt) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """The labels that hold the phrase, and how well it fits each."""
        if not attempt.phrase:
            return _NONE, _NO_FIT[0]
        fit = self._fit(attempt.phrase)
        found = np.flatnonzero(fit)
        return found, fit[found]

    def _words(self, attempt: Attempt) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """The labels that hold enough of the words, and how well each word, by row, fits each."""
        if attempt.missing:
            fits = [self._fit(readings) for readings in attempt.words]
            matched = np.flatnonzero(np.count_nonzero(fits, axis=0) >= len(fits) - attempt.missing)
            return matched, np.array([fit[matched] for fit in fits])
        matched, held = np.flatnonzero(self._fit(attempt.words[0])), []
        for readings in attempt.words:
            # Most ways to take a text end at its first or second word.
            if not len(matched):
                return _NONE, _NO_FIT
            fit = self._fit(readings)
            matched = matched[fit[matched] > 0]
            held.append(fit)
        return matched, np.array([fit[matched] for fit in held])

    def _fit(self, readings: tuple[Reading, ...]) -> NDArray[np.uint16]:
        if readings not in self._fits:
            self._fits[readings] = self._labels.fit(readings)
        return self._fits[readings]


def _quality(fit: NDArray[np.uint16]) -> NDArray[np.int64]:
    return (fit >> 8).astype(np.int64)
