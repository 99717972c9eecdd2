"""What the analyser makes of a text, for people."""

from __future__ import annotations

from app.analysis.base import Token
from app.analysis.views import Analyzer
from app.table import aligned

_TITLES = {"morph": "형태소", "bigram": "두 글자", "jamo": "자판"}
_HEADER = ("표면형", "원형", "품사", "위치", "비고")


def describe(analyzer: Analyzer, text: str) -> str:
    """A table of the tokens of ``text`` with tags and offsets, then the terms of each view, as plain text."""
    rows = [_HEADER, *(_row(token) for token in analyzer.tokens(text))]
    views = [f"{_TITLES[view]}({view}): {' '.join(terms) or '없음'}" for view, terms in analyzer.analyze(text).items()]
    return "\n".join([*aligned(rows), "", *views, "", f"분석기: {analyzer.fingerprint}"])


def _row(token: Token) -> tuple[str, ...]:
    notes = [] if token.known else ["사전에 없음"]
    if token.parts:
        notes.append("= " + " + ".join(part.surface for part in token.parts))
    return token.surface, token.lemma, token.tag, f"{token.start}-{token.end}", ", ".join(notes)
