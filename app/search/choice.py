"""Which reading of a query is shown, decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.models import Correction
from app.search.corrections import is_between, is_broken
from app.search.reading import Reading

CERTAIN = 0.9
"""Trust from which a correction of a broken text is taken for what was meant."""

DOUBT = 0.5
"""How much surer the results of another spelling must be, for each unit of trust that it lacks."""

OFFERED = 0.75
"""Share of the confidence in what is shown from which another spelling is worth offering."""

HELD = 0.66
"""Share of another spelling's words that its first result must hold: nearness in letters and meaning is no spelling."""


def choose(readings: Sequence[Reading], *, floor: float) -> Reading:
    """The one surest of its results, with the benefit of the doubt for what was typed, which comes first.

    What cannot have been meant as typed has no such benefit, and is read as it was certainly meant, if it was and
    something is found for it.
    """
    if not is_broken(readings[0].parsed.text):
        return max(readings, key=lambda each: each.confidence - DOUBT * (1 - each.trust))
    certain = [
        reading
        for reading in readings
        if reading.correction and reading.trust >= CERTAIN and reading.confidence >= floor
    ]
    return max(certain or readings, key=lambda each: each.confidence)


def offers(readings: Sequence[Reading], shown: Reading | None) -> Iterator[Correction]:
    """The corrections that find about as much as the shown one, without those that go only part of its way."""
    typed = readings[0].parsed.text
    for reading in readings:
        correction = reading.correction
        if correction is None or reading is shown:
            continue
        # Whether it was meant is for the person to say.
        if shown is not None and reading.confidence / reading.spelled < OFFERED * shown.confidence:
            continue
        if not len(reading.ranked.rows) or reading.signals.morph[reading.ranked.rows[0]] < HELD:
            continue
        if shown is None or not is_between(correction.text, typed, shown.parsed.text):
            yield correction
