"""Reads morpheme vectors out of the files of the package ``kiwipiepy_model``, without Kiwi itself.

The package (Apache-2.0, by the author of Kiwi) carries the language model of the analyser Kiwi. ``cong.mdl`` holds a
vector for each of the 70,000 commonest Korean morphemes, ``sj.morph`` their forms. Both layouts are internal to Kiwi
(its source: ``CoNgramModel``, ``KiwiBuilder::saveMorphBin``), so versions other than those checked are refused, both
files must fill their layout to the last byte, and the tests compare with Kiwi's public API.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.semantic.base import SemanticUnavailable

PACKAGE: Final = "kiwipiepy_model"
CHECKED: Final = "0.24"
"""Minor version of the package whose layout is the one below."""

_HEADER = struct.Struct("<QQHHBBBBQQQQQ")
_BITS, _GROUP = 4, 8
_MORPHEME = struct.Struct("<IBBBBif")
_MORPHEME_TAIL = 12
_COUNT = struct.Struct("<I")
_MAGIC = b"KIWI"
_BLOCK = 4_096
_CODA = re.compile("[\u11a8-\u11c2]")

TAGS: Final = (
    *("", "NNG", "NNP", "NNB", "VV", "VA", "MAG", "NR", "NP", "VX", "MM", "MAJ", "IC"),
    *("XPN", "XSN", "XSV", "XSA", "XSM", "XR", "VCP", "VCN"),
)
"""Kiwi's numbers for tags; those beyond are symbols, particles and endings. Bit 7 marks irregular conjugation."""

_IRREGULAR = 0x80


class Morpheme(NamedTuple):
    """``form`` in NFC, ``tag`` a Sejong tag or ``""`` for particles, endings and symbols."""

    form: str
    tag: str


@dataclass(frozen=True, slots=True)
class KiwiModel:
    """``morphemes[i]`` has the vector ``vectors[i]``, of ``dim`` values as the model holds them; commonest first."""

    version: str
    morphemes: list[Morpheme]
    vectors: NDArray[np.float32]


class LayoutError(Exception):
    """A file is not laid out as expected."""


def load_model(folder: Path | None = None) -> KiwiModel | SemanticUnavailable:
    """Decode the installed package, or the same files in ``folder``. About half a second and 140 MB at the peak."""
    found = locate() if folder is None else (folder, CHECKED)
    if isinstance(found, SemanticUnavailable):
        return found
    folder, package_version = found
    try:
        vectors = read_vectors(folder / "cong.mdl")
        morphemes = read_morphemes(folder / "sj.morph", len(vectors))
    except (LayoutError, OSError) as error:
        return SemanticUnavailable(
            "layout",
            f"{PACKAGE} {package_version}의 파일이 알려진 구조와 달라서 의미 검색을 껐어요. ({error})",
            _remedy("--force-reinstall "),
        )
    return KiwiModel(package_version, morphemes, vectors)


def locate() -> tuple[Path, str] | SemanticUnavailable:
    """The folder and the version of the installed package."""
    spec = find_spec(PACKAGE)
    try:
        installed = version(PACKAGE)
    except PackageNotFoundError:
        installed = ""
    if spec is None or spec.origin is None or not installed:
        return SemanticUnavailable("missing", f"{PACKAGE} 패키지가 없어서 의미 검색을 껐어요.", _remedy())
    if not installed.startswith(f"{CHECKED}."):
        return SemanticUnavailable(
            "version",
            f"{PACKAGE} {installed}의 파일 구조를 확인하지 못해서 의미 검색을 껐어요. (확인한 버전: {CHECKED})",
            _remedy(),
        )
    return Path(spec.origin).parent, installed


