"""Numbers for terms, kept in a database in blocks: a publish adds one of those that it met first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

from app.engine.terms import Numbers

Execute = Callable[[str, tuple[int | bytes, ...]], list[tuple[Any, ...]]]
"""Runs a statement with values and gives its rows."""

TABLE = "CREATE TABLE IF NOT EXISTS terms (first INTEGER PRIMARY KEY, block BLOB NOT NULL)"
CHECKSUM_BYTES = 4
# Control characters are white space to all analysis, so no term holds one.
_END = "\n"


class TermNumbers:
    """The ``numbers`` that were kept; none where a block is damaged, and then they are not ``whole``."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        names: list[str] = []
        self.whole = True
        for first, block in execute("SELECT first, block FROM terms ORDER BY first", ()):
            self.whole = self.whole and first == len(names) and is_whole(block)
            if not self.whole:
                names = []
                break
            names += block[CHECKSUM_BYTES:].decode("utf-8", "surrogatepass").split(_END)
        self._saved = len(names)
        self.numbers = Numbers(names)

    def save(self) -> bool:
        """Keep what is new; whether all terms could be."""
        new = self.numbers.names[self._saved :]
        if not new:
            return True
        block = _END.join(new)
        if block.count(_END) != len(new) - 1:
            return False
        packed = block.encode("utf-8", "surrogatepass")
        self._execute("INSERT INTO terms VALUES (?, ?)", (self._saved, checksum(packed) + packed))
        self._saved += len(new)
        return True


def checksum(packed: bytes, key: bytes = b"") -> bytes:
    return crc32(packed, crc32(key)).to_bytes(CHECKSUM_BYTES, "big")


def is_whole(block: bytes, key: bytes = b"") -> bool:
    """Whether ``block`` begins with the checksum of the rest, and of ``key``."""
    return block[:CHECKSUM_BYTES] == checksum(block[CHECKSUM_BYTES:], key)
