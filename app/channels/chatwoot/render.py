"""From a reply to messages of Chatwoot's Application API. Chatwoot renders Markdown."""

from __future__ import annotations

import re
from typing import Any

from app.channels.base import Answer
from app.channels.chatwoot import wording
from app.chat.handover import CONTACT
from app.chat.models import Reply
from app.web import links

Json = dict[str, Any]

_MARKS = re.compile(
    r"(https?://\S+)"
    r"|([\\*`\[\]<]|_(?![^\W_])|~(?=~)|^#(?=#*\s)|^[>+](?=\s)|^[-=](?=[-=]*\s*$))",
    re.MULTILINE,
)
"""Addresses, which stay as they are, and what Markdown would take for a mark, an underline without its end being none.
Numbers of steps may be a list."""


def messages(answer: Answer, site: str) -> list[Json]:
    """The bodies to POST, in order: what agents said, then the reply. Articles are below the address ``site``."""
    agents = [message(wording.AGENT.format(text=text)) for text in answer.agents]
    # An empty text is no message, and Chatwoot refuses it: people have the conversation.
    said = [_replied(answer.reply, site)] if answer.reply.text else []
    return [*agents, *said]


def message(text: str) -> Json:
    """Plain ``text`` as the body of a message."""
    return {"content": escaped(text), "message_type": "outgoing", "private": False, "content_type": "text"}


def escaped(text: str) -> str:
    """``text`` in Markdown, so that it is shown as it is."""
    return _MARKS.sub(lambda found: found[1] or "\\" + found[2], text)


def _replied(reply: Reply, site: str) -> Json:
    # A form for an address is nothing that a bot can show: people write what they want into the conversation.
    offered = [{"title": each.label, "value": each.value} for each in reply.quick_replies if each.value != CONTACT]
    body = message(reply.text)
    if reply.outcome == "answered":
        body["content"] = "\n\n".join(
            [
                body["content"],
                *(f"[{escaped(each.title)}]({links.source_address(site, each)})" for each in reply.sources),
            ]
        )
    elif len(offered) < len(reply.quick_replies):
        body["content"] += f"\n\n{wording.LEAVE_HINT}"
    if offered:
        body |= {"content_type": "input_select", "content_attributes": {"items": offered}}
    return body