def read_vectors(path: Path) -> NDArray[np.float32]:
    """The output vectors of a ``cong.mdl``, one row a morpheme.

    A row is ``dim`` 4-bit values, the even dimension in the low nibble; a half-float; one byte for each group of 8
    values, its high 2 bits plus 6 the zero point z, its low 6 bits plus 9 the scale s. A value x stands for
    ``trunc(((x - z) * s ± 4) / 9) * half / 8``, the sign being that of the product.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            raise LayoutError(f"{path.name}: {size} bytes")
        count, contexts, dim, _, _, window, bits, group, *_, offset = _HEADER.unpack(header)
        row = dim // 2 + 2 + dim // _GROUP
        context_row = row + 2 + (4 if window else 0)
        # After the output rows: with a window, as many rows of distant contexts, its confidences and a mask.
        rest = count * (row + 4) + 2 * window + (count + 7) // 8 if window else 0
        if (bits, group, dim % _GROUP) != (_BITS, _GROUP, 0) or size != (
            offset + contexts * context_row + count * row + rest
        ):
            raise LayoutError(f"{path.name}: {count}x{dim}, {bits} bits by {group}, {size} bytes")
        vectors = np.empty((count, dim), dtype=np.float32)
        file.seek(offset + contexts * context_row)
        for start in range(0, count, _BLOCK):
            block = np.frombuffer(file.read(min(_BLOCK, count - start) * row), dtype=np.uint8).reshape(-1, row)
            vectors[start : start + len(block)] = _decode(block, dim)
    if not np.isfinite(vectors).all():
        raise LayoutError(f"{path.name}: not finite")
    return vectors


def _decode(rows: NDArray[np.uint8], dim: int) -> NDArray[np.float32]:
    packed, half, groups = np.split(rows, (dim // 2, dim // 2 + 2), axis=1)
    values = np.empty((len(rows), dim), dtype=np.int16)
    values[:, 0::2] = packed & 15
    values[:, 1::2] = packed >> 4
    by_group = values.reshape(len(rows), -1, _GROUP)
    by_group -= ((groups >> 6).astype(np.int16) + 6)[:, :, None]
    by_group *= ((groups & 63).astype(np.int16) + 9)[:, :, None]
    scaled: NDArray[np.float32] = (values + np.where(values < 0, -4, 4)).astype(np.float32)
    scaled /= 9
    np.trunc(scaled, out=scaled)
    scaled *= np.ascontiguousarray(half).view("<f2").astype(np.float32) / 8
    return scaled


def read_morphemes(path: Path, count: int) -> list[Morpheme]:
    """The first ``count`` morphemes of a ``sj.morph``: a list of forms, then morphemes that name a form and a tag."""
    data = path.read_bytes()
    if data[:4] != _MAGIC:
        raise LayoutError(f"{path.name}: {data[:4]!r}")
    try:
        forms, position = _forms(data, len(_MAGIC))
        return _morphemes(data, position, forms, count)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise LayoutError(f"{path.name}: {error}") from error


def _forms(data: bytes, position: int) -> tuple[list[str], int]:
    """Each form: its UTF-16 units and the numbers of its morphemes, both with a count in front."""
    read = _COUNT.unpack_from
    (count,) = read(data, position)
    position += 4
    forms = []
    for _ in range(count):
        end = position + 4 + 2 * read(data, position)[0]
        forms.append(data[position + 4 : end].decode("utf-16-le"))
        position = end + 4 + 4 * read(data, end)[0]
    return forms, position


def _morphemes(data: bytes, position: int, forms: list[str], wanted: int) -> list[Morpheme]:
    """Each morpheme: form, tag and attributes; its parts and where they lie, with counts in front; more numbers."""
    read, read_count = _MORPHEME.unpack_from, _COUNT.unpack_from
    (count,) = read_count(data, position)
    position += 4
    found = []
    for number in range(count):
        form, tag, *_ = read(data, position)
        parts = read_count(data, position + 16)[0]
        if read_count(data, position + 20 + 4 * parts)[0] != parts:
            raise IndexError(f"morpheme {number}")
        position += 24 + 6 * parts + _MORPHEME_TAIL
        if number < wanted:
            known = tag & ~_IRREGULAR
            found.append(Morpheme(_compose(forms[form]), TAGS[known] if known < len(TAGS) else ""))
    if position != len(data) or len(found) != wanted:
        raise IndexError(f"{count} morphemes, {position} of {len(data)} bytes")
    return found


def _compose(form: str) -> str:
    """Kiwi stores final consonants apart from their syllables."""
    return unicodedata.normalize("NFC", form) if _CODA.search(form) else form


def _remedy(option: str = "") -> str:
    return f"pip install {option}'{PACKAGE}=={CHECKED}.*'"
