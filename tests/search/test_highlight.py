"""Marks and snippets: around the matches, and safe whatever the text."""

from __future__ import annotations

import re
import tracemalloc
from bisect import bisect_left
from collections.abc import Sequence
from html import escape
from sys import getsizeof

import pytest

from app.analysis.views import Analyzer
from app.search.highlight import SNIPPET_LENGTH, Highlighter, lay_out

BODY = (
    "처음 문장은 준비물을 설명해요. 두 번째 문장은 화면을 설명해요. 이 문장은 길이를 채우려고 더 길게 썼어요. "
    "그다음 문장도 마찬가지로 아무 상관이 없는 내용이에요. 여기까지 읽어도 아직 답이 나오지 "
    "않으니 조금 더 내려가야 해요. 드디어 본론이에요. 환불은 유상캐시만 신청할 수 있어요. 마지막 문장이에요."
)


def plain(html: str) -> str:
    return re.sub(r"</?mark>", "", html)


def test_inflected_words_are_marked_by_their_stem(analyzer: Analyzer) -> None:
    assert Highlighter("충전하는 방법", analyzer).mark("캐시를 충전해요") == "캐시를 <mark>충전</mark>해요"


def test_words_typed_without_spaces_are_marked(analyzer: Analyzer) -> None:
    assert "<mark>" in Highlighter("세금계산서수정", analyzer).mark("세금계산서를 수정하고 싶어요")


def test_a_layout_takes_little_memory_beside_the_body() -> None:
    body = "환불 " * 600
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        lay_out(body)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 4 * getsizeof(body)


def test_markup_in_text_and_query_is_escaped(analyzer: Analyzer) -> None:
    text = "<script>alert('월렛')</script> & \"월렛\""
    html = Highlighter("<script> 월렛 & alert", analyzer).mark(text)
    assert re.sub(r"</?mark>", "", html).count("<") == 0
    assert "<mark>월렛</mark>" in html
    assert "&amp;" in html


@pytest.mark.parametrize("sign", list("&<>\"'"))
def test_a_single_sign_of_markup_is_escaped_beside_a_mark(analyzer: Analyzer, sign: str) -> None:
    html = Highlighter("월렛", analyzer).mark(f"월렛 {sign} 캐시")
    assert html == f"<mark>월렛</mark> {escape(sign)} 캐시"


@pytest.mark.parametrize(
    ("before", "begins"),
    [
        ("하나 둘 셋 넷", "…셋 넷 월렛"),
        (f"하나 둘 {'셋' * 40} 넷", "…넷 월렛"),
        ("하나" * 40 + " ", "…월렛"),
        ("하나" * 40, "…월렛"),
    ],
)
def test_a_match_is_read_with_the_two_words_before_it(analyzer: Analyzer, before: str, begins: str) -> None:
    layout = lay_out(f"{'가' * 150} {before} 월렛이에요 {'나' * 150}")
    assert Highlighter("월렛", analyzer).snippet(layout).text.startswith(begins)


def test_the_snippet_lies_around_the_match(analyzer: Analyzer) -> None:
    snippet = Highlighter("유상캐시 환불", analyzer).snippet(lay_out(BODY))
    assert "<mark>환불</mark>" in snippet.html
    assert snippet.text.startswith("…")
    assert len(snippet.text) <= SNIPPET_LENGTH + 2
    assert plain(snippet.html) == snippet.text


def test_without_a_match_the_snippet_is_the_beginning(analyzer: Analyzer) -> None:
    assert Highlighter("무관", analyzer).snippet(lay_out(BODY)).text.startswith("처음 문장은")
    assert Highlighter("", analyzer).snippet(lay_out(BODY)).text.startswith("처음 문장은")


@pytest.mark.parametrize("body", ["", " ", "가", "가" * 5000, "\n\n\n가 나\n", "İ" * 300 + " 월렛", "👩‍👩‍👧 월렛 👍"])
def test_odd_bodies(analyzer: Analyzer, body: str) -> None:
    snippet = Highlighter("월렛", analyzer).snippet(lay_out(body))
    assert len(snippet.text) <= SNIPPET_LENGTH + 2
    assert plain(snippet.html) == snippet.text


def test_long_bodies_are_looked_at_once(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work grows with the text: twice the matches, about twice the look-ups."""
    looked_at: list[int] = []

    def counting(values: Sequence[int], start: int) -> int:
        looked_at.append(bisect_left(values, start))
        return looked_at[-1]

    monkeypatch.setattr("app.search.highlight.bisect_left", counting)
    body = "월렛 충전은 여기에서 해요. " * 3000
    snippet = Highlighter("월렛 충전", analyzer).snippet(lay_out(body))
    assert snippet.html.startswith("<mark>월렛</mark> <mark>충전</mark>")
    assert len(looked_at) <= 9001


@pytest.mark.parametrize("query", ["월렛 상태", "세금계산서 발행 언제", "channel"])
def test_a_match_far_down_a_long_body_is_found(analyzer: Analyzer, query: str) -> None:
    body = "아무 상관 없는 문장이에요. " * 2000 + f"그런데 {query} 이야기예요."
    assert "<mark>" in Highlighter(query, analyzer).snippet(lay_out(body)).html
