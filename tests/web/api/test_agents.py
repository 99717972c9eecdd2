"""A person answers: the agents' endpoints and what the visitor hears of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.conftest import settings_in
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, Agent, Visitor, app_on, published
from tests.web.conftest import services_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, module_database_url: str) -> Iterator[FlaskClient]:
    settings = settings_in(
        tmp_path_factory.mktemp("agents"), database_url=module_database_url, agent_token=AGENT_TOKEN, business_hours=""
    )
    for app in app_on(published(settings, ARTICLES)):
        yield app.test_client()


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Someone who has asked for a person."""
    visitor = Visitor(client)
    assert visitor.say("상담원 연결해 주세요", "m-1").json["outcome"] == "handover"
    return visitor


@pytest.fixture
def agent(client: FlaskClient) -> Agent:
    return Agent(client)


def test_an_agent_finds_who_waits_reads_and_answers(visitor: Visitor, agent: Agent) -> None:
    contact = {"name": "홍길동", "contact": "hong@example.com", "message": "환불이 안 돼요.", "consent": True}
    visitor.post("/handover", **contact)
    (waiting,) = [each for each in agent.get().json["conversations"] if each["session_id"] == visitor.id]
    assert waiting["contact"] == {key: contact[key] for key in ("name", "contact", "message")}
    assert (waiting["last_message"]["text"], waiting["status"]) == ("상담원 연결해 주세요", "waiting")
    assert waiting["waiting_since"]
    assert [each["author"] for each in agent.get(f"/{visitor.id}").json["messages"]] == ["visitor", "assistant"]
    said = agent.say(visitor, "안녕하세요. 010-1234-5678로 전화드릴게요.", "a-1").json
    assert (said["message"]["author"], said["masked"]) == ("agent", ["전화번호"])
    assert agent.say(visitor, "안녕하세요. 010-1234-5678로 전화드릴게요.", "a-1").json == said
    assert visitor.get().json["status"] == "agent"
    assert "1234-5678" not in visitor.get("/export").get_data(as_text=True)
    assert visitor.id not in agent.get().get_data(as_text=True)
    assert visitor.id in agent.get("?status=agent").get_data(as_text=True)


def test_the_queue_is_read_page_by_page(client: FlaskClient, agent: Agent) -> None:
    for _ in range(3):
        Visitor(client).say("상담원 연결해 주세요", "m-1")
    whole = agent.get("?per_page=100").json
    assert whole["total"] == len(whole["conversations"]) >= 3
    pages = [agent.get(f"?per_page=2&page={page + 1}").json for page in range((whole["total"] + 1) // 2)]
    assert pages[0]["pages"] == len(pages)
    assert [each for page in pages for each in page["conversations"]] == whole["conversations"]


def test_the_assistant_says_once_that_a_person_is_waited_for(visitor: Visitor) -> None:
    replies = [visitor.say("에어프라이어 삼겹살 몇 분", f"n-{number}").json for number in range(3)]
    assert {(each["outcome"], each["reason"]) for each in replies} == {("handover", "waiting")}
    assert [bool(each["reply"]["text"]) for each in replies] == [True, False, False]
    assert visitor.say("월렛에 캐시를 어떻게 충전하나요?", "n-4").json["outcome"] == "answered"
    assert visitor.say("상담원 연결해 주세요", "n-5").json["reply"]["text"]


def test_the_assistant_is_silent_while_an_agent_answers(visitor: Visitor, agent: Agent) -> None:
    agent.say(visitor, "안녕하세요, 상담원이에요.", "a-1")
    for number, text in enumerate(("월렛에 캐시를 어떻게 충전하나요?", "고마워요", "상담원 연결해 주세요")):
        reply = visitor.say(text, f"s-{number}").json
        assert (reply["outcome"], reply["reason"], reply["reply"]["text"]) == ("handover", "waiting", "")
    assert visitor.say("010-1234-5678이에요", "n-4").json["reply"]["text"] == "전화번호는 가리고 저장했어요."
    visitor.say("", "n-5", choice="helpful:yes")
    assert visitor.get("/export").json["conversation"]["rating"]["helpful"] is True
    assert agent.post(f"/{visitor.id}/status", {"status": "bot"}).json["status"] == "bot"
    assert visitor.say("월렛에 캐시를 어떻게 충전하나요?", "n-6").json["outcome"] == "answered"
    assert visitor.say("에어프라이어 삼겹살 몇 분", "n-7").json["reason"] != "waiting"


def test_a_category_that_is_chosen_keeps_the_place_in_the_queue(visitor: Visitor) -> None:
    visitor.say("월렛에 캐시를 어떻게 충전하나요?", "m-2")
    article = services_of(visitor.client).articles.get("wallet-charge")
    assert article is not None
    assert visitor.say("", "m-3", choice=f"category:{article.category_id}").json["outcome"] == "answered"
    assert visitor.get().json["status"] == "waiting"


def test_an_agent_ends_a_conversation(visitor: Visitor, agent: Agent) -> None:
    assert agent.post(f"/{visitor.id}/status", {"status": "ended"}).json["status"] == "ended"
    for answer in (visitor.say("환불", "n-1"), agent.say(visitor, "네", "a-1"), agent.post(f"/{visitor.id}/typing")):
        assert (answer.status_code, answer.json["code"]) == (409, "conversation_ended")


@pytest.mark.parametrize("token", ["", "wrong", AGENT_TOKEN + "x", "열쇠"])
def test_without_the_token_nothing_is_said(visitor: Visitor, client: FlaskClient, token: str) -> None:
    stranger = Agent(client, token)
    for answer in (stranger.get(), stranger.get(f"/{visitor.id}"), stranger.say(visitor, "네", "a-1")):
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    visitors_own = Agent(client, visitor.headers["Authorization"].removeprefix("Bearer "))
    assert visitors_own.get().status_code == 401


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("messages", {"text": "네"}),
        ("messages", {"client_message_id": "a", "text": " "}),
        ("messages", {"client_message_id": "a", "text": "가" * 2_001}),
        ("status", {"status": "asleep"}),
        ("status", {}),
    ],
)
def test_what_no_agent_can_do_is_refused(visitor: Visitor, agent: Agent, path: str, body: object) -> None:
    answer = agent.post(f"/{visitor.id}/{path}", body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("id_", ["no-such", "B" * 22])
def test_an_unknown_conversation_is_not_there(agent: Agent, id_: str) -> None:
    requests = (("messages", {"client_message_id": "a", "text": "네"}), ("status", {"status": "bot"}), ("typing", None))
    for answer in (agent.get(f"/{id_}"), *(agent.post(f"/{id_}/{path}", body) for path, body in requests)):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
