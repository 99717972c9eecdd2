"""Short names for everything that decides how text is analysed."""

from __future__ import annotations

from hashlib import sha256

from app.analysis import normalise


def fingerprint(name: str, *facts: str) -> str:
    """``name:`` and 12 hexadecimal digits that change with any of ``facts`` or with the folding of text."""
    digest = sha256("\0".join((normalise.VERSION, *facts)).encode()).hexdigest()
    return f"{name}:{digest[:12]}"
