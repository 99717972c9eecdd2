"""Search and categories over HTTP."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SEARCH = "/api/v1/search"


def search(client: FlaskClient, **parameters: Any) -> dict[str, Any]:
    response = client.get(SEARCH, query_string=parameters)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    return body


def refused(response: TestResponse, code: str, parameter: str | None = None) -> dict[str, Any]:
    assert response.status_code == 400, response.text
    assert response.mimetype == "application/problem+json"
    problem: dict[str, Any] = response.get_json(force=True)
    assert (problem["code"], problem.get("parameter"), problem["status"]) == (code, parameter, 400)
    assert any("가" <= character <= "힣" for character in problem["detail"])
    return problem


def test_a_hit_says_all_that_a_client_shows(client: FlaskClient) -> None:
    result = search(client, q="캐시 충전", per_page=1)
    assert (result["query"], result["page"], result["per_page"]) == ("캐시 충전", 1, 1)
    assert result["total"] == result["pages"] >= 1
    assert result["took_ms"] > 0
    assert (result["floor"], result["degraded"]) == ("none", [])
    assert result["generation"]
    (hit,) = result["hits"]
    assert hit["id"] == "wallet-charge"
    assert hit["title"] == "월렛에 캐시를 어떻게 충전하나요?"
    assert "<mark>캐시</mark>" in hit["title_html"]
    assert hit["url"].startswith("https://help.example/articles/wallet-charge/")
    assert hit["url"].isascii()
    assert hit["breadcrumb"] == ["채널 관리자", "관리하기", "월렛"]
    assert "충전" in hit["snippet_text"]
    assert "<mark>충전" in hit["snippet_html"]
    assert hit["score"] > 0
    assert "literal" in hit["matched_by"]
    assert (hit["updated_at"], hit["views"], hit["platform"], hit["variants"]) == ("2026-03-02", 300, "all", [])


def test_html_in_an_article_is_escaped(client: FlaskClient) -> None:
    (hit,) = [hit for hit in search(client, q="환불 영업일")["hits"] if hit["id"] == "wallet-refund"]
    assert "<b>" not in hit["snippet_html"].replace("<mark>", "").replace("</mark>", "")


def test_variants_carry_their_own_addresses(client: FlaskClient) -> None:
    (hit,) = search(client, q="친구그룹 만들기", platform="ios")["hits"]
    assert hit["id"] == "friends-ios"
    assert {variant["id"]: variant["platform"] for variant in hit["variants"]} == {
        "friends-pc": "pc",
        "friends-android": "android",
    }
    for variant in hit["variants"]:
        assert client.get(variant["url"].removeprefix("https://help.example")).status_code == 200


def test_categories_combine_by_id_and_by_name(client: FlaskClient) -> None:
    facets = {tuple(facet["breadcrumb"]): facet for facet in search(client)["facets"]}
    wallet, tax = facets["채널 관리자", "관리하기", "월렛"], facets["채널 관리자", "관리하기", "세금계산서"]
    both = search(client, category=[wallet["id"], "세금계산서"])
    assert both["total"] == wallet["count"] + tax["count"]
    assert both["categories"] == [wallet["id"], tax["id"]]
    assert {facet["id"] for facet in both["facets"] if facet["selected"]} == {wallet["id"], tax["id"]}


def test_sorts_and_pages(client: FlaskClient) -> None:
    newest = [hit["updated_at"] for hit in search(client, sort="newest", per_page=100)["hits"]]
    assert newest == sorted(newest, reverse=True)
    pages = [search(client, sort="views", per_page=4, page=page)["hits"] for page in (1, 2, 3, 4)]
    ids = [hit["id"] for page in pages for hit in page]
    assert len(ids) == len(set(ids)) == search(client)["total"]
    assert search(client, page=10_000)["hits"] == []


def test_what_matches_nothing_says_so(client: FlaskClient) -> None:
    result = search(client, q="?!.")
    assert (result["total"], result["hits"]) == (0, [])
    assert result["floor"] in ("no_match", "below_floor")


def test_decomposed_text_is_composed(client: FlaskClient) -> None:
    decomposed = unicodedata.normalize("NFD", "세금계산서")
    assert search(client, q=decomposed)["query"] == "세금계산서"
    longest = unicodedata.normalize("NFD", "각" * 300)
    assert len(longest) == 900
    assert search(client, q=longest)["query"] == "각" * 300
    refused(client.get(SEARCH, query_string={"q": longest + "각"}), "invalid_request", "q")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("q=" + "a" * 301, "q"),
        ("q=%00", "q"),
        ("q=a%1Bb", "q"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=10001", "page"),
        ("page=1000000000", "page"),
        ("page=" + "9" * 5000, "page"),
        ("page=1.0", "page"),
        ("page=1_0", "page"),
        ("page=+1", "page"),
        ("page=%D9%A1", "page"),
        ("page=", "page"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("per_page=x", "per_page"),
        ("sort=best", "sort"),
        ("sort=", "sort"),
        ("platform=windows", "platform"),
        ("category=nowhere", "category"),
        ("category=", "category"),
        ("category=%00", "category"),
        ("&".join(f"category={number}" for number in range(51)), "category"),
    ],
)
def test_a_bad_value_is_refused_by_name(client: FlaskClient, query: str, parameter: str) -> None:
    refused(client.get(f"{SEARCH}?{query}"), "invalid_request", parameter)


@pytest.mark.parametrize("name", ["Q", "query", "categories", "q[]", "utm_source", "한글", ""])
def test_an_unknown_parameter_is_refused_by_name(client: FlaskClient, name: str) -> None:
    problem = refused(client.get(SEARCH, query_string={name: "x"}), "unknown_parameter", name or None)
    assert problem["detail"].startswith("알 수 없는 매개변수")


@pytest.mark.parametrize("name", ["q", "sort", "platform", "page", "per_page"])
def test_a_repeated_parameter_is_refused(client: FlaskClient, name: str) -> None:
    refused(client.get(f"{SEARCH}?{name}=1&{name}=1"), "repeated_parameter", name)


@pytest.mark.parametrize(
    "query",
    ["q=%", "q=%E", "q=%zz", "q=%EC%84", "q=%ED%A0%80", "q=%FF", "%zz=1", "&".join(f"q{n}=" for n in range(201))],
)
def test_a_query_string_that_cannot_be_decoded_is_refused(client: FlaskClient, query: str) -> None:
    refused(client.get(f"{SEARCH}?{query}"), "malformed_query")


@pytest.mark.parametrize(
    "text", ["[가 TO 힣]", "(((((", "' OR 1=1 --", "<script>alert(1)</script>", ".*", "title:월렛", "*", "%"]
)
def test_syntax_of_other_languages_is_only_text(client: FlaskClient, text: str) -> None:
    assert search(client, q=text)["query"] == text


def test_categories_are_a_tree_whose_counts_a_search_confirms(client: FlaskClient) -> None:
    body = client.get("/api/v1/categories").get_json()
    (root,) = body["categories"]
    assert (root["name"], root["count"]) == ("채널 관리자", body["total"])
    assert [child["name"] for child in root["children"]] == ["관리하기", "기타"]

    def check(node: dict[str, Any]) -> None:
        assert search(client, category=node["id"])["total"] == node["count"]
        if node["children"]:
            assert sum(child["count"] for child in node["children"]) == node["count"]
        for child in node["children"]:
            check(child)

    check(root)


def test_categories_take_no_parameters(client: FlaskClient) -> None:
    refused(client.get("/api/v1/categories?depth=1"), "unknown_parameter", "depth")


def test_a_correction_is_named_and_can_be_undone(client: FlaskClient) -> None:
    result = search(client, q="새금계산서 발행")
    assert result["query"] == "새금계산서 발행"
    assert result["corrected"]["text"] == "세금계산서 발행"
    assert result["corrected"]["rung"] == "spelling"
    assert 0 < result["corrected"]["trust"] <= 1
    assert "spelling" in result["hits"][0]["matched_by"]
    for verbatim in (search(client, q="새금계산서 발행", verbatim=1), search(client, q="세금계산서 발행")):
        assert (verbatim["corrected"], verbatim["suggestions"]) == (None, [])
    assert search(client, q="새금계산서 발행", verbatim=0)["corrected"] == result["corrected"]


def test_every_answer_says_how_sure_it_is(client: FlaskClient) -> None:
    sure, nothing, all_of_it = search(client, q="캐시 충전"), search(client, q="제주도 맛집"), search(client)
    assert sure["outcome"] == "answered"
    assert 0.5 < sure["confidence"] <= 1
    assert (nothing["outcome"], nothing["hits"], nothing["corrected"]) == ("abstained", [], None)
    assert nothing["confidence"] < sure["confidence"]
    assert (all_of_it["outcome"], all_of_it["confidence"]) == ("answered", 0)


@pytest.mark.parametrize("value", ["true", "2", "01", "", " 1"])
def test_a_flag_is_0_or_1(client: FlaskClient, value: str) -> None:
    refused(client.get(SEARCH, query_string={"q": "월렛", "verbatim": value}), "invalid_request", "verbatim")


def test_an_explanation_is_given_when_asked_for_and_only_then(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = search(client, q="새금계산서 발행", explain=1)
    explanation = result["explanation"]
    assert [each["id"] for each in explanation["hits"]] == [hit["id"] for hit in result["hits"]]
    for hit, explained in zip(result["hits"], explanation["hits"], strict=True):
        assert sum(term["contribution"] for term in explained["signals"]) == pytest.approx(hit["score"], abs=1e-5)
        # JSON objects keep no order that a client may rely on.
        assert set(explained["matched"]) == set(hit["matched_by"])
    chosen = [each["text"] for each in explanation["readings"] if each["chosen"]]
    assert chosen == [result["corrected"]["text"]]
    assert explanation["decision"]["outcome"] == result["outcome"]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("explained without being asked")

    monkeypatch.setattr("app.search.service.explain", never)
    assert search(client, q="새금계산서 발행")["explanation"] is None


@pytest.mark.parametrize("query", ["", "ㅁㄴㅇㄹ", "김치찌개 끓이는 법"])
def test_browsing_and_nothing_can_be_explained_too(client: FlaskClient, query: str) -> None:
    result = search(client, q=query, explain=1)
    assert result["explanation"]["decision"]["outcome"] == result["outcome"]
    assert len(result["explanation"]["hits"]) == len(result["hits"])
