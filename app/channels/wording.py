"""What is said where a channel cannot speak first: people's words come with the reply to the visitor's next message."""

from __future__ import annotations

from app.chat import wording as said

CONNECTING = "상담원에게 연결해 드릴게요. 답이 오면 다음 메시지를 보내실 때 함께 보여 드릴게요."
WAITING = "상담원에게 전달했어요. 답이 오면 다음 메시지를 보내실 때 함께 보여 드릴게요."
CONTACT = "문의하기: {url}"


def with_the_next_reply(text: str) -> str:
    """``text`` without the promise that people's words will come by themselves."""
    return text.replace(said.HANDOVER_OPEN, CONNECTING).replace(said.WAITING, WAITING)
