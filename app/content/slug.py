"""The readable part of a permalink, and the segments of category ids."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 60
_OTHER = re.compile(r"[\W_]+")


def slugify(text: str, *, fallback: str = "article") -> str:
    """``text`` in lower case with only letters (Hangul among them) and digits, words joined by ``-``.

    At most ``MAX_LENGTH`` characters, cut between words where that keeps at least half; ``fallback`` when nothing is
    left. Slugging a slug changes nothing.
    """
    words = _OTHER.sub("-", unicodedata.normalize("NFC", text).lower())
    slug = unicodedata.normalize("NFC", words).strip("-")
    if len(slug) > MAX_LENGTH:
        head = slug[: MAX_LENGTH + 1].rpartition("-")[0]
        slug = head if len(head) >= MAX_LENGTH // 2 else slug[:MAX_LENGTH].rstrip("-")
    return slug or fallback
