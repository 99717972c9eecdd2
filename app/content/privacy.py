"""Masks what could name or reach a person, before anything that a visitor typed is written down."""

from __future__ import annotations

import re

MASK = "[개인정보]"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Resident registration, telephone, card, account and business numbers have nine digits or more, in groups joined by
# up to three marks or spaces, as in "(010) 1234 - 5678". A word or a line end between two digits parts two numbers.
_NUMBER = re.compile(r"[+(]{0,2}\d(?:(?:[^\w\n]|_){0,3}\d){8,}")
# Korean keyboards also type full-width forms; each has its ASCII counterpart at a fixed distance.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def mask(text: str) -> str:
    """``text`` with e-mail addresses and long numbers replaced by ``MASK``. Errs on the side of masking."""
    return _masked(_NUMBER, _masked(_EMAIL, text))


def _masked(pattern: re.Pattern[str], text: str) -> str:
    """Matches in the narrow form, which has the same length, and keeps the rest as it was typed."""
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text.translate(_NARROW)):
        parts += (text[end : match.start()], MASK)
        end = match.end()
    return "".join((*parts, text[end:]))
