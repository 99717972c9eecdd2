"""Text as it enters: one Unicode form, no characters that a page, a terminal or a database chokes on."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """NFC, ``\\n`` line ends, no control characters but tab and newline; a lone surrogate becomes U+FFFD."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)))


def clean_line(text: str) -> str:
    """``clean`` on a single line: every run of white space becomes one space, none at the ends."""
    return _SPACES.sub(" ", clean(text)).strip()


def key(text: str) -> str:
    """What two spellings of one phrase share: letters and digits, lower case, compatibility forms folded."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())
