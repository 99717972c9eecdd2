"""The endpoints of agents: who waits, what was said, and an answer by a person."""

from __future__ import annotations

from typing import Any

from app.chat.sessions import Session
from app.services import Services
from app.web.api.agent_parameters import AgentMessageBody, AssignBody, QueueParameters
from app.web.api.agent_schemas import AgentMessageOut, ContactOut, ConversationOut, QueueOut, ThreadOut, WaitingOut
from app.web.api.chat_parameters import MessagesParameters
from app.web.api.chat_schemas import DoneOut
from app.web.api.chat_serialise import message_out
from app.web.api.endpoint import Endpoint


def list_waiting(services: Services, parameters: QueueParameters) -> QueueOut:
    queue = services.chat.desk.queue(parameters.status, parameters.page, parameters.per_page, parameters.channel)
    return QueueOut(
        total=queue.total,
        page=parameters.page,
        per_page=parameters.per_page,
        pages=-(-queue.total // parameters.per_page),
        conversations=tuple(
            WaitingOut(**_conversation(each.session), last_message=message_out(each.last) if each.last else None)
            for each in queue.conversations
        ),
    )


def read_conversation(services: Services, session_id: str, parameters: MessagesParameters) -> ThreadOut:
    session = services.chat.desk.session(session_id)
    entries = services.chat.store.messages(session.id, parameters.after)
    return ThreadOut(**_conversation(session), messages=tuple(map(message_out, entries)))


def say_as_agent(services: Services, session_id: str, body: AgentMessageBody) -> AgentMessageOut:
    entry, masked = services.chat.say(session_id, body.text, body.client_message_id)
    return AgentMessageOut(session_id=session_id, message=message_out(entry), masked=masked)


def type_as_agent(services: Services, session_id: str) -> DoneOut:
    services.chat.desk.typing(session_id)
    return DoneOut(session_id=session_id, done=True)


def assign_conversation(services: Services, session_id: str, body: AssignBody) -> ConversationOut:
    return ConversationOut(**_conversation(services.chat.desk.assign(session_id, body.status)))


def _conversation(session: Session) -> dict[str, Any]:
    contact = session.contact
    return {
        "session_id": session.id,
        "channel": session.channel,
        "status": session.status,
        "created_at": session.created_at,
        "waiting_since": session.waiting_since,
        "contact": contact and ContactOut(name=contact.name, contact=contact.contact, message=contact.message),
    }


_WRITES = (401, 403, 404, 409, 413, 415)

ENDPOINTS = (
    Endpoint(
        "GET",
        "/agent/conversations",
        list_waiting,
        QueueOut,
        "기다리는 대화 목록",
        "상담원이 필요한 대화를 오래 기다린 순서로 보내요. `BARODAP_AGENT_TOKEN`을 정하지 않으면 쓸 수 없어요.",
        parameters=QueueParameters,
        errors=(401, 404),
        authorised="agent",
    ),
    Endpoint(
        "GET",
        "/agent/conversations/{session_id}",
        read_conversation,
        ThreadOut,
        "상담원으로 대화 읽기",
        "`after` 뒤의 메시지를 순서대로 100개까지 보내요.",
        parameters=MessagesParameters,
        errors=(401, 404),
        authorised="agent",
    ),
    Endpoint(
        "POST",
        "/agent/conversations/{session_id}/messages",
        say_as_agent,
        AgentMessageOut,
        "상담원으로 메시지 보내기",
        "방문자의 화면에 바로 보여요. 이때부터 자동 안내는 답하지 않아요.",
        body=AgentMessageBody,
        errors=_WRITES,
        authorised="agent",
    ),
    Endpoint(
        "POST",
        "/agent/conversations/{session_id}/typing",
        type_as_agent,
        DoneOut,
        "입력하고 있다고 알리기",
        "방문자의 화면에 6초 동안 보여요. 계속 쓰고 있으면 그 전에 다시 보내세요.",
        errors=(401, 403, 404, 409, 413),
        authorised="agent",
    ),
    Endpoint(
        "POST",
        "/agent/conversations/{session_id}/status",
        assign_conversation,
        ConversationOut,
        "대화 맡기, 돌려주기, 끝내기",
        "누가 답할지 정해요. 끝난 대화는 다시 열 수 없어요.",
        body=AssignBody,
        errors=_WRITES,
        authorised="agent",
    ),
)
