"""Votes and views."""

from __future__ import annotations

from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Article
from app.storage.tables import FeedbackRow
from tests.web.conftest import services_of, text_of

PATH = "/articles/tax-invoice-reissue/feedback"


def _article(client: FlaskClient) -> Article:
    article = services_of(client).articles.get("tax-invoice-reissue")
    assert article is not None
    return article


def _reasons(client: FlaskClient) -> set[str]:
    with services_of(client).database.read() as session:
        return set(session.execute(select(FeedbackRow.reason)).scalars())


def test_a_vote_is_thanked_and_remembered(own: FlaskClient) -> None:
    before = _article(own).helpful
    response = own.post(PATH, data={"helpful": "yes"}, follow_redirects=True)
    assert "의견을 보내 주셔서 고마워요" in text_of(response)
    assert "고마워요" in text_of(own.get("/articles/tax-invoice-reissue", follow_redirects=True))
    assert _article(own).helpful == before + 1


def test_one_visitor_has_one_vote_and_may_change_it(own: FlaskClient) -> None:
    before = _article(own)
    for answer in ("yes", "yes", "no", "no"):
        own.post(PATH, data={"helpful": answer})
    after = _article(own)
    assert (after.helpful - before.helpful, after.unhelpful - before.unhelpful) == (0, 1)


def test_visitors_are_told_apart(own: FlaskClient) -> None:
    before = _article(own).helpful
    own.post(PATH, data={"helpful": "yes"})
    own.application.test_client().post(PATH, data={"helpful": "yes"})
    assert _article(own).helpful == before + 2


def test_a_forged_cookie_is_another_visitor(own: FlaskClient) -> None:
    before = _article(own).helpful
    own.post(PATH, data={"helpful": "yes"})
    cookie = own.get_cookie("barodap_visitor")
    assert cookie is not None
    forger = own.application.test_client()
    forger.set_cookie("barodap_visitor", cookie.value[:-3] + "AAA")
    forger.post(PATH, data={"helpful": "no"})
    assert _article(own).helpful == before + 1


def test_no_is_asked_why_and_the_reason_is_kept(own: FlaskClient) -> None:
    response = own.post(PATH, data={"helpful": "no"}, follow_redirects=True)
    assert "어떤 점이 아쉬웠나요?" in text_of(response)
    data = {"helpful": "no", "reason": "failed", "detail": "2번 버튼이\r\n없어요. 010-1234-5678"}
    response = own.post(PATH, data=data, follow_redirects=True)
    assert "도움말을 다듬을게요" in text_of(response)
    kept = next(reason for reason in _reasons(own) if reason.startswith("안내대로 해도 해결되지 않아요: 2번 버튼이"))
    assert "1234" not in kept


def test_a_script_gets_only_the_form(own: FlaskClient) -> None:
    response = own.post(PATH, data={"helpful": "no"}, headers={"X-Fragment": "feedback"})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert page.lstrip().startswith("<section")
    assert "어떤 점이 아쉬웠나요?" in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"helpful": "maybe"},
        {"helpful": "no", "reason": "<b>"},
        {"helpful": "no", "detail": "가" * 401},
        {"helpful": "no", "detail": "\x00"},
    ],
)
def test_what_is_no_vote_is_refused(own: FlaskClient, data: dict[str, str]) -> None:
    before = _article(own)
    assert own.post(PATH, data=data).status_code == 400
    assert _article(own) == before


@pytest.mark.parametrize("path", ["/articles/없는-글/feedback", "/articles/secret/feedback", "/articles/secret/view"])
def test_what_is_not_published_takes_no_votes(own: FlaskClient, path: str) -> None:
    assert own.post(path, data={"helpful": "yes"}).status_code == 404


def test_many_votes_fit_in_the_cookie(own: FlaskClient) -> None:
    with own.session_transaction() as session:
        session["votes"] = {sha256(bytes([number])).hexdigest()[:10]: "unhelpful" for number in range(60)}
    own.post(PATH, data={"helpful": "yes"})
    with own.session_transaction() as session:
        assert len(session["votes"]) == 40
    assert "고마워요" in text_of(own.get("/articles/tax-invoice-reissue", follow_redirects=True))


def test_a_view_is_counted_when_the_page_says_so(own: FlaskClient) -> None:
    before = _article(own).views
    own.get("/articles/tax-invoice-reissue", follow_redirects=True)
    own.head("/articles/tax-invoice-reissue", follow_redirects=True)
    assert _article(own).views == before
    assert own.post("/articles/tax-invoice-reissue/view").status_code == 204
    assert _article(own).views == before + 1
    own.post("/articles/tax-invoice-reissue/view", headers={"User-Agent": "Mozilla/5.0 (compatible; Yeti-bot/1.1)"})
    assert _article(own).views == before + 1


def test_sending_the_form_without_a_reason_is_thanked_too(own: FlaskClient) -> None:
    own.post(PATH, data={"helpful": "no"})
    response = own.post(PATH, data={"helpful": "no", "detail": ""}, follow_redirects=True)
    assert "의견을 보내 주셔서 고마워요" in text_of(response)
