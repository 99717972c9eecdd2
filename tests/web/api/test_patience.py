"""People who were called and do not come, or are called off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.chat import rows
from app.storage.tables import ChatSessionRow
from tests.conftest import settings_in
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, Visitor, app_on, published
from tests.web.conftest import services_of

PATIENCE = 30
QUESTION, UNKNOWN = "월렛에 캐시를 어떻게 충전하나요?", "에어프라이어 삼겹살 몇 분"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, module_database_url: str) -> Iterator[FlaskClient]:
    settings = settings_in(
        tmp_path_factory.mktemp("patience"),
        database_url=module_database_url,
        agent_token=AGENT_TOKEN,
        business_hours="",
        agent_patience=PATIENCE,
    )
    for app in app_on(published(settings, ARTICLES)):
        yield app.test_client()


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Someone who has asked for a person."""
    visitor = Visitor(client)
    assert visitor.say("상담원 연결해 주세요", "m-1").json["outcome"] == "handover"
    return visitor


def status(visitor: Visitor) -> str:
    return str(visitor.get().json["status"])


def pass_minutes(visitor: Visitor, minutes: float) -> None:
    """As if the visitor had waited for so much longer."""
    with services_of(visitor.client).database.write() as session:
        row = session.execute(select(ChatSessionRow).where(ChatSessionRow.id == visitor.id)).scalar_one()
        assert row.waiting_since is not None
        row.waiting_since = rows.utc(row.waiting_since) - timedelta(minutes=minutes)


def test_whom_nobody_comes_to_is_talked_with_as_before_and_stays_in_the_queue(visitor: Visitor) -> None:
    pass_minutes(visitor, PATIENCE - 1)
    assert visitor.say(UNKNOWN, "m-2").json["reason"] == "waiting"
    pass_minutes(visitor, 2)
    assert visitor.say(UNKNOWN, "m-3").json["reason"] == "no_match"
    assert visitor.say(QUESTION, "m-4").json["outcome"] == "answered"
    assert status(visitor) == "waiting"


def test_an_agent_who_leaves_without_a_word_is_called_anew(visitor: Visitor) -> None:
    chat = services_of(visitor.client).chat
    chat.say(visitor.id, "무엇을 도와드릴까요?")
    assert visitor.say(QUESTION, "m-2").json["reply"]["text"] == ""
    pass_minutes(visitor, PATIENCE + 1)
    assert visitor.say(QUESTION, "m-3").json["outcome"] == "answered"
    assert status(visitor) == "waiting"
    chat.say(visitor.id, "늦어서 죄송해요.")
    assert visitor.say(QUESTION, "m-4").json["reply"]["text"] == ""
    assert status(visitor) == "agent"


@pytest.mark.parametrize("words", ["처음부터", "취소할게요", ""])
def test_who_starts_over_waits_no_longer(visitor: Visitor, words: str) -> None:
    told = visitor.say(UNKNOWN, "m-2").json["reply"]
    (offer,) = told["quick_replies"]
    reply = visitor.say(words, "m-3", choice="" if words else offer["value"])
    assert reply.json["reply"]["text"].startswith("상담원 연결을 취소했어요.")
    assert status(visitor) == "bot"
    assert visitor.say(UNKNOWN, "m-4").json["reason"] == "no_match"
    assert visitor.say("상담원 연결해 주세요", "m-5").json["outcome"] == "handover"
    assert visitor.say(UNKNOWN, "m-6").json["reply"]["text"]


def test_an_agent_at_work_is_not_called_off(visitor: Visitor) -> None:
    services_of(visitor.client).chat.say(visitor.id, "무엇을 도와드릴까요?")
    assert visitor.say("처음부터", "m-2").json["reply"]["text"] == ""
    assert status(visitor) == "agent"


def test_a_topic_kept_for_people_is_answered_while_waiting(visitor: Visitor) -> None:
    reply = visitor.say("카드 도용당했어요", "m-2").json
    assert (reply["reason"], status(visitor)) == ("topic", "waiting")
    assert "카드사" in reply["reply"]["text"]


def test_a_contact_alone_calls_a_person(client: FlaskClient) -> None:
    visitor = Visitor(client)
    assert visitor.post("/handover", name="홍길동", contact="h@example.com", message="환불", consent=True).json["done"]
    assert visitor.say(UNKNOWN, "m-1").json["reason"] == "waiting"


def test_a_button_that_says_cancel_is_what_it_stands_for(visitor: Visitor) -> None:
    """As labels of articles do: 신청 취소."""
    reply = visitor.say("신청 취소", "m-2", choice="article:wallet-charge")
    assert [source["id"] for source in reply.json["reply"]["sources"]] == ["wallet-charge"]
    assert status(visitor) == "waiting"
