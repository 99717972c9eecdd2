"""What others who read or write the same Redis can do with what we keep in it: delete it, and no more."""

from __future__ import annotations

import hmac
from hashlib import sha256

PREFIX = "barodap"
_TAG_BYTES = 32


class Seal:
    """Names and tags made with the help centre's secret key (HMAC-SHA-256, RFC 2104).

    Addresses and queries cannot be told from their names, two help centres on one Redis have no name in common, and a
    value that somebody changed or put under another name is not believed.
    """

    def __init__(self, secret_key: str) -> None:
        # Not the key that signs cookies itself.
        self._key = hmac.digest(secret_key.encode(), b"barodap cluster", "sha256")

    def name(self, kind: str, text: str) -> str:
        """The key of ``text``, any string, among those of its ``kind``: 32 hexadecimal digits behind a prefix."""
        given = f"{kind}\0{text}".encode(errors="surrogatepass")
        return f"{PREFIX}:{kind}:{hmac.digest(self._key, given, 'sha256').hex()[:32]}"

    def close(self, name: str, value: bytes) -> bytes:
        """``value`` behind its tag, to be kept under ``name``."""
        return self._tag(name, value) + value

    def open(self, name: str, sealed: bytes) -> bytes | None:
        """The value, or None where we never closed it for that ``name``."""
        tag, value = sealed[:_TAG_BYTES], sealed[_TAG_BYTES:]
        return value if hmac.compare_digest(tag, self._tag(name, value)) else None

    def _tag(self, name: str, value: bytes) -> bytes:
        return hmac.digest(self._key, sha256(name.encode()).digest() + value, "sha256")


OVERHEAD_BYTES = _TAG_BYTES
