"""From the address of a search page to a Query, checked at the boundary."""

from __future__ import annotations

from typing import get_args
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.datastructures import MultiDict

from app.analysis.text import clean
from app.errors import InvalidRequestError
from app.models import PLATFORMS, Platform, Query, Sort
from app.search.parser import MAX_CATEGORIES, MAX_QUERY

MAX_PAGE_DIGITS = 12
PER_PAGE = 10


def arguments_of(request: Request) -> MultiDict[str, str]:
    """The query string's. Raises InvalidRequestError when it is not UTF-8, as from a page in EUC-KR."""
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequestError("글자가 깨져 있어요. UTF-8로 다시 보내 주세요.", parameter="q") from error
    return request.args


def query_of(arguments: MultiDict[str, str]) -> Query:
    """The query that ``arguments`` ask for; unknown parameters are set aside, as links carry tracking ones.

    Raises InvalidRequestError naming the parameter whose value cannot be used. Categories are checked by the search.
    """
    categories = tuple(
        filter(None, (clean(value, MAX_QUERY, parameter="category") for value in arguments.getlist("category")))
    )
    if len(categories) > MAX_CATEGORIES:
        raise InvalidRequestError(f"카테고리는 {MAX_CATEGORIES}개까지 고를 수 있어요.", parameter="category")
    return Query(
        text=clean(arguments.get("q", ""), MAX_QUERY, parameter="q"),
        categories=categories,
        platform=_platform(arguments.get("platform", "")),
        sort=sort_of(arguments),
        page=page_of(arguments),
        per_page=PER_PAGE,
        verbatim=_verbatim(arguments.get("verbatim", "")),
    )


def sort_of(arguments: MultiDict[str, str]) -> Sort:
    """The order asked for; by relevance when none is. Raises InvalidRequestError for an unknown one."""
    value = arguments.get("sort", "") or "relevance"
    for sort in get_args(Sort):
        if value == sort:
            return sort  # type: ignore[no-any-return]
    raise InvalidRequestError(
        "쓸 수 없는 정렬 기준이에요. 정확도순, 최신순, 조회순 가운데 골라 주세요.", parameter="sort"
    )


def page_of(arguments: MultiDict[str, str]) -> int:
    """The page asked for, from 1. Raises InvalidRequestError for anything but a whole number from 1."""
    value = arguments.get("page", "") or "1"
    if not (value.isascii() and value.isdecimal() and len(value) <= MAX_PAGE_DIGITS and int(value) > 0):
        raise InvalidRequestError("쪽 번호는 1부터 시작하는 숫자여야 해요.", parameter="page")
    return int(value)


def _platform(value: str) -> Platform:
    for platform in PLATFORMS:
        if (value or "all") == platform:
            return platform
    raise InvalidRequestError("쓸 수 없는 기기예요. PC, Android, iOS 가운데 골라 주세요.", parameter="platform")


def _verbatim(value: str) -> bool:
    if value not in ("", "0", "1"):
        raise InvalidRequestError("verbatim은 1(입력한 그대로 검색) 또는 0이어야 해요.", parameter="verbatim")
    return value == "1"
