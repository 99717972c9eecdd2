"""Terms, which may be any strings, as tokens of letters, digits, ``-`` and ``_`` that OpenSearch keeps as they are."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from app.engine.base import View

LONGEST = 60
"""Bytes of a term that is written out; a longer one, and the empty one, is told by its SHA-256."""


@lru_cache(65_536)
def token_of(term: str) -> str:
    """A token that no other term has: base64url of the term's UTF-8, unpaired surrogates included, or ``#`` and a
    digest."""
    written = term.encode("utf-8", "surrogatepass")
    if 0 < len(written) <= LONGEST:
        return urlsafe_b64encode(written).rstrip(b"=").decode("ascii")
    return f"#{sha256(written).hexdigest()}"


def digest_of(view: View, term: str) -> bytes:
    """16 bytes that stand for ``term`` in ``view``."""
    return sha256(f"{view}:".encode() + term.encode("utf-8", "surrogatepass")).digest()[:16]
