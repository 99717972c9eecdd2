"""The endpoints of the chat."""

from __future__ import annotations

from datetime import UTC, datetime

from app.chat import wording
from app.chat.models import Message, Reply
from app.chat.sessions import Contact, Entry, Rating, Session
from app.errors import NotFoundError
from app.search import facets
from app.services import Services
from app.web import limits
from app.web.api.chat_parameters import AskBody, HandoverBody, MessageBody, MessagesParameters, OpenBody, RatingBody
from app.web.api.chat_schemas import AskOut, ChatReplyOut, DoneOut, ExportOut, MessagesOut, OpenedOut
from app.web.api.chat_serialise import ask_out, chat_reply_out, message_out
from app.web.api.endpoint import Endpoint


def ask(services: Services, body: AskBody) -> AskOut:
    limits.spend("messages")
    category = facets.resolve(body.category, services.search.categories()).id if body.category else None
    return ask_out(services.chat.ask(body.question, category))


def open_conversation(services: Services, body: OpenBody) -> OpenedOut:  # noqa: ARG001
    limits.spend("messages")
    opened = services.chat.store.open("web")
    greeting = Reply("smalltalk", "greeting", wording.GREETING)
    first = Entry(0, "assistant", greeting.text, datetime.now(UTC), greeting)
    return OpenedOut(session_id=opened.session_id, token=opened.token, messages=(message_out(first),))


def send_message(services: Services, session_id: str, token: str, body: MessageBody) -> ChatReplyOut:
    limits.spend("messages")
    session = session_of(services, session_id, token)
    taken = services.chat.send(session.id, Message(body.text, body.choice), body.client_message_id)
    return chat_reply_out(session.id, taken)


def list_messages(services: Services, session_id: str, token: str, parameters: MessagesParameters) -> MessagesOut:
    session = session_of(services, session_id, token)
    entries = services.chat.store.messages(session.id, parameters.after)
    return MessagesOut(session_id=session.id, status=session.status, messages=tuple(map(message_out, entries)))


def rate_conversation(services: Services, session_id: str, token: str, body: RatingBody) -> DoneOut:
    limits.spend("messages")
    session = session_of(services, session_id, token)
    services.chat.rate(session.id, Rating(body.rating, body.helpful, body.comment))
    return DoneOut(session_id=session.id, done=True)


def request_handover(services: Services, session_id: str, token: str, body: HandoverBody) -> DoneOut:
    limits.spend("messages")
    session = session_of(services, session_id, token)
    services.chat.hand_over(session.id, Contact(body.name, body.contact, body.message, body.consent))
    return DoneOut(session_id=session.id, done=True)


def export_conversation(services: Services, session_id: str, token: str) -> ExportOut:
    session = session_of(services, session_id, token, expired=True)
    return ExportOut(conversation=services.chat.store.export(session.id))


def delete_conversation(services: Services, session_id: str, token: str) -> DoneOut:
    session = session_of(services, session_id, token, expired=True)
    return DoneOut(session_id=session.id, done=services.chat.store.delete(session.id))


def session_of(services: Services, session_id: str, token: str, *, expired: bool = False) -> Session:
    """The session that ``token`` opens, with ``expired`` an expired one, too. Raises NotFoundError."""
    session = services.chat.store.find(session_id, token, expired=expired)
    if session is None:
        # Whether it is unknown, another's or expired is nobody's business.
        raise NotFoundError("이 대화가 없거나 끝났어요. 새로 시작해 주세요.")
    return session


_WRITES = (403, 404, 409, 413, 415, 429)

ENDPOINTS = (
    Endpoint(
        "POST",
        "/ask",
        ask,
        AskOut,
        "질문 하나에 답하기",
        "질문에 맞는 도움말의 대목을 그대로 인용해 답해요. 비슷한 도움말이 여럿이면 되묻고, 답이 없으면 없다고 해요. "
        "앞뒤 대화는 기억하지 않아요.",
        body=AskBody,
        errors=(403, 413, 415, 429),
    ),
    Endpoint(
        "POST",
        "/chat/sessions",
        open_conversation,
        OpenedOut,
        "대화 시작하기",
        "`session_id`와 `token`을 받아요. 뒤따르는 요청에는 `Authorization: Bearer <token>`을 붙여요.",
        body=OpenBody,
        errors=(403, 413, 415, 429),
        cache="no-store",
        status=201,
    ),
    Endpoint(
        "POST",
        "/chat/sessions/{session_id}/messages",
        send_message,
        ChatReplyOut,
        "메시지 보내기",
        "저장한 뒤에 답해요. 답을 받지 못했으면 같은 `client_message_id`로 다시 보내세요. 두 번 답하지 않아요.",
        body=MessageBody,
        errors=_WRITES,
        authorised="conversation",
    ),
    Endpoint(
        "GET",
        "/chat/sessions/{session_id}/messages",
        list_messages,
        MessagesOut,
        "대화 읽기",
        "`after` 뒤의 메시지를 순서대로 100개까지 보내요.",
        parameters=MessagesParameters,
        errors=(404,),
        authorised="conversation",
    ),
    Endpoint(
        "POST",
        "/chat/sessions/{session_id}/rating",
        rate_conversation,
        DoneOut,
        "대화 평가",
        "다시 보내면 보낸 것만 바꿔요. 보내지 않은 별점, 도움 여부, 의견은 그대로 둬요.",
        body=RatingBody,
        errors=_WRITES,
        authorised="conversation",
    ),
    Endpoint(
        "POST",
        "/chat/sessions/{session_id}/handover",
        request_handover,
        DoneOut,
        "상담원에게 문의 남기기",
        "연락처와 내용을 남겨요. 연락처는 동의를 받은 그대로, 내용은 개인정보를 가리고 저장해요.",
        body=HandoverBody,
        errors=_WRITES,
        authorised="conversation",
    ),
    Endpoint(
        "GET",
        "/chat/sessions/{session_id}/export",
        export_conversation,
        ExportOut,
        "대화 내려받기",
        "저장된 내용을 모두 돌려줘요. 이어 쓸 수 있는 기간이 지난 대화도 지워지기 전까지는 내려받아요.",
        errors=(404,),
        authorised="conversation",
    ),
    Endpoint(
        "DELETE",
        "/chat/sessions/{session_id}",
        delete_conversation,
        DoneOut,
        "대화 지우기",
        "저장된 내용을 모두 지워요. 이어 쓸 수 있는 기간이 지난 대화도 지워요. 되돌릴 수 없어요.",
        errors=(403, 404),
        authorised="conversation",
    ),
)
