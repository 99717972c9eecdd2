"""Articles over HTTP: the list, one by one whatever its id, and what readers say of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.api.conftest import ARTICLES, AWKWARD_IDS
from tests.web.api.test_search import refused

PUBLISHED = sorted(article["id"] for article in ARTICLES if article.get("status") != "draft")


def article(client: FlaskClient, id_: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/articles/{quote(id_, safe='')}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    return body


def vote(client: FlaskClient, id_: str = "tax-invoice-reissue", **body: Any) -> tuple[int, int]:
    response = client.post(f"/api/v1/articles/{quote(id_, safe='')}/feedback", json=body)
    assert response.status_code == 200, response.text
    assert response.get_json()["id"] == id_
    return response.get_json()["helpful"], response.get_json()["unhelpful"]


def test_the_list_holds_every_published_article_once(client: FlaskClient) -> None:
    pages = [client.get(f"/api/v1/articles?per_page=4&page={page}").get_json() for page in (1, 2, 3, 4, 5)]
    assert {page["total"] for page in pages} == {len(PUBLISHED)}
    assert pages[0]["pages"] == -(-len(PUBLISHED) // 4)
    assert [article["id"] for page in pages for article in page["articles"]] == PUBLISHED


def test_the_list_of_a_category_holds_what_is_below_it(client: FlaskClient) -> None:
    body = client.get("/api/v1/articles", query_string={"category": "채널 관리자 > 기타"}).get_json()
    assert [article["id"] for article in body["articles"]] == ["friends-android", "friends-ios", "friends-pc"]


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("category=nowhere", "invalid_request", "category"),
        ("category=a&category=b", "repeated_parameter", "category"),
        ("page=0", "invalid_request", "page"),
        ("per_page=101", "invalid_request", "per_page"),
        ("status=draft", "unknown_parameter", "status"),
    ],
)
def test_the_list_refuses_what_it_does_not_know(client: FlaskClient, query: str, code: str, parameter: str) -> None:
    refused(client.get(f"/api/v1/articles?{query}"), code, parameter)


def test_an_article_comes_whole(client: FlaskClient) -> None:
    body = article(client, "wallet-charge")
    assert body["body"]["markdown"] == ARTICLES[0]["body"]
    assert "<strong>충전하기</strong>" in body["body"]["html"]
    assert "1. 금액을 고르세요." in body["body"]["text"]
    assert body["breadcrumb"] == ["채널 관리자", "관리하기", "월렛"]
    assert (body["questions"], body["keywords"], body["revision"]) == (["캐시 충전 방법"], ["충전"], 1)
    assert body["related"][0]["id"] == "wallet-refund"
    assert body["degraded"] == []


def test_an_article_names_its_variants(client: FlaskClient) -> None:
    assert [variant["id"] for variant in article(client, "friends-pc")["variants"]] == [
        "friends-android",
        "friends-ios",
    ]


@pytest.mark.parametrize("id_", AWKWARD_IDS)
def test_any_id_is_reachable_as_imported(client: FlaskClient, id_: str) -> None:
    found = article(client, id_)
    assert found["id"] == id_
    assert client.get(found["url"].removeprefix("https://help.example")).status_code == 200
    assert vote(client, id_, helpful=True, visitor="x") == (1, 0)


@pytest.mark.parametrize(
    "id_", ["nobody", "secret", "a\x00b", "x" * 5000, "%zz", "tax-invoice-reissue/", "..", "\u2028"]
)
def test_an_unknown_id_is_not_found(client: FlaskClient, id_: str) -> None:
    for response in (
        client.get(f"/api/v1/articles/{quote(id_, safe='')}"),
        client.post(f"/api/v1/articles/{quote(id_, safe='')}/feedback", json={"helpful": True}),
    ):
        assert response.status_code == 404
        assert response.mimetype == "application/problem+json"
        assert response.get_json(force=True)["code"] == "not_found"


def test_a_visitor_has_one_vote(app: Flask) -> None:
    anna, ben = app.test_client(), app.test_client()
    before = article(anna, "tax-invoice-reissue")
    helpful, unhelpful = before["helpful"], before["unhelpful"]
    assert vote(anna, helpful=True) == (helpful + 1, unhelpful)
    assert vote(anna, helpful=False, reason="화면이\r\n달라요") == (helpful, unhelpful + 1)
    assert vote(ben, helpful=True) == (helpful + 1, unhelpful + 1)
    after = article(anna, "tax-invoice-reissue")
    assert (after["helpful"], after["unhelpful"]) == (helpful + 1, unhelpful + 1)


def test_a_client_may_name_its_visitor(app: Flask) -> None:
    assert vote(app.test_client(), "wallet-refund", helpful=True, visitor="widget-1") == (1, 0)
    assert vote(app.test_client(), "wallet-refund", helpful=False, visitor="widget-1") == (0, 1)
    assert vote(app.test_client(), "wallet-refund", helpful=True, visitor="widget-2") == (1, 1)


@pytest.mark.parametrize(
    ("body", "code", "parameter"),
    [
        (b"", "malformed_json", None),
        (b"{", "malformed_json", None),
        (b"\xff\xfe", "malformed_json", None),
        (b'{"helpful": NaN}', "malformed_json", None),
        (b'{"helpful": true, "helpful": false}', "malformed_json", None),
        (b'{"\\ud800": 1}', "malformed_json", None),
        (b"[" * 5000, "malformed_json", None),
        (b"1" * 5000, "malformed_json", None),
        (b"null", "invalid_request", None),
        (b"[true]", "invalid_request", None),
        (b"{}", "invalid_request", "helpful"),
        (b'{"helpful": null}', "invalid_request", "helpful"),
        (b'{"helpful": 1}', "invalid_request", "helpful"),
        (b'{"helpful": "\\ud800"}', "invalid_request", "helpful"),
        (b'{"helpful": true, "reason": 1}', "invalid_request", "reason"),
        (b'{"helpful": true, "reason": "\\ud800"}', "invalid_request", "reason"),
        (b'{"helpful": true, "reason": "\\u0000"}', "invalid_request", "reason"),
        (b'{"helpful": true, "reason": "' + b"a" * 501 + b'"}', "invalid_request", "reason"),
        (b'{"helpful": true, "visitor": "' + b"a" * 201 + b'"}', "invalid_request", "visitor"),
        (b'{"helpful": true, "vote": 1}', "unknown_parameter", "vote"),
    ],
)
def test_a_bad_body_is_refused_by_field(client: FlaskClient, body: bytes, code: str, parameter: str | None) -> None:
    refused(
        client.post("/api/v1/articles/wallet-charge/feedback", data=body, content_type="application/json"),
        code,
        parameter,
    )
    assert article(client, "wallet-charge")["helpful"] == 0


def test_feedback_takes_no_query_string(client: FlaskClient) -> None:
    response = client.post("/api/v1/articles/wallet-charge/feedback?helpful=true", json={"helpful": True})
    refused(response, "unknown_parameter", "helpful")


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_body_must_say_that_it_is_json(client: FlaskClient, content_type: str) -> None:
    response = client.post(
        "/api/v1/articles/wallet-charge/feedback", data='{"helpful": true}', headers={"Content-Type": content_type}
    )
    assert (response.status_code, response.get_json(force=True)["code"]) == (415, "unsupported_media_type")


def test_a_body_has_a_limit(client: FlaskClient) -> None:
    response = client.post("/api/v1/articles/wallet-charge/feedback", json={"helpful": True, "reason": "a" * 100_000})
    assert (response.status_code, response.get_json(force=True)["code"]) == (413, "content_too_large")


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_sites_page_cannot_vote(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post("/api/v1/articles/wallet-charge/feedback", json={"helpful": True}, headers=headers)
    assert (response.status_code, response.get_json(force=True)["code"]) == (403, "forbidden")
    assert article(client, "wallet-charge")["helpful"] == 0
