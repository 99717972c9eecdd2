from __future__ import annotations

import unicodedata

import pytest

from app.content.identifiers import fault_of_id
from app.content.links import leads_somewhere, linked_articles
from app.content.slug import slugify
from app.content.text import clean, clean_line, key


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("월렛 상태는 무엇인가요?", "월렛-상태는-무엇인가요"),
        ("1:1 채팅 / PC (Beta)", "1-1-채팅-pc-beta"),
        ("  --__--  ", "article"),
        ("", "article"),
        ("👩‍👩‍👧", "article"),
        (unicodedata.normalize("NFD", "월렛"), "월렛"),
        ("가" * 100, "가" * 60),
        ("가" * 40 + " " + "나" * 40, "가" * 40),
        ("가" * 20 + " " + "나" * 80, "가" * 20 + "-" + "나" * 39),
        ("가" * 60 + " 나", "가" * 60),
        ("İstanbul", "i-stanbul"),
        ("漢字 ÀÉ", "漢字-àé"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugify(text) == slug
    assert slugify(slug) == slug
    assert len(slug) <= 60


def test_clean_keeps_what_people_see() -> None:
    assert clean("e\u0301\r\n\t줄\r끝\x00\x1b[0m") == "é\n\t줄\n끝[0m"
    assert clean_line(" 여러\n 줄\u3000의\t제목 ") == "여러 줄 의 제목"
    assert key("１：１ 채팅, Ａ?") == "11채팅a"
    clean("\ud800").encode()


@pytest.mark.parametrize("article_id", ["a", "123", "doc/7", "a b", "한글", "...", "-", "x" * 200])
def test_ids_that_survive(article_id: str) -> None:
    assert fault_of_id(article_id) is None


@pytest.mark.parametrize("article_id", ["", " ", ".", "..", "a\n", "\u2029", "\udcff", "x" * 201])
def test_ids_that_do_not(article_id: str) -> None:
    assert fault_of_id(article_id)


def test_links_between_articles() -> None:
    body = "[가](/articles/a) [나](/articles/doc%2F7/슬러그) ![그림](/articles/b#c) [밖](https://x.example/articles/d)"
    assert linked_articles(body) == ["a", "doc/7/슬러그", "b"]
    assert leads_somewhere("a", {"a"})
    assert leads_somewhere("doc/7/슬러그", {"doc/7"})
    assert leads_somewhere("doc/7", {"doc/7"})
    assert not leads_somewhere("doc/8/슬러그", {"doc/7"})
