"""A Whoosh codec that keeps a term's postings as two plain arrays, so that numpy reads them without a loop."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.matching import ListMatcher

_ITEM = np.dtype("<u4")


class ArraysCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec, but for the postings. Field lengths are not kept: Whoosh rounds them to a byte."""

    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> ArraysWriter:  # noqa: ARG002
        return ArraysWriter(dbfile)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ArraysMatcher:
        offset, _ = terminfo.extent()
        count = terminfo.doc_frequency()
        values = np.frombuffer(dbfile.get(offset, 2 * count * _ITEM.itemsize), _ITEM)
        return ArraysMatcher(values[:count], values[count:], format_, term, terminfo, scorer)


class ArraysWriter(PostingsWriter):  # type: ignore[misc]
    """Writes, a term, its document numbers, then their term frequencies: little-endian 32-bit unsigned integers."""

    def __init__(self, dbfile: Any) -> None:
        self._file = dbfile

    def start_postings(self, format_: Any, terminfo: Any) -> None:  # noqa: ARG002
        self._numbers = array("I")
        self._frequencies = array("I")

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:  # noqa: ARG002
        self._numbers.append(id_)
        self._frequencies.append(int(weight))

    def finish_postings(self) -> Any:
        numbers, frequencies = self._numbers, self._frequencies
        info = W3TermInfo(
            weight=sum(frequencies),
            df=len(numbers),
            maxweight=max(frequencies),
            minid=numbers[0],
            maxid=numbers[-1],
        )
        offset = self._file.tell()
        self._file.write(np.array([numbers, frequencies], _ITEM).tobytes())
        info.set_extent(offset, self._file.tell() - offset)
        return info

    def written(self) -> bool:
        return False


class ArraysMatcher(ListMatcher):  # type: ignore[misc]
    """What Whoosh steps through, with the arrays themselves for those who want them whole."""

    def __init__(
        self,
        numbers: NDArray[np.uint32],
        frequencies: NDArray[np.uint32],
        format_: Any,
        term: Any,
        terminfo: Any,
        scorer: Any,
    ) -> None:
        super().__init__(numbers, frequencies, values=None, format=format_, scorer=scorer, term=term, terminfo=terminfo)
        self.numbers = numbers
        self.frequencies = frequencies
