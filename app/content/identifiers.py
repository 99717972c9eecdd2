"""Which article ids can be kept as they came: in a URL, on a terminal and in a database."""

from __future__ import annotations

import unicodedata

from app.storage.tables import ID_LENGTH

# Control characters, lone surrogates, line and paragraph separators.
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}


def fault_of_id(article_id: str) -> str | None:
    """Why ``article_id`` cannot be an article's id, in Korean; None when it can."""
    if not article_id.strip():
        return "id가 비어 있어요."
    if len(article_id) > ID_LENGTH:
        return f"id가 너무 길어요. ({len(article_id)}자, 최대 {ID_LENGTH}자)"
    if not is_storable(article_id):
        return "id에 제어 문자나 깨진 문자가 있어요."
    if article_id in (".", ".."):
        return f"'{article_id}'은(는) 주소에 쓸 수 없어서 id로 쓸 수 없어요."
    return None


def is_storable(text: str) -> bool:
    """Whether ``text`` is free of control characters, lone surrogates and line separators."""
    return not any(unicodedata.category(character) in _REFUSED for character in text)
