"""Who has a page, an answer or a file already is not sent it again, and nobody is sent another visitor's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

ARTICLE = "/articles/wallet-charge/월렛에-캐시를-어떻게-충전하나요"
READ = ("/", "/search?q=월렛", "/categories/channel-admin", "/api/v1/articles/wallet-status", "/api/v1/search?q=월렛")


@pytest.mark.parametrize("path", [*READ, "/api/v1/suggest?q=월", "/api/v1/categories", "/static/widget.js"])
def test_what_a_client_has_is_not_sent_again(site: FlaskClient, path: str) -> None:
    first = site.get(path)
    assert first.headers["ETag"].startswith('W/"')
    again = site.get(path, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers.get(name) == first.headers.get(name)
    assert site.get(path, headers={"If-None-Match": 'W/"other"'}).data == first.data


def test_other_contents_have_other_tags(site: FlaskClient) -> None:
    assert len({site.get(path).headers["ETag"] for path in READ}) == len(READ)


def test_an_article_says_whether_this_visitor_found_it_helpful(own: FlaskClient) -> None:
    path = own.get("/articles/wallet-charge").headers["Location"]
    before = own.get(path)
    assert before.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in before.headers["Vary"]
    own.post("/articles/wallet-charge/feedback", data={"helpful": "yes"})
    after = own.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    stranger = own.application.test_client()
    assert stranger.get(path, headers={"If-None-Match": after.headers["ETag"]}).status_code == 200


def test_what_is_secret_or_refused_has_no_tag(own: FlaskClient) -> None:
    opened = own.post("/api/v1/chat/sessions", json={})
    token = {"Authorization": f"Bearer {opened.json['token']}"}  # type: ignore[index]
    messages = f"/api/v1/chat/sessions/{opened.json['session_id']}/messages"  # type: ignore[index]
    for answer in (opened, own.get(messages, headers=token), own.get("/api/v1/search?x=1"), own.get("/없는-주소")):
        assert "ETag" not in answer.headers
