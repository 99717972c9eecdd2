"""One spelling for what looks the same, without moving a character."""

from __future__ import annotations

import re
import unicodedata

VERSION = "2"
"""Part of every tokenizer's fingerprint: raise it when ``fold`` gives anything else than before."""

_SAME_LETTER = frozenset({"<wide>", "<narrow>", "<font>", "<noBreak>"})

_MISSPELT = re.compile("[됬됫]|(?<![가-힣])않(?=[되돼된될됨됐와왔나났보봐떠떴가갔해했하한할열켜주줘받먹맞])")
"""Spellings that stand for no word of their own: 됬 for 됐, and 않 for 안 before a verb."""
_MISTAKEN = re.compile("[됬됫않]")
_PLAIN = re.compile("[ -@[-~가-힣]*")
"""Hangul and ASCII but for capitals and controls: composed as it is, and each character is its own fold."""


def normalise(text: str) -> str:
    """``text`` composed (NFC) and folded: what all analysis sees."""
    return _righted(text) if _PLAIN.fullmatch(text) else fold(unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """``text`` with one character for each of its own, so that offsets into one are offsets into the other.

    Full-width and half-width forms become ordinary ones, Latin becomes lower case, and every separator, control and
    invisible character (zero-width ones too) becomes a space. Hangul stays as typed: a lone jamo such as ``ㅋ`` is not
    composed, and NFD text must have been composed before. The two commonest misspellings of all, 됬 for 됐 and 않 for
    안, are righted.
    """
    return _righted(text if _PLAIN.fullmatch(text) else text.translate(_TABLE))


def _righted(text: str) -> str:
    # Most texts have none, which is quicker to see by the letters alone.
    if not _MISTAKEN.search(text):
        return text
    return _MISSPELT.sub(lambda found: "안" if found[0] == "않" else "됐", text)


class _Table(dict[int, str]):
    """Filled as characters are met; at most one entry for each code point."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_TABLE = _Table()


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}:
        return " "
    tag, _, target = unicodedata.decomposition(character).partition(" ")
    if tag in _SAME_LETTER and " " not in target:
        return _fold_character(chr(int(target, 16)))
    lower = character.lower()
    return lower if len(lower) == 1 else character
