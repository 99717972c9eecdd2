"""What agents are answered over the API."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from app.chat.models import Status
from app.chat.sessions import Channel
from app.web.api.chat_schemas import MessageOut
from app.web.api.schemas import ResponseModel


class ContactOut(ResponseModel):
    """How to reach the visitor, left with consent to be answered; ``message`` is masked."""

    name: str
    contact: str
    message: str


class ConversationOut(ResponseModel):
    """A conversation as agents see it."""

    session_id: str
    channel: Channel
    status: Status
    created_at: datetime
    waiting_since: datetime | None = Field(description="상담원의 답을 기다리기 시작한 때. 기다리지 않으면 null")
    contact: ContactOut | None = Field(description="방문자가 남긴 연락처. 남기지 않았으면 null")


class WaitingOut(ConversationOut):
    """A conversation in the queue."""

    last_message: MessageOut | None = Field(description="방문자나 상담원이 마지막으로 한 말")


class QueueOut(ResponseModel):
    """A page of conversations, who has waited longest first."""

    total: int
    page: int
    per_page: int
    pages: int
    conversations: tuple[WaitingOut, ...]


class ThreadOut(ConversationOut):
    """A conversation and its messages in order, at most 100 at once."""

    messages: tuple[MessageOut, ...]


class AgentMessageOut(ResponseModel):
    """What was kept of what the agent said."""

    session_id: str
    message: MessageOut
    masked: tuple[str, ...] = Field(description="가린 개인정보의 이름", examples=[["전화번호"]])
