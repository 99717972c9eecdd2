"""What an agent's program may send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.chat.desk import Attended
from app.chat.models import MAX_MESSAGE
from app.chat.sessions import Channel
from app.web.api.chat_parameters import CLIENT_ID_RULE, ClientId
from app.web.api.parameters import Page, PerPage, RequestModel, bounds, checked_text


class QueueParameters(RequestModel):
    """Which conversations to list."""

    status: Attended = Field("waiting", description="waiting은 아무도 맡지 않은 대화, agent는 상담 중인 대화")
    channel: Channel | None = Field(None, description="이 채널의 대화만. 없으면 모두")
    page: Page = 1
    per_page: PerPage = 20


class AgentMessageBody(RequestModel):
    """What the agent says."""

    client_message_id: ClientId = Field(
        description=f"보내는 쪽이 정한 메시지 id. 다시 보내도 같은 id면 한 번만 저장해요. {CLIENT_ID_RULE}",
        examples=["a-17"],
    )
    text: Annotated[str, AfterValidator(checked_text(MAX_MESSAGE, keep_lines=True, required=True))] = Field(
        description=f"메시지. NFC로 바꾼 뒤 {MAX_MESSAGE:,}자까지. 개인정보는 가린 뒤에 저장해요.",
        examples=["안녕하세요, 상담원이에요. 무엇을 도와드릴까요?"],
        json_schema_extra=bounds(MAX_MESSAGE, required=True),
    )


class AssignBody(RequestModel):
    """Who answers from now on."""

    status: Literal["bot", "waiting", "agent", "ended"] = Field(
        description="bot은 자동 안내에 돌려주기, waiting은 다른 상담원에게 넘기기, agent는 맡기, ended는 끝내기",
        examples=["bot"],
    )
