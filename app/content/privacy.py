"""Masks what could name or reach a person, before anything that a visitor typed is written down."""

from __future__ import annotations

import re

MASK = "[개인정보]"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Resident registration, telephone, card, account and business numbers have nine digits or more, in groups joined by
# at most one mark or space. \d also matches the full-width digits of Korean keyboards.
_NUMBER = re.compile(r"\+?\d(?:[ .\-)(]?\d){8,}")


def mask(text: str) -> str:
    """``text`` with e-mail addresses and long numbers replaced by ``MASK``. Errs on the side of masking."""
    return _NUMBER.sub(MASK, _EMAIL.sub(MASK, text))
