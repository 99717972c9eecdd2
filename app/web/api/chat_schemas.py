"""What the chat answers over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from app.chat.models import Outcome, Reason, Status
from app.chat.sessions import Author
from app.web.api.schemas import ResponseModel


class PassageOut(ResponseModel):
    """Sentences or steps of an article, word for word."""

    article_id: str
    text: str
    url: str = Field(description="그 대목으로 바로 가는 주소. 글귀를 찾아 주는 브라우저에서는 대목이 강조돼요.")


class SourceOut(ResponseModel):
    """An article that an answer cites or a clarification offers, as it was at that time."""

    id: str = Field(examples=["wallet-status"])
    title: str
    url: str
    breadcrumb: tuple[str, ...]
    revision: int


class QuickReplyOut(ResponseModel):
    """A button. ``label`` is shown; ``value`` comes back as ``choice``."""

    label: str = Field(description="14자 이내")
    value: str
    article_id: str | None = Field(description="도움말 하나를 뜻하는 버튼이면 그 id")


class ReplyTextOut(ResponseModel):
    """The reply as it is shown."""

    text: str
    passages: tuple[PassageOut, ...]
    sources: tuple[SourceOut, ...] = Field(description="답이 인용하거나 되물으며 보여 주는 도움말, 보여 주는 순서로")
    quick_replies: tuple[QuickReplyOut, ...]
    generated: bool = Field(
        description="AI가 도움말을 바탕으로 쓴 글이면 true, 도움말을 그대로 인용했거나 정해진 말이면 false"
    )
    masked: tuple[str, ...] = Field(description="질문에서 가린 개인정보의 이름", examples=[["전화번호"]])


class AskOut(ResponseModel):
    """An answer, a question back, or an honest no. ``outcome`` and ``reason`` are for programs."""

    outcome: Outcome
    reason: Reason
    confidence: float = Field(description="고른 도움말이 질문의 답일 확률, 0에서 1")
    reply: ReplyTextOut


class ChatReplyOut(AskOut):
    """The reply to a message of a conversation. ``turn_id`` is the reply's number in it."""

    session_id: str
    turn_id: int
    repeated: bool = Field(description="같은 client_message_id로 이미 답한 메시지면 true")


class MessageOut(ResponseModel):
    """A message of a conversation, ``id`` counting from 1."""

    id: int
    author: Author
    text: str
    created_at: datetime
    client_message_id: str | None = Field(description="방문자의 메시지면 보낼 때 정한 id, 아니면 null")
    reply: AskOut | None = Field(description="자동 안내의 답이면 그 내용, 아니면 null")


class MessagesOut(ResponseModel):
    """Messages in order, at most 100 at once."""

    session_id: str
    status: Status = Field(description="bot은 자동 안내, waiting은 상담원을 기다리는 중, agent는 상담 중, ended는 끝남")
    messages: tuple[MessageOut, ...]


class OpenedOut(ResponseModel):
    """A new conversation. Whoever has the token reads and writes it; it is shown only this once."""

    session_id: str
    token: str
    messages: tuple[MessageOut, ...] = Field(description="처음에 보여 줄 인사. 저장하지 않아요.")


class ExportOut(ResponseModel):
    """All that is kept of a conversation."""

    conversation: dict[str, Any]


class DoneOut(ResponseModel):
    """It was done."""

    session_id: str
    done: bool
