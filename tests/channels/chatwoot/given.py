"""Webhooks as Chatwoot sends them to an agent bot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from time import time
from typing import Any

from app.channels.chatwoot.signature import sign
from tests.channels.conftest import SECRET

ACCOUNT = 7
_ids = count(1_000)


def message_created(conversation: int, content: str | None, **changes: Any) -> dict[str, Any]:
    """``changes`` are fields of the message; ``status`` is that of the conversation."""
    status = changes.pop("status", "pending")
    return {
        "event": "message_created",
        "id": next(_ids),
        "content": content,
        "content_type": "text",
        "content_attributes": {},
        "message_type": "incoming",
        "private": False,
        "source_id": None,
        "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "sender": {"id": 3, "name": "손님", "type": "contact", "account": {"id": ACCOUNT, "name": "바로답"}},
        "inbox": {"id": 5, "name": "웹사이트"},
        "account": {"id": ACCOUNT, "name": "바로답"},
        "conversation": {
            "id": conversation,
            "inbox_id": 5,
            "status": status,
            "channel": "Channel::WebWidget",
            "can_reply": True,
            "contact_inbox": {"id": 9, "contact_id": 3, "source_id": "f0e1"},
            "meta": {"sender": {"id": 3}, "assignee": None},
        },
        **changes,
    }


def message_updated(conversation: int, id_: int, body: dict[str, Any], title: str, **changes: Any) -> dict[str, Any]:
    """What comes once the option ``title`` of the message ``body``, written by the bot as ``id_``, was chosen."""
    (chosen,) = (item for item in body["content_attributes"]["items"] if item["title"] == title)
    return message_created(
        conversation,
        body["content"],
        **{
            "event": "message_updated",
            "id": id_,
            "message_type": "outgoing",
            "content_type": "input_select",
            "content_attributes": {**body["content_attributes"], "submitted_values": [chosen]},
            "sender": {"id": 1, "name": "바로답", "type": "agent_bot"},
            **changes,
        },
    )


def signed(payload: Any, *, secret: str = SECRET, age: float = 0) -> dict[str, Any]:
    """Arguments of ``client.post``; ``age`` is that of the timestamp, in seconds."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    timestamp = str(int(time() - age))
    headers = {"X-Chatwoot-Timestamp": timestamp, "X-Chatwoot-Signature": sign(secret, timestamp, body)}
    return {"data": body, "content_type": "application/json", "headers": headers}
