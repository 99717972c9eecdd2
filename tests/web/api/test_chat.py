"""Conversations over the API, on a database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.chat.given import age
from tests.conftest import settings_in
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, SESSIONS, Visitor, app_on, published
from tests.web.conftest import services_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, module_database_url: str) -> Iterator[FlaskClient]:
    for app in app_on(
        published(settings_in(tmp_path_factory.mktemp("chat"), database_url=module_database_url), ARTICLES)
    ):
        yield app.test_client()


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def test_a_turn_is_answered_and_kept(visitor: Visitor) -> None:
    assert visitor.greeting[0]["reply"]["reason"] == "greeting"
    answer = visitor.say("월렛에 캐시를 어떻게 충전하나요?", "m-1").json
    assert (answer["outcome"], answer["turn_id"], answer["repeated"]) == ("answered", 2, False)
    assert answer["reply"]["sources"][0]["id"] == "wallet-charge"
    kept = visitor.get().json
    assert kept["status"] == "bot"
    assert [(each["id"], each["author"]) for each in kept["messages"]] == [(1, "visitor"), (2, "assistant")]
    assert kept["messages"][1]["reply"] == {key: answer[key] for key in ("outcome", "reason", "confidence", "reply")}
    assert [each["id"] for each in visitor.get("/messages?after=1").json["messages"]] == [2]


def test_a_choice_is_taken(visitor: Visitor) -> None:
    answer = visitor.say("", "m-1", choice="article:wallet-refund").json
    assert (answer["outcome"], answer["reason"]) == ("answered", "picked")
    assert answer["reply"]["sources"][0]["id"] == "wallet-refund"


def test_personal_data_is_masked_before_it_is_kept(visitor: Visitor) -> None:
    answer = visitor.say("010-1234-5678로 전화 주세요. 캐시 충전은 어떻게 해요?", "m-1").json
    assert answer["reply"]["masked"] == ["전화번호"]
    everything = visitor.get("/export").get_data(as_text=True)
    assert "[전화번호]" in everything
    assert "1234-5678" not in everything


def test_a_visitor_is_told_what_was_masked_then_and_ever_after(visitor: Visitor) -> None:
    said = "010-1234-5678, a@b.kr로 알려 주세요. 캐시 충전은 어떻게 해요?"
    answer = visitor.say(said, "m-1").json
    assert answer["reply"]["text"].startswith("전화번호, 이메일 주소는 가리고 저장했어요.\n\n")
    assert visitor.say(said, "m-1").json == {**answer, "repeated": True}
    assert visitor.get().json["messages"][1]["reply"]["reply"] == answer["reply"]
    assert "가리고" not in visitor.say("캐시 충전은 어떻게 해요?", "m-2").json["reply"]["text"]


def test_a_visitor_says_whether_an_answer_helped(visitor: Visitor) -> None:
    answer = visitor.say("월렛에 캐시를 어떻게 충전하나요?", "m-1").json
    for place, helpful in ((-2, True), (-1, False)):
        visitor.say("", f"pressed{place}", choice=answer["reply"]["quick_replies"][place]["value"])
        assert visitor.get("/export").json["conversation"]["rating"]["helpful"] is helpful
    visitor.say("고마워요", "m-3")
    assert visitor.get("/export").json["conversation"]["rating"]["helpful"] is False


def test_a_person_is_asked_for_and_left_a_message(visitor: Visitor) -> None:
    assert visitor.say("상담원 연결해 주세요", "m-1").json["outcome"] == "handover"
    assert visitor.get().json["status"] == "waiting"
    contact = {"name": "홍길동", "contact": "hong@example.com", "message": "환불이 안 돼요. 010-1234-5678"}
    refused = visitor.post("/handover", **contact, consent=False)
    assert (refused.status_code, refused.json["parameter"]) == (400, "consent")
    assert visitor.post("/handover", **contact, consent=True).json["done"]
    exported = visitor.get("/export").get_data(as_text=True)
    assert "hong@example.com" in exported
    assert "1234-5678" not in exported
    assert visitor.say("에어프라이어 삼겹살 몇 분", "m-2").json["reason"] == "waiting"


def test_a_later_rating_changes_what_it_says(visitor: Visitor) -> None:
    def rating() -> Any:
        return visitor.get("/export").json["conversation"]["rating"]

    assert visitor.post("/rating", rating=5, comment="좋아요. 010-1234-5678로 알려 주세요.").json["done"]
    assert visitor.post("/rating", helpful=False).json["done"]
    assert rating() == {"rating": 5, "helpful": False, "comment": "좋아요. [전화번호]로 알려 주세요."}
    assert visitor.post("/rating", rating=1, comment="별로예요.").json["done"]
    assert rating() == {"rating": 1, "helpful": False, "comment": "별로예요."}


@pytest.mark.parametrize(
    ("path", "fault", "parameter"),
    [
        ("/rating", {}, "rating"),
        ("/rating", {"comment": "좋아요"}, "rating"),
        ("/rating", {"rating": 0}, "rating"),
        ("/rating", {"rating": 6}, "rating"),
        ("/rating", {"rating": 5, "comment": "가" * 501}, "comment"),
        ("/handover", {"name": " "}, "name"),
        ("/handover", {"name": "김" * 51}, "name"),
        ("/handover", {"name": "김\x00"}, "name"),
        ("/handover", {"contact": "\n"}, "contact"),
        ("/handover", {"contact": "a" * 201}, "contact"),
        ("/handover", {"message": "\u200b"}, "message"),
        ("/handover", {"message": "가" * 2_001}, "message"),
        ("/handover", {"consent": False}, "consent"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    visitor: Visitor, path: str, fault: dict[str, object], parameter: str
) -> None:
    good = {"name": "홍길동", "contact": "hong@example.com", "message": "환불이요.", "consent": True}
    answer = visitor.post(path, **(fault if path == "/rating" else {**good, **fault}))
    assert (answer.status_code, answer.json["parameter"]) == (400, parameter)
    kept = visitor.get("/export").json["conversation"]
    assert (kept["rating"], kept["contact"]) == (None, None)


IDS = [
    "7",
    "m-1",
    "a-12345",
    "1f0f9c3e-7a53-4f3e-9c40-2b8f0f6f7d11",
    "12345678-1234-4123-9123-123456789012",
    "01JDVC5TJ2Q9X8F0000000000A",
    "0m9abc123-0000-42949672954294967295",
    "m" * 100,
    "1732861234567",
    "m.1/2:3",
]


@pytest.mark.parametrize("id_", IDS)
def test_a_message_is_called_what_its_client_will(visitor: Visitor, id_: str) -> None:
    assert visitor.say("환불", id_).status_code == 200
    assert visitor.get().json["messages"][0]["client_message_id"] == id_


PERSONAL = [
    "kim@naver.com",
    "kim@naver.com/010-1234-5678",
    "010-1234-5678",
    "01012345678",
    "hp01012345678",
    "02-123-4567",
    "900101-1234567",
    "9001011234567",
    "4111-1111-1111-1111",
    "123-45-67891",
    "M12345678",
]


@pytest.mark.parametrize("id_", PERSONAL)
def test_what_may_be_personal_is_kept_by_its_hash(visitor: Visitor, id_: str) -> None:
    first, again = visitor.say("환불", id_).json, visitor.say("환불", id_).json
    assert (again["turn_id"], again["repeated"]) == (first["turn_id"], True)
    assert id_ not in visitor.get("/export").get_data(as_text=True)


@pytest.mark.parametrize("id_", ["", " ", "a b", "한글", "m\n", "m" * 101])
def test_what_is_no_id_is_refused(visitor: Visitor, id_: str) -> None:
    answer = visitor.say("환불", id_)
    assert (answer.status_code, answer.json["parameter"]) == (400, "client_message_id")
    assert visitor.get().json["messages"] == []


def test_a_conversation_is_deleted(visitor: Visitor) -> None:
    deleted: Any = visitor.client.delete(visitor.address, headers=visitor.headers)
    assert deleted.json["done"]
    for path in ("/messages", "/export"):
        assert visitor.get(path).status_code == 404
    assert visitor.say("환불", "m-1").status_code == 404


def test_an_expired_conversation_is_exported_and_deleted_until_it_is_purged(visitor: Visitor) -> None:
    visitor.say("환불", "m-1")
    age(services_of(visitor.client).database, visitor.id, expired=True)
    assert visitor.get().status_code == visitor.say("환불", "m-1").status_code == 404
    stranger = {"Authorization": "Bearer wrong"}
    for method, path in (("GET", "/export"), ("DELETE", "")):
        assert visitor.client.open(visitor.address + path, method=method, headers=stranger).status_code == 404
    assert visitor.get("/export").json["conversation"]["messages"][0]["text"] == "환불"
    deleted: Any = visitor.client.delete(visitor.address, headers=visitor.headers)
    assert deleted.json["done"]
    assert visitor.get("/export").status_code == 404


def test_anothers_conversation_is_not_there(client: FlaskClient) -> None:
    mine, other = Visitor(client), Visitor(client)
    for headers in ({}, other.headers, {"Authorization": "Bearer "}, {"Authorization": "Basic YTpi"}):
        for method, path in (("GET", "/messages"), ("GET", "/export"), ("DELETE", "")):
            answer = client.open(mine.address + path, method=method, headers=headers)
            assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        body = {"client_message_id": "m", "text": "환불"}
        assert client.post(f"{mine.address}/messages", json=body, headers=headers).status_code == 404
    unknown = client.get(f"{SESSIONS}/no-such/messages", headers=mine.headers)
    assert unknown.json == client.get(f"{mine.address}/messages", headers=other.headers).json


@pytest.mark.parametrize("token", ["", AGENT_TOKEN])
def test_without_a_token_of_their_own_agents_have_no_addresses(visitor: Visitor, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("", f"/{visitor.id}"):
        answer = visitor.client.get(f"/api/v1/agent/conversations{path}", headers=headers)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["", "/s/messages", "/s/rating", "/s/handover"])
def test_another_site_may_not_write(client: FlaskClient, path: str) -> None:
    answer = client.post(SESSIONS + path, json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/messages", "/export"])
def test_what_was_said_is_kept_by_nobody(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).headers["Cache-Control"] == "no-store"


def test_a_token_is_kept_by_nobody(client: FlaskClient) -> None:
    assert client.post(SESSIONS, json={}).headers["Cache-Control"] == "no-store"
