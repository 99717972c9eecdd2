"""A person answers: the agents' endpoints and what the visitor hears of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import settings_in
from tests.web.api.conftest import AGENT_TOKEN, ARTICLES, Visitor, app_on, published
from tests.web.conftest import services_of

CONVERSATIONS = "/api/v1/agent/conversations"
STREAM = "app.web.api.chat_events"


class Agent:
    """Someone with the agents' token."""

    def __init__(self, client: FlaskClient, token: str = AGENT_TOKEN) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str = "") -> Any:
        return self.client.get(CONVERSATIONS + path, headers=self.headers)

    def post(self, path: str, body: object = None) -> Any:
        return self.client.post(CONVERSATIONS + path, json=body, headers=self.headers)

    def say(self, visitor: Visitor, text: str, id_: str) -> Any:
        return self.post(f"/{visitor.id}/messages", {"client_message_id": id_, "text": text})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings = settings_in(tmp_path_factory.mktemp("agents"), agent_token=AGENT_TOKEN, business_hours="")
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


def heard(visitor: Visitor, last: str | int) -> list[tuple[str, Any]]:
    """Id and data, by name, of the events that a stream from ``last`` on has at once."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{STREAM}.sleep", lambda _: patch.setattr(f"{STREAM}.STREAM_SECONDS", 0.0))
        for event in events(visitor, last):
            fields = dict(line.split(": ", 1) for line in event.splitlines())
            if "event" in fields:
                found.append((f"{fields['event']} {fields.get('id', '-')}", json.loads(fields["data"])))
    return found


def events(visitor: Visitor, last: str | int | None = None) -> Iterator[str]:
    """The events of a stream as they come."""
    headers = visitor.headers if last is None else {**visitor.headers, "Last-Event-ID": str(last)}
    answer: Any = visitor.client.get(f"{visitor.address}/events", headers=headers)
    with closing(answer):
        for event in answer.response:
            yield event.decode().strip()


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


def test_each_message_of_an_agent_is_heard_once_wherever_a_stream_broke(visitor: Visitor, agent: Agent) -> None:
    said = [agent.say(visitor, f"{number}번째예요.", f"a-{number}").json["message"] for number in range(3)]
    visitor.say("네", "n-1")
    said.append(agent.say(visitor, "끝이에요.", "a-9").json["message"])
    for place in range(len(said) + 1):
        last = said[place - 1]["id"] if place else 2
        assert heard(visitor, last) == [(f"message {each['id']}", each) for each in said[place:]]


def test_a_stream_that_heard_nothing_goes_on_from_where_it_began(visitor: Visitor, agent: Agent) -> None:
    began = next(events(visitor)).splitlines()
    agent.say(visitor, "그 사이에 한 말이에요.", "a-1")
    (id_,) = [line.removeprefix("id: ") for line in began if line.startswith("id: ")]
    assert [data["text"] for _, data in heard(visitor, id_)] == ["그 사이에 한 말이에요."]


def test_typing_is_heard_without_an_id_until_the_message_comes(visitor: Visitor, agent: Agent) -> None:
    assert heard(visitor, 2) == []
    assert agent.post(f"/{visitor.id}/typing").json["done"]
    assert heard(visitor, 2) == [("typing -", {"typing": True})]
    agent.say(visitor, "네", "a-1")
    assert [name for name, _ in heard(visitor, 2)] == ["message 3"]


def test_typing_ends_in_the_stream_that_told_of_it(
    visitor: Visitor, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.post(f"/{visitor.id}/typing")
    monkeypatch.setattr(f"{STREAM}.sleep", lambda _: agent.say(visitor, "네", "a-1"))
    _, begins, message, ends = islice(events(visitor, 2), 4)
    assert begins == 'event: typing\ndata: {"typing": true}'
    assert message.startswith("id: 3\nevent: message\n")
    assert ends == 'event: typing\ndata: {"typing": false}'


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
