"""What a client of the chat may send."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, JsonValue, StrictBool, model_validator

from app.chat.models import MAX_MESSAGE
from app.chat.sessions import MAX_CLIENT_ID, MAX_CONTACT, MAX_NAME, MAX_RATING
from app.errors import InvalidRequestError
from app.storage.tables import REASON_LENGTH
from app.web.api.parameters import FILLED, CategoryName, RequestModel, bounds, checked_text, decimal

MAX_CHOICE = 300

ClientId = Annotated[str, Field(pattern=r"^[!-~]+$", min_length=1, max_length=MAX_CLIENT_ID)]
CLIENT_ID_RULE = f"공백 없는 영문, 숫자, 기호 {MAX_CLIENT_ID}자까지."


class AskBody(RequestModel):
    """One question."""

    question: Annotated[str, AfterValidator(checked_text(MAX_MESSAGE, keep_lines=True, required=True))] = Field(
        description=f"질문. NFC로 바꾼 뒤 {MAX_MESSAGE:,}자까지.",
        examples=["세금계산서를 다시 받으려면 어떻게 하나요?"],
        json_schema_extra=bounds(MAX_MESSAGE, required=True),
    )
    category: CategoryName | None = Field(
        None, description="이 카테고리 안에서만 답을 찾아요. id 또는 이름.", examples=["channel-admin/manage"]
    )


def _filled(name: str) -> dict[str, JsonValue]:
    return {"required": [name], "properties": {name: {"pattern": FILLED}}}


class OpenBody(RequestModel):
    """A new conversation."""


class MessageBody(RequestModel):
    """What the visitor says, or the value of the quick reply that was pressed."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_filled("text"), _filled("choice")]})

    client_message_id: ClientId = Field(
        description=f"보내는 쪽이 정한 메시지 id. 다시 보내도 같은 id면 한 번만 답해요. {CLIENT_ID_RULE}",
        examples=["1f0f9c3e-7a53-4f3e-9c40-2b8f0f6f7d11"],
    )
    text: Annotated[str, AfterValidator(checked_text(MAX_MESSAGE, keep_lines=True))] = Field(
        "", description=f"메시지. NFC로 바꾼 뒤 {MAX_MESSAGE:,}자까지.", json_schema_extra=bounds(MAX_MESSAGE)
    )
    choice: Annotated[str, AfterValidator(checked_text(MAX_CHOICE))] = Field(
        "", description="누른 버튼의 `value`", json_schema_extra=bounds(MAX_CHOICE)
    )

    @model_validator(mode="after")
    def _something(self) -> MessageBody:
        if not self.text and not self.choice:
            raise InvalidRequestError("메시지가 비어 있어요.", parameter="text")
        return self


class MessagesParameters(RequestModel):
    """Where to go on reading."""

    after: Annotated[int, Field(ge=0, le=1_000_000_000), BeforeValidator(decimal)] = Field(
        0, description="이 번호 뒤의 메시지부터"
    )


def _whole(value: object) -> object:
    """``5.0`` is an integer in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class RatingBody(RequestModel):
    """What the visitor thinks of the conversation; at least one of ``rating`` and ``helpful``."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["rating"], "properties": {"rating": {"type": "integer"}}},
                {"required": ["helpful"], "properties": {"helpful": {"type": "boolean"}}},
            ]
        }
    )

    rating: Annotated[int, Field(strict=True, ge=1, le=MAX_RATING), BeforeValidator(_whole)] | None = Field(
        None, description="별점"
    )
    helpful: StrictBool | None = Field(None, description="도움이 됐는지", examples=[True])
    comment: Annotated[str, AfterValidator(checked_text(REASON_LENGTH, keep_lines=True))] = Field(
        "",
        description="의견. 개인정보는 가린 뒤에 저장해요. 비우면 앞선 의견을 그대로 둬요.",
        json_schema_extra=bounds(REASON_LENGTH),
    )


class HandoverBody(RequestModel):
    """How to reach the visitor, for a person to answer."""

    name: Annotated[str, AfterValidator(checked_text(MAX_NAME, required=True))] = Field(
        description="이름", examples=["홍길동"], json_schema_extra=bounds(MAX_NAME, required=True)
    )
    contact: Annotated[str, AfterValidator(checked_text(MAX_CONTACT, required=True))] = Field(
        description="답을 받을 연락처",
        examples=["hong@example.com"],
        json_schema_extra=bounds(MAX_CONTACT, required=True),
    )
    message: Annotated[str, AfterValidator(checked_text(MAX_MESSAGE, keep_lines=True, required=True))] = Field(
        description="문의 내용. 개인정보는 가린 뒤에 저장해요.",
        examples=["환불이 아직 안 들어왔어요."],
        json_schema_extra=bounds(MAX_MESSAGE, required=True),
    )
    consent: StrictBool = Field(
        description="연락처를 답변에 쓰는 데 동의하는지. true여야 해요.",
        examples=[True],
        json_schema_extra={"const": True},
    )
