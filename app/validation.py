"""What pydantic found, in Korean for the person who wrote the file, the request or the setting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

_MESSAGES: Mapping[str, str] = {
    "missing": "필수 {noun} '{field}'이(가) 없어요.",
    "extra_forbidden": "알 수 없는 {noun} '{field}'이(가) 있어요.",
    "literal_error": "'{field}' 값 {input!r}을(를) 쓸 수 없어요. 쓸 수 있는 값: {expected}",
    "string_type": "'{field}' 값은 글자여야 해요.",
    "string_too_short": "'{field}' 값이 비어 있어요.",
    "string_too_long": "'{field}' 값이 너무 길어요. (최대 {max_length}자)",
    "string_pattern_mismatch": "'{field}' 값 {input!r}에 쓸 수 없는 글자가 있어요.",
    "string_unicode": "'{field}' 값의 글자가 깨져 있어요.",
    "bool_type": "'{field}' 값은 true 또는 false여야 해요.",
    "json_invalid": "JSON 형식이 잘못됐어요. ({error})",
    "model_type": "이름과 값이 있는 객체여야 해요.",
    "list_type": "'{field}' 값은 목록이어야 해요.",
    "tuple_type": "'{field}' 값은 목록이어야 해요.",
    "too_short": "'{field}' 값이 비어 있어요.",
    "too_long": "'{field}' 값이 너무 많아요. (최대 {max_length}개)",
    "int_type": "'{field}' 값은 정수여야 해요.",
    "int_parsing": "'{field}' 값 {input!r}은(는) 정수가 아니에요.",
    "float_type": "'{field}' 값은 숫자여야 해요.",
    "float_parsing": "'{field}' 값 {input!r}은(는) 숫자가 아니에요.",
    "greater_than_equal": "'{field}' 값은 {ge} 이상이어야 해요.",
    "less_than_equal": "'{field}' 값은 {le} 이하여야 해요.",
    "value_error": "'{field}': {error}",
}
_DATES = "'{field}' 값 {input!r}은(는) 날짜가 아니에요. 2026-03-14처럼 쓰세요."


def explain(fault: ErrorDetails, noun: str = "필드") -> str:
    """One fault as a sentence that names the field and, where it helps, the value. ``noun`` is what a
    field is called there."""
    template = _DATES if fault["type"].startswith("date") else _MESSAGES.get(fault["type"], "'{field}': {message}")
    context: dict[str, Any] = {**fault.get("ctx", {}), "noun": noun, "input": fault["input"], "message": fault["msg"]}
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", ", ")
    return template.format(field=field_of(fault), **context)


def field_of(fault: ErrorDetails) -> str:
    """The faulty field as people write it; items count from 1: ``questions 2``."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"]) or "전체"
