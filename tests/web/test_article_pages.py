"""Articles at their permalinks, and what is told about them to machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.copying import copies_of
from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, AWKWARD_IDS, app_on, published
from tests.web.conftest import SCRIPT, services_of, text_of

ID = "policy-appeal"


def _permalink(site: FlaskClient, article_id: str) -> str:
    article = services_of(site).articles.get(article_id)
    assert article is not None
    return f"/articles/{quote(article.id, safe='')}/{quote(article.slug, safe='')}"


def _data(response: TestResponse, kind: str) -> list[Any]:
    pattern = rf'<script type="{re.escape(kind)}"[^>]*>(.*?)</script>'
    return [json.loads(block) for block in re.findall(pattern, response.get_data(as_text=True), re.S)]


@pytest.mark.parametrize("rest", [ID, f"{ID}/old-title", f"{ID}/", f"{ID}/%EC%98%9B-%EC%A0%9C%EB%AA%A9"])
def test_a_missing_or_former_slug_leads_to_todays(site: FlaskClient, rest: str) -> None:
    response = site.get(f"/articles/{rest}?utm_source=a%26b&x=1")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{_permalink(site, ID)}?utm_source=a%26b&x=1"


def test_a_browser_asks_again_where_a_former_slug_leads(site: FlaskClient) -> None:
    """A title that is changed and changed back would otherwise be two redirects that lead to each other for ever."""
    assert site.get(f"/articles/{ID}/old-title").headers["Cache-Control"] == "no-cache"


def test_the_permalink_itself_answers(site: FlaskClient) -> None:
    response = site.get(_permalink(site, ID))
    text = text_of(response)
    assert response.status_code == 200
    assert "2026년 10월 30일 수정" in text
    assert "함께 보면 좋은 도움말" in text
    assert "이 도움말이 도움이 됐나요?" in text
    assert f'rel="canonical" href="https://help.example{_permalink(site, ID)}"' in response.get_data(as_text=True)


@pytest.mark.parametrize("article_id", AWKWARD_IDS)
def test_any_id_has_a_permalink(own: FlaskClient, article_id: str) -> None:
    permalink = _permalink(own, article_id)
    assert own.get(permalink).status_code == 200
    bare = own.get(f"/articles/{quote(article_id, safe='')}")
    assert (bare.status_code, bare.headers["Location"]) == (301, permalink)
    assert own.post(f"/articles/{quote(article_id, safe='')}/view").status_code == 204
    assert own.post(f"/articles/{quote(article_id, safe='')}/feedback", data={"helpful": "no"}).status_code == 303


@pytest.mark.parametrize("article_id", ["secret", "없는-글", "", "wallet-charge/x/y", "a" * 5000])
def test_what_is_not_published_is_not_found(own: FlaskClient, article_id: str) -> None:
    response = own.get(f"/articles/{quote(article_id)}")
    assert response.status_code == 404
    assert "초안" not in text_of(response)


def test_the_category_is_linked_at_each_level(site: FlaskClient) -> None:
    page = site.get(_permalink(site, ID)).get_data(as_text=True)
    for category in ("channel-admin", "channel-admin/etc", "channel-admin/etc/policy"):
        assert f'href="/categories/{category}"' in page


def test_variants_are_tabs(site: FlaskClient) -> None:
    page = site.get(_permalink(site, "trouble-blank-android")).get_data(as_text=True)
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.S)
    assert tabs
    assert re.findall(r">(PC|Android|iOS)</a>", tabs[0]) == ["PC", "Android", "iOS"]
    assert 'aria-current="page">Android' in tabs[0]


def test_the_faq_data_says_question_and_answer(site: FlaskClient) -> None:
    faq, crumbs = _data(site.get(_permalink(site, ID)), "application/ld+json")
    assert faq["@type"] == "FAQPage"
    question = faq["mainEntity"][0]
    assert question["name"] == "제재에 동의할 수 없어요. 이의 신청은 어떻게 하나요?"
    assert "<ol>" in question["acceptedAnswer"]["text"]
    assert [crumb["position"] for crumb in crumbs["itemListElement"]] == [1, 2, 3]


def test_hostile_text_stays_text(own: FlaskClient) -> None:
    response = own.get("/articles/hostile", follow_redirects=True)
    page = response.get_data(as_text=True)
    assert SCRIPT not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert _data(response, "application/ld+json")[0]["mainEntity"][0]["name"].startswith("</script><script>")
    assert SCRIPT in _data(response, "application/json")[0][0]["text"]


def test_copies_carry_the_answer_and_the_link(site: FlaskClient) -> None:
    article = services_of(site).articles.get("trouble-blank-pc")
    assert article is not None
    with site.application.test_request_context("/"):
        copies = copies_of(article)
    assert copies["link"] == f"https://help.example{_permalink(site, 'trouble-blank-pc')}"
    assert "1. 먼저 Ctrl+Shift+R" in copies["text"]
    assert "**" not in copies["text"]
    assert copies["markdown"].startswith(f"**{article.title}**\n\n")
    assert copies["markdown"].endswith(f"[{article.title}]({copies['link']})")


def test_links_in_copied_markdown_are_absolute(own: FlaskClient) -> None:
    response = own.get("/articles/wallet-charge", follow_redirects=True)
    markdown = _data(response, "application/json")[0][0]["markdown"]
    assert "(http://localhost/articles/wallet-refund)" in markdown


def test_lists_leave_the_texts_of_long_articles_to_their_pages(tmp_path: Path) -> None:
    long = {**ARTICLES[0], "id": "long", "related": [], "body": "긴 본문이에요. " * 2000, "variant_group": None}
    for app in app_on(published(settings_in(tmp_path), [ARTICLES[1], long])):
        visitor = app.test_client()
        response = visitor.get("/search")
        copies = {copy["link"].split("/")[-2]: copy for copy in _data(response, "application/json")[0]}
        assert len(response.get_data()) < 30_000
        assert set(copies["wallet-refund"]) == {"title", "link", "text", "markdown"}
        assert set(copies["long"]) == {"title", "link"}
        own_page = visitor.get(copies["long"]["link"])
        assert _data(own_page, "application/json")[0][0]["text"] == ("긴 본문이에요. " * 2000).strip()


def test_results_carry_their_copies_in_order(site: FlaskClient) -> None:
    response = site.get("/search?q=세금계산서")
    addresses = re.findall(r'<a href="([^"]+)" data-result>', response.get_data(as_text=True))
    copies = _data(response, "application/json")[0]
    assert [copy["link"] for copy in copies] == [f"https://help.example{address}" for address in addresses]
