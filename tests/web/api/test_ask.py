"""One question, one stateless reply."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient


def ask(client: FlaskClient, question: object, **more: object) -> Any:
    return client.post("/api/v1/ask", json={"question": question, **more})


def test_an_answer_cites_its_source_and_leads_to_the_passage(site: FlaskClient) -> None:
    found = ask(site, "캐시 남은 거 돌려받고 싶어요").json
    assert (found["outcome"], found["reason"]) == ("answered", "sure")
    assert 0.5 < found["confidence"] <= 1
    (source,), (passage,) = found["reply"]["sources"], found["reply"]["passages"]
    assert (source["id"], passage["article_id"]) == ("cash-refund-apply", "cash-refund-apply")
    assert source["revision"] >= 1
    address, _, fragment = passage["url"].partition("#:~:text=")
    assert address == source["url"]
    assert unquote(fragment) in passage["text"]
    offered = [each["value"] for each in found["reply"]["quick_replies"]]
    assert offered  # what else people ask; nothing that would rate a conversation, as there is none
    assert not any(value.startswith("helpful:") for value in offered)
    assert site.get(source["url"].removeprefix("https://help.example")).status_code == 200


def test_a_question_back_offers_articles(site: FlaskClient) -> None:
    found = ask(site, "환불").json
    assert found["outcome"] == "clarify"
    offered = [each["article_id"] for each in found["reply"]["quick_replies"] if each["article_id"]]
    assert offered == [source["id"] for source in found["reply"]["sources"]]


def test_nothing_fits(site: FlaskClient) -> None:
    found = ask(site, "에어프라이어 삼겹살 몇 분").json
    assert (found["outcome"], found["reply"]["sources"]) == ("abstained", [])


def test_a_category_narrows(site: FlaskClient) -> None:
    found = ask(site, "환불", category="channel-admin/manage/tax-invoice").json
    assert {source["breadcrumb"][-1] for source in found["reply"]["sources"]} == {"세금계산서"}
    assert ask(site, "환불", category="없는 카테고리").status_code == 400


def test_personal_data_is_masked_and_said(site: FlaskClient) -> None:
    found = ask(site, "제 번호는 010-1234-5678이고 캐시 남은 거 돌려받고 싶어요").json
    assert found["reply"]["masked"] == ["전화번호"]
    assert found["reply"]["text"].startswith("전화번호는 가리고 살펴봤어요.\n\n")
    assert found["reply"]["sources"][0]["id"] == "cash-refund-apply"
    assert "5678" not in str(found)


@pytest.mark.parametrize("question", ["", "   ", "가" * 2_001, 1, None, ["환불"], "\x00"])
def test_what_is_no_question_is_refused(site: FlaskClient, question: object) -> None:
    response = ask(site, question)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.json["parameter"] == "question"


def test_long_and_odd_questions_are_answered(site: FlaskClient) -> None:
    for question in ("가" * 2_000, "👍👍", "ㅁㄴㅇㄹ", "<b>환불</b>", "a\nb"):
        assert ask(site, question).status_code == 200


def test_another_site_may_not_ask(site: FlaskClient) -> None:
    response = site.post("/api/v1/ask", json={"question": "환불"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
