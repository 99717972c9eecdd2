"""Bodies as HTML and as text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.content.markdown import to_html, to_text


def test_tables_of_addresses_are_whole_before_threads_come() -> None:
    """A first use by several threads at once met them half filled."""
    script = """
import app.content.markdown as markdown
from mdurl import _decode, _encode
before = [{key: len(table) for key, table in each.items()} for each in (_encode.encode_cache, _decode.decode_cache)]
markdown.to_html("[가](/나?a=%EA) ![가](/가) <https://가.example/%EA%B0%80>")
assert all(before), before
assert before == [
    {key: len(table) for key, table in each.items()} for each in (_encode.encode_cache, _decode.decode_cache)
], before
"""
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[눌러](javascript:alert(1))",
        "[눌러](data:text/html,x)",
        "![x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "[a](https://x.example 'x\" onmouseover=\"alert(1)')",
        "<style>*{display:none}</style>",
    ],
)
def test_html_can_run_nothing(body: str) -> None:
    html = to_html(body)
    assert "<script" not in html
    assert "<style" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<img src=x" not in html
    assert ' onmouseover="' not in html


def test_headings_start_below_the_page_title() -> None:
    assert "<h2>가</h2>" in to_html("### 가\n\n#### 나")
    assert "<h3>나</h3>" in to_html("### 가\n\n#### 나")
    assert "<h2>가</h2>" in to_html("# 가")


def test_tables_survive() -> None:
    assert "<td>10,000캐시</td>" in to_html("| 항목 | 값 |\n|---|---|\n| 최소 | 10,000캐시 |")


def test_text_keeps_the_shape_of_lists_and_tables() -> None:
    steps, table = "1. 하나\n2. 둘\n   - 안쪽", "| 가 | 나 |\n|---|---|\n| 1 | [링크](/articles/a) |"
    body = f"먼저 **확인**하세요.\n\n{steps}\n\n{table}\n\n끝"
    assert to_text(body) == "먼저 확인하세요.\n\n1. 하나\n2. 둘\n  • 안쪽\n\n가 | 나\n1 | 링크\n\n끝"


def test_text_of_code_and_soft_breaks() -> None:
    assert to_text("경로는 `관리 > 월렛`이에요.\n다음 줄") == "경로는 관리 > 월렛이에요. 다음 줄"


def test_columns_are_aligned_without_inline_styles() -> None:
    html = to_html("| 항목 | 값 |\n|---|--:|\n| 최소 | 10,000캐시 |")
    assert '<td align="right">10,000캐시</td>' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("written", "text", "html"),
    [
        ('**"오늘출발"**은 빨라요', '"오늘출발"은 빨라요', "<strong>&quot;오늘출발&quot;</strong>은"),
        ("위의 **+**를 눌러요", "위의 +를 눌러요", "<strong>+</strong>를"),
        ("*(선택)*이에요", "(선택)이에요", "<em>(선택)</em>이에요"),
        ('이**"것"**이', '이"것"이', "이<strong>&quot;것&quot;</strong>이"),
        ("**가**나 **다** 라", "가나 다 라", "<strong>가</strong>나 <strong>다</strong> 라"),
        ("2 * 3 * 4, a*b*c", "2 * 3 * 4, abc", "2 * 3 * 4, a<em>b</em>c"),
        ('**"foo"**bar', '**"foo"**bar', "**&quot;foo&quot;**bar"),
        ("__가(나)__다", "__가(나)__다", "__가(나)__다"),
        ("별 ** 두 개**는", "별 ** 두 개**는", "별 ** 두 개**는"),
    ],
)
def test_bold_text_ends_before_a_korean_particle(written: str, text: str, html: str) -> None:
    assert to_text(written) == text
    assert html in to_html(written).replace('"', "&quot;")
