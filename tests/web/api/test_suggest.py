"""Suggestions over HTTP."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import Services
from tests.web.api.test_search import refused

SUGGEST = "/api/v1/suggest"


def suggest(client: FlaskClient, text: str) -> list[dict[str, Any]]:
    response = client.get(SUGGEST, query_string={"q": text})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    assert body["query"] == unicodedata.normalize("NFC", text).strip()
    found: list[dict[str, Any]] = body["suggestions"]
    return found


def test_an_article_says_all_that_a_client_shows(client: FlaskClient) -> None:
    (article,) = [found for found in suggest(client, "캐시를 충") if found["kind"] == "article"]
    assert article["id"] == "wallet-charge"
    assert article["text"] == "월렛에 캐시를 어떻게 충전하나요?"
    assert article["html"] == "월렛에 <mark>캐시를</mark> 어떻게 <mark>충</mark>전하나요?"
    assert article["breadcrumb"] == ["채널 관리자", "관리하기", "월렛"]
    assert article["url"].isascii()
    assert client.get(article["url"].removeprefix("https://help.example")).status_code == 200


def test_a_category_leads_to_a_search_within_it(client: FlaskClient) -> None:
    (category,) = [found for found in suggest(client, "월ㄹ") if found["kind"] == "category"]
    assert (category["text"], category["html"]) == ("월렛", "<mark>월렛</mark>")
    assert category["breadcrumb"] == ["채널 관리자", "관리하기", "월렛"]
    page = client.get(category["url"].removeprefix("https://help.example"))
    assert page.status_code == 200
    assert "월렛에 캐시를 어떻게 충전하나요?" in page.text
    assert "세금계산서를 다시 발행할 수 있나요?" not in page.text


def test_a_completion_leads_to_its_results(client: FlaskClient) -> None:
    completions = [found for found in suggest(client, "세금") if found["kind"] == "completion"]
    assert completions[0]["text"] == "세금계산서"
    assert (completions[0]["id"], completions[0]["breadcrumb"]) == ("", [])
    page = client.get(completions[0]["url"].removeprefix("https://help.example"))
    assert "세금계산서를 다시 발행할 수 있나요?" in page.text


def test_ids_of_any_kind_lead_to_their_articles(client: FlaskClient) -> None:
    found = [found for found in suggest(client, "특별한 문서") if found["kind"] == "article"]
    assert len(found) == 8
    for article in found:
        page = client.get(article["url"].removeprefix("https://help.example"))
        assert page.status_code == 200
        assert article["text"] in page.text


def test_drafts_are_not_suggested(client: FlaskClient) -> None:
    assert "secret" not in {found["id"] for found in suggest(client, "쓰는 중")}


def test_text_is_composed_and_blank_text_suggests_nothing(client: FlaskClient) -> None:
    assert suggest(client, unicodedata.normalize("NFD", "세금")) == suggest(client, "세금") != []
    assert suggest(client, "") == suggest(client, "   ") == suggest(client, "?!") == []
    assert client.get(SUGGEST).get_json() == {"query": "", "suggestions": []}


def test_a_browser_may_keep_what_was_found_for_a_minute(client: FlaskClient) -> None:
    assert client.get(SUGGEST, query_string={"q": "월렛"}).headers["Cache-Control"] == "private, max-age=60"
    assert client.get(SUGGEST, query_string={"q": "\0"}).headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in client.get(SUGGEST, query_string={"q": "월렛"}).headers


@pytest.mark.parametrize("text", ["가" * 301, "\0", "a\x1bb"])
def test_a_bad_text_is_refused(client: FlaskClient, text: str) -> None:
    refused(client.get(SUGGEST, query_string={"q": text}), "invalid_request", "q")


def test_the_longest_text_is_not(client: FlaskClient) -> None:
    for text in ("가" * 300, "ㅅ" * 300, "a" * 300, "가 " * 150, "세금계산서" * 60):
        suggest(client, text)


def test_other_parameters_are_refused(client: FlaskClient) -> None:
    refused(client.get(f"{SUGGEST}?q=1&limit=3"), "unknown_parameter", "limit")
    refused(client.get(f"{SUGGEST}?q=1&q=2"), "repeated_parameter", "q")
    refused(client.get(f"{SUGGEST}?q=%FF"), "malformed_query")


def test_without_an_index_it_is_unavailable(bare_app: Flask) -> None:
    response = bare_app.test_client().get(SUGGEST, query_string={"q": "월렛"})
    assert (response.status_code, response.get_json(force=True)["code"]) == (503, "index_unavailable")


def test_an_index_without_suggestions_is_unavailable_too(app: Flask) -> None:
    services: Services = app.extensions["barodap"]
    with services.generations.current() as generation, pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(generation.parts), "get", lambda self, part: None)
        response = app.test_client().get(SUGGEST, query_string={"q": "아직 안 물어본 말"})
    assert (response.status_code, response.get_json(force=True)["code"]) == (503, "index_unavailable")
