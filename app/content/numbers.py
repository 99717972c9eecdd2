"""Whole numbers for ids, for clients that know of no other: Zendesk's parse an article's id as an integer.

A number is made of the id alone, so that it is the same on every server and after every import, and needs no table. It
is exact as a double, which is all that JavaScript has: below 2**53.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

_HALF = 2**52


def number_of(identifier: str) -> int:
    """The number of an article or of a category, in [1, 2**53).

    An id that is itself a number below 2**52, as those of articles that came from Zendesk are, is its own; any other
    gets one of the upper half by its SHA-256, so that the two kinds never meet. Two hashed ids may: among 100,000 with
    a chance of one in 900,000 (n**2 / 2**53); see ``shared_numbers``.
    """
    if identifier.isascii() and identifier.isdecimal() and not identifier.startswith("0") and len(identifier) < 17:
        number = int(identifier)
        if number < _HALF:
            return number
    return _HALF + int.from_bytes(sha256(identifier.encode()).digest()[:8]) % _HALF


def shared_numbers(identifiers: Iterable[str]) -> list[tuple[str, ...]]:
    """The ids that have one number between them."""
    by_number: dict[int, list[str]] = {}
    for identifier in identifiers:
        by_number.setdefault(number_of(identifier), []).append(identifier)
    return [tuple(ids) for ids in by_number.values() if len(ids) > 1]
