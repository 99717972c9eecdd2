"""From replies to what the API answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.chat.models import Passage, Reply
from app.chat.sessions import Entry, Taken
from app.web import links
from app.web.api.chat_schemas import (
    AskOut,
    ChatReplyOut,
    MessageOut,
    PassageOut,
    QuickReplyOut,
    ReplyTextOut,
    SourceOut,
)


def ask_out(reply: Reply) -> AskOut:
    return AskOut(**_reply(reply))


def chat_reply_out(session_id: str, taken: Taken) -> ChatReplyOut:
    return ChatReplyOut(session_id=session_id, turn_id=taken.seq, repeated=taken.repeated, **_reply(taken.reply))


def message_out(entry: Entry) -> MessageOut:
    return MessageOut(
        id=entry.seq,
        author=entry.author,
        text=entry.text,
        created_at=entry.created_at,
        client_message_id=entry.client_message_id if entry.author == "visitor" else None,
        reply=ask_out(entry.reply) if entry.reply else None,
    )


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "outcome": reply.outcome,
        "reason": reply.reason,
        "confidence": round(reply.confidence, 4),
        "reply": reply_text_out(reply),
    }


def reply_text_out(reply: Reply) -> ReplyTextOut:
    site = links.site()
    addresses = {source.id: links.source_address(site, source) for source in reply.sources}
    return ReplyTextOut(
        text=reply.text,
        passages=tuple(
            PassageOut(article_id=each.article_id, text=each.text, url=addresses[each.article_id] + _fragment(each))
            for each in reply.passages
        ),
        sources=tuple(
            SourceOut(
                id=each.id,
                title=each.title,
                url=addresses[each.id],
                breadcrumb=each.breadcrumb,
                revision=each.revision,
            )
            for each in reply.sources
        ),
        quick_replies=tuple(
            QuickReplyOut(label=each.label, value=each.value, article_id=each.article_id)
            for each in reply.quick_replies
        ),
        generated=reply.generated,
        masked=reply.masked,
    )


def _fragment(passage: Passage) -> str:
    """A text fragment. Source: WICG, URL Fragment Text Directives; a hyphen has a meaning in it and is encoded."""
    return "#:~:text=" + quote(passage.fragment, safe="").replace("-", "%2D") if passage.fragment else ""
