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
        matched, quality, early = self._words(attempt)
        if attempt.phrase:
            fit = self._fit(attempt.phrase)
            whole = np.flatnonzero(fit)
            matched = np.concatenate([whole, matched])
            quality = np.concatenate([_quality(fit[whole]) * len(attempt.words) + 1, quality])
            early = np.concatenate([fit[whole] & 0xFF, early])
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

    def _words(self, attempt: Attempt) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.uint16]]:
        """The labels that hold enough of the words; the sum of how well they fit and the earliest place of each."""
        fits = [self._fit(readings) for readings in attempt.words]
        if attempt.missing:
            matched = np.flatnonzero(np.count_nonzero(fits, axis=0) >= len(fits) - attempt.missing)
        else:
            matched = np.flatnonzero(fits[0])
            for fit in fits[1:]:
                matched = matched[fit[matched] > 0]
        held = np.array([fit[matched] for fit in fits])
        return matched, _quality(held).sum(axis=0), (held & 0xFF).max(axis=0)

    def _fit(self, readings: tuple[Reading, ...]) -> NDArray[np.uint16]:
        if readings not in self._fits:
            self._fits[readings] = self._labels.fit(readings)
        return self._fits[readings]


def _quality(fit: NDArray[np.uint16]) -> NDArray[np.int64]:
    return (fit >> 8).astype(np.int64)
