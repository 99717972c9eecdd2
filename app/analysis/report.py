"""What the analyser makes of a text, for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.analysis.base import Token
from app.analysis.views import Analyzer

_TITLES = {"morph": "형태소", "bigram": "두 글자", "jamo": "자판"}
_HEADER = ("표면형", "원형", "품사", "위치", "비고")


def describe(analyzer: Analyzer, text: str) -> str:
    """A table of the tokens of ``text`` with tags and offsets, then the terms of each view, as plain text."""
    rows = [_HEADER, *(_row(token) for token in analyzer.tokens(text))]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    views = [f"{_TITLES[view]}({view}): {' '.join(terms) or '없음'}" for view, terms in analyzer.analyze(text).items()]
    return "\n".join([*lines, "", *views, "", f"분석기: {analyzer.fingerprint}"])


def _row(token: Token) -> tuple[str, ...]:
    notes = [] if token.known else ["사전에 없음"]
    if token.parts:
        notes.append("= " + " + ".join(part.surface for part in token.parts))
    return token.surface, token.lemma, token.tag, f"{token.start}-{token.end}", ", ".join(notes)


def _width(text: Iterable[str]) -> int:
    """Columns on a terminal: East Asian wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
