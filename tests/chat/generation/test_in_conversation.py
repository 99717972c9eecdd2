"""A model's words in the turns of a conversation, kept in a real database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.chat import wording
from app.chat.desk import Desk
from app.chat.generation.endpoint import Endpoint
from app.chat.generation.rewriter import Rewriter
from app.chat.models import Message
from app.chat.service import ChatService
from app.chat.store import ConversationStore
from app.services import Services
from app.storage.database import Database
from tests.chat.generation.model_server import Handler, ModelServer, says

QUESTION = "세금계산서는 언제 나오나요?"
SAID = "세금계산서는 한 달 동안 소진한 금액을 모아 다음 달 5일까지 발행합니다."


@pytest.fixture
def chat(sample: Services, database: Database, store: ConversationStore, model: ModelServer) -> ChatService:
    model.answer = says(SAID)
    endpoint = Endpoint(model.url, model="small", key="", timeout=20)
    return ChatService(sample.dialogue, store, Desk(database, store), Rewriter(endpoint, sample.analyzer))


def test_a_reply_is_kept_as_it_was_said(chat: ChatService) -> None:
    session = chat.store.open("web").session_id
    reply = chat.send(session, Message(QUESTION), "m-1").reply
    assert reply.generated
    assert reply.text == f"{wording.GENERATED}\n\n{SAID}"
    assert chat.store.messages(session)[1].reply == reply
    assert chat.send(session, Message(QUESTION), "m-1").reply == reply


def test_all_but_the_words_is_as_without_a_model(chat: ChatService, sample: Services) -> None:
    reply = chat.ask(QUESTION)
    quoted = sample.chat.ask(QUESTION)
    assert not quoted.generated
    assert reply == replace(quoted, text=reply.text, generated=True)


def test_who_cannot_wait_gets_the_quotation(chat: ChatService, model: ModelServer) -> None:
    session = chat.store.open("web").session_id
    assert not chat.ask(QUESTION, generate=False).generated
    assert not chat.send(session, Message(QUESTION), generate=False).reply.generated
    assert model.requests == []


def test_nobody_waits_while_a_model_thinks_and_it_is_asked_once(chat: ChatService, model: ModelServer) -> None:
    """Others write meanwhile, into the same session too, so that the turn is made again."""
    session = chat.store.open("web").session_id
    between: list[int] = []

    def answer(handler: Handler, body: dict[str, object]) -> None:
        chat.store.open("web")
        between.append(chat.send(session, Message("고마워요"), generate=False).seq)
        says(SAID)(handler, body)

    model.answer = answer
    taken = chat.send(session, Message(QUESTION))
    assert between == [2]
    assert taken.seq == 4
    assert taken.reply.generated
    assert len(model.requests) == 1
