"""The search as a client of Zendesk's meets it, on the sample articles and on awkward ones."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.content.numbers import number_of
from tests.web.api.conftest import AWKWARD_IDS, WALLET

SEARCH = "/api/v2/help_center/articles/search"
HOST = "https://help.example"
FIELDS = {
    *("id", "url", "html_url", "author_id", "comments_disabled", "draft", "promoted", "position", "vote_sum"),
    *("vote_count", "section_id", "created_at", "updated_at", "edited_at", "name", "title", "body", "source_locale"),
    *("locale", "outdated", "outdated_locales", "user_segment_id", "permission_group_id", "content_tag_ids"),
    *("label_names", "snippet", "result_type"),
}
MANAGE = "channel-admin/manage"


def found(client: FlaskClient, **parameters: Any) -> dict[str, Any]:
    response = client.get(SEARCH, query_string=parameters)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    return body


def ids(body: dict[str, Any]) -> list[int]:
    return [result["id"] for result in body["results"]]


def test_a_result_has_all_that_zendesk_says(site: FlaskClient) -> None:
    body = found(site, query="월렛 상태는 무엇을 뜻하나요", per_page=1)
    assert set(body) == {"count", "next_page", "page", "page_count", "per_page", "previous_page", "results"}
    (result,) = body["results"]
    assert set(result) == FIELDS
    assert result["id"] == number_of("wallet-status")
    assert result["section_id"] == number_of("channel-admin/manage/wallet")
    assert result["html_url"].startswith(f"{HOST}/articles/wallet-status/")
    assert site.get(result["url"].removeprefix(HOST)).get_json()["id"] == "wallet-status"
    assert "<em>월렛</em>" in result["snippet"]
    assert "<mark>" not in result["snippet"]
    assert result["title"] == result["name"] == "월렛 상태는 무엇인가요?"
    assert result["updated_at"].endswith("T00:00:00Z")
    assert result["label_names"]


def test_it_finds_what_the_search_finds(site: FlaskClient) -> None:
    for query in ("환불", "프로필 사진 바꾸기", "스마트폰 액정 수리"):
        hits = site.get("/api/v1/search", query_string={"q": query, "per_page": 100}).get_json()
        body = found(site, query=query, per_page=100)
        assert body["count"] == hits["total"]
        assert ids(body) == [number_of(hit["id"]) for hit in hits["hits"]]


def test_nothing_is_shown_that_has_nothing_to_do_with_it(site: FlaskClient) -> None:
    body = found(site, query="고양이 사료는 하루에 몇 번 주나요")
    assert (body["count"], body["page_count"], body["next_page"], body["results"]) == (0, 0, None, [])


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_pages_lead_to_each_other_until_the_end(site: FlaskClient, suffix: str) -> None:
    wanted = {"query": "채널 친구", "section": MANAGE, "label_names": "", "per_page": 7}
    body = site.get(SEARCH + suffix, query_string=wanted).get_json()
    assert body["count"] > 21
    assert body["previous_page"] is None
    seen, addresses = ids(body), []
    while body["next_page"]:
        addresses.append(body["next_page"])
        assert body["next_page"].startswith(f"{HOST}{SEARCH}{suffix}?")
        body = site.get(body["next_page"].removeprefix(HOST)).get_json()
        seen += ids(body)
    assert body["page"] == body["page_count"] == len(addresses) + 1
    assert len(seen) == len(set(seen)) == body["count"]
    before = site.get(body["previous_page"].removeprefix(HOST)).get_json()
    assert before["page"] == body["page"] - 1
    beyond = site.get(SEARCH + suffix, query_string=wanted | {"page": 999_999}).get_json()
    assert (beyond["results"], beyond["next_page"]) == ([], None)
    assert site.get(beyond["previous_page"].removeprefix(HOST)).get_json() == body


@pytest.mark.parametrize("locale", ["*", "ko", "ko-KR", "en-us", "없음", ""])
def test_there_is_one_locale(site: FlaskClient, locale: str) -> None:
    assert found(site, query="환불", locale=locale)["results"] == found(site, query="환불")["results"]


def test_categories_and_sections_are_named_by_number_or_by_id(site: FlaskClient) -> None:
    wallet = f"{MANAGE}/wallet"
    within = found(site, section=wallet, per_page=100)
    assert {result["section_id"] for result in within["results"]} == {number_of(wallet)}
    assert found(site, section=number_of(wallet), per_page=100)["results"] == within["results"]
    assert found(site, category=number_of("channel-admin"), section=wallet)["count"] == within["count"]
    assert found(site, category=wallet, section="channel-admin")["count"] == within["count"]
    both = found(site, section=f"{wallet},{MANAGE}/coupon")
    coupon = found(site, section=f"{MANAGE}/coupon")
    assert both["count"] == within["count"] + coupon["count"]
    assert found(site, category=wallet, section=f"{MANAGE}/coupon")["count"] == 0


def test_labels_are_the_keywords_in_whatever_case(own: FlaskClient) -> None:
    assert ids(found(own, label_names="충전")) == [number_of("wallet-charge")]
    assert ids(found(own, query="월렛", label_names="충전,없는 말")) == [number_of("wallet-charge")]
    assert found(own, query="월렛", label_names="없는 말")["count"] == 0
    assert found(own, query="월렛", label_names=" , ")["count"] > 1


def test_labels_do_not_mind_the_case(site: FlaskClient) -> None:
    some = found(site, label_names="qr코드")
    assert some["count"]
    assert some["results"] == found(site, label_names="QR코드")["results"]


def test_the_newest_come_first_when_asked(site: FlaskClient) -> None:
    for order in ("created_at", "updated_at"):
        days = [
            result["updated_at"] for result in found(site, query="환불", sort_by=order, sort_order="desc")["results"]
        ]
        assert days == sorted(days, reverse=True)
        assert len(set(days)) > 1


def test_what_is_foreign_is_safe_and_complete(own: FlaskClient) -> None:
    hostile = found(own, query="제목에 태그가 있으면 어떻게 되나요")["results"][0]
    assert hostile["id"] == number_of("hostile")
    assert "<script" not in hostile["body"] + hostile["snippet"]
    assert '="javascript:' not in hostile["body"]
    charge = found(own, query="월렛 캐시 충전")["results"][0]
    assert '<a href="http://localhost/articles/wallet-refund"' in charge["body"]


def test_ids_of_any_kind_have_addresses_that_lead_to_them(own: FlaskClient) -> None:
    results = found(own, query="특별한 문서", per_page=100)["results"]
    assert {number_of(id_) for id_ in AWKWARD_IDS} <= {result["id"] for result in results}
    for result in results:
        assert own.get(result["html_url"].removeprefix("http://localhost")).status_code == 200
        answer = own.get(result["url"].removeprefix("http://localhost")).get_json()
        assert number_of(answer["id"]) == result["id"]


def test_drafts_are_not_found(own: FlaskClient) -> None:
    assert number_of("secret") not in ids(found(own, section=" > ".join(WALLET), per_page=100))


BAD = [
    *("", "query=", "query=%20&section=,", "per_page=10"),
    *("query=a&per_page=0", "query=a&per_page=101", "query=a&per_page=ten", "query=a&per_page=1.0"),
    *("query=a&page=0", "query=a&page=-1", "query=a&page=1e3", f"query=a&page={'9' * 400}"),
    *("query=a&section=9007199254740991", f"query=a&category={'9' * 400}", "query=a&category=없어요"),
    *("query=a&sort_by=position", "query=a&sort_order=asc", "query=a&sort_by=updated_at&sort_order=asc"),
    *("query=a&created_after=2026-01-01", "query=a&updated_before=2026-01-01"),
    *(f"query={'가' * 301}", "query=%00", "query=%ED%A0%80", "query=%B0%A1", "query=%zz", "query=a&query=b"),
    *(f"query=a&section={'a,' * 60}", f"label_names={'a' * 400}", "&".join(f"x{n}=1" for n in range(300))),
]


@pytest.mark.parametrize("query", BAD)
def test_a_bad_request_is_told_as_zendesk_does(site: FlaskClient, query: str) -> None:
    response = site.get(f"{SEARCH}?{query}")
    assert (response.status_code, response.mimetype) == (400, "application/json")
    assert set(response.get_json()) == {"error", "description"}
    assert "요" in response.get_json()["description"]


@pytest.mark.parametrize("query", ["brand_id=1&multibrand=false", "include=translations", "locale=&category=&section="])
def test_what_changes_nothing_here_is_passed_over(site: FlaskClient, query: str) -> None:
    assert site.get(f"{SEARCH}?query=환불&{query}").get_json()["count"] == found(site, query="환불")["count"]


def test_without_an_index_it_is_unavailable(unindexed: FlaskClient) -> None:
    response = unindexed.get(SEARCH, query_string={"query": "월렛"})
    assert (response.status_code, response.get_json(force=True)["code"]) == (503, "index_unavailable")
    assert "Retry-After" in response.headers
