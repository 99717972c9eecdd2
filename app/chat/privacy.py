"""Masks what could name or reach a person, before anything that a visitor typed is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.analysis.normalise import fold
from app.chat.contexts import FOUND
from app.chat.personal_data import PATTERNS, Kind, Pattern

LABELS: Final[Mapping[Kind, str]] = {
    "email": "이메일 주소",
    "resident_number": "주민등록번호",
    "phone": "전화번호",
    "card": "카드번호",
    "business_number": "사업자등록번호",
    "driver_licence": "운전면허번호",
    "passport": "여권번호",
    "account": "계좌번호",
    "address": "상세 주소",
}
"""What visitors read. Each ends in a vowel, as ``는``, ``를`` and ``로`` after it want."""

PLACEHOLDERS: Final[Mapping[Kind, str]] = {kind: f"[{label}]" for kind, label in LABELS.items()}

_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))
# All that is typed for a hyphen; the last is the Korean vowel, a key that lies nearer.
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ㅡ"), "-")


@dataclass(frozen=True, slots=True)
class Masked:
    """``kinds`` are what was found in the text, each once, in order of first appearance."""

    text: str
    kinds: tuple[Kind, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The Korean names of ``kinds``."""
        return tuple(LABELS[kind] for kind in self.kinds)


def mask(text: str) -> str:
    """``text`` with a placeholder for all personal data; masking it again changes nothing."""
    return masked(text).text


def masked(text: str) -> Masked:
    """``text`` masked, and what was found in it. Names, and addresses down to the street, are kept."""
    found: set[Kind] = set()
    # What is replaced moves a number nearer to a word that says what it is; until nothing does, not all is found.
    while spans := _personal(text):
        found.update(kind for _, _, kind in spans)
        text = _replaced(text, spans)
    return Masked(text, tuple(sorted(found, key=lambda kind: text.index(PLACEHOLDERS[kind]))))


def without_placeholders(text: str) -> str:
    """``text`` without what stands for personal data: nothing to search for."""
    return " ".join(_PLACEHOLDER.sub(" ", text).split())


def is_masked(text: str) -> bool:
    """Whether there is a placeholder in ``text``."""
    return _PLACEHOLDER.search(text) is not None


def _personal(text: str) -> list[tuple[int, int, Kind]]:
    """The spans of personal data, from left to right, none touched twice."""
    # Line by line, as folding makes spaces of line ends, which part more than those do. No character moves.
    reading = "\n".join(map(fold, text.split("\n"))).translate(_HYPHENS)
    for match in _PLACEHOLDER.finditer(text):
        reading = _without(reading, *match.span())
    spans: list[tuple[int, int, Kind]] = []
    for pattern in PATTERNS:
        for start, end in list(_matches(pattern, reading)):
            reading = _without(reading, start, end)
            if pattern.kind is not None:
                spans.append((start, end, pattern.kind))
    return sorted(spans)


def _matches(pattern: Pattern, reading: str) -> Iterator[tuple[int, int]]:
    position = 0
    while match := pattern.regex.search(reading, position):
        # What turns out to be something else may begin in front of what is looked for.
        position = match.start() + 1
        if pattern.holds(match):
            start, end = pattern.span(match)
            yield start, end
            position = end


def _without(reading: str, start: int, end: int) -> str:
    """``reading`` with nothing to be found from ``start`` to ``end``."""
    return reading[:start] + FOUND * (end - start) + reading[end:]


def _replaced(text: str, spans: list[tuple[int, int, Kind]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, kind in spans:
        parts += (text[position:start], PLACEHOLDERS[kind])
        position = end
    return "".join((*parts, text[position:]))
