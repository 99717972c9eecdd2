"""What a webhook tells. Only what is needed is read, so that a newer payload is no fault.

Source of the format: Chatwoot's webhook reference, and what its agent bots are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.channels.chatwoot import wording
from app.chat.models import Message
from app.errors import InvalidRequestError

PENDING = "pending"
"""The status of a conversation that the bot answers in. In every other one people do, or it is over."""

_MAX_ID = 2**63 - 1
_VALUE_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Event:
    """What a customer said. ``id`` is the same when it comes again."""

    account: int
    conversation: int
    id: str
    message: Message


def read(payload: object) -> Event | None:
    """What was said in ``payload``; None for what the bot has no reply to.

    Raises InvalidRequestError for what is no event, and for one without the ids that a reply needs.
    """
    if not isinstance(payload, Mapping) or not isinstance(payload.get("event"), str):
        raise InvalidRequestError(wording.NO_EVENT, parameter="event")
    if _object(payload, "conversation").get("status") != PENDING:
        return None
    if payload["event"] == "message_created":
        return _written(payload)
    if payload["event"] == "message_updated":
        return _chosen(payload)
    return None


def _written(payload: Mapping[str, Any]) -> Event | None:
    """What a customer wrote. The bot's own messages come this way, too, and those of people and their notes."""
    if payload.get("message_type") != "incoming" or payload.get("private"):
        return None
    content = payload.get("content")
    text = content if isinstance(content, str) else ""
    return _event(payload, str(_id(payload, "id")), Message(text))


def _chosen(payload: Mapping[str, Any]) -> Event | None:
    """An option that was chosen: it is written into the message that offered it, which is told at each later change."""
    submitted = _object(payload, "content_attributes").get("submitted_values")
    if payload.get("content_type") != "input_select" or not isinstance(submitted, list) or not submitted:
        return None
    chosen = submitted[0] if isinstance(submitted[0], Mapping) else {}
    title, value = chosen.get("title"), chosen.get("value")
    if not isinstance(value, str) or not value:
        return None
    choice = sha256(value.encode(errors="surrogatepass")).hexdigest()[:_VALUE_CHARACTERS]
    message = Message(title if isinstance(title, str) else "", value)
    return _event(payload, f"{_id(payload, 'id')}:{choice}", message)


def _event(payload: Mapping[str, Any], id_: str, message: Message) -> Event:
    account = _id(_object(payload, "account"), "id", "account.id")
    conversation = _id(_object(payload, "conversation"), "id", "conversation.id")
    return Event(account, conversation, id_, message)


def _id(of: Mapping[str, Any], name: str, called: str = "") -> int:
    """A whole positive number: it becomes a part of an address."""
    value = of.get(name)
    if type(value) is not int or not 0 < value <= _MAX_ID:
        raise InvalidRequestError(wording.NO_ID.format(name=called or name), parameter=called or name)
    return value


def _object(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = of.get(name)
    return value if isinstance(value, Mapping) else {}
