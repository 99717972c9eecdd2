"""The REST channel of Rasa: for what speaks to a Rasa assistant and shall speak to this one.

Source of the format: Rasa documentation, "Your Own Website", REST channel. A message may carry ``custom``, any JSON;
Rasa's own replies say nothing of how sure they are, here it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, ClassVar

from flask import Request, Response, jsonify

from app.channels import wording
from app.channels.base import Answer, Incoming
from app.channels.secrets import SharedSecret
from app.chat.handover import CONTACT
from app.chat.models import Message, QuickReply, Reply
from app.chat.sessions import Channel as ChannelName
from app.config import Settings
from app.errors import BarodapError, InvalidRequestError
from app.web import links
from app.web.api.reading import read_json

MARK = "/"
"""Begins a payload, as it does in Rasa: what follows is a choice and no words."""


class RasaChannel:
    """``sender`` is the visitor; the payload of a button comes back as the message."""

    name: ClassVar[ChannelName] = "rasa"
    path: ClassVar[str] = "/webhooks/rest/webhook"
    sends_again: ClassVar[bool] = False
    people_elsewhere: ClassVar[bool] = False

    def __init__(self, settings: Settings) -> None:
        self._secret = SharedSecret(settings.rasa_secret)
        self._contact_url = settings.contact_url

    def authenticate(self, request: Request) -> None:
        self._secret.check(request)

    def read(self, request: Request) -> Incoming:
        body = read_json(request)
        sender, text = (body.get("sender"), body.get("message")) if isinstance(body, Mapping) else (None, None)
        if not isinstance(sender, str) or not sender:
            raise InvalidRequestError("누구의 대화인지 알 수 없어요. sender에 사용자를 구별하는 값을 적어 주세요.")
        if not isinstance(text, str):
            raise InvalidRequestError("message에 보낼 말을 적어 주세요.")
        choice = text.removeprefix(MARK) if text.startswith(MARK) else ""
        return Incoming(sender, Message(text, choice), reply_to={"site": links.site()})

    def respond(self, incoming: Incoming, answer: Future[Answer]) -> Response:
        given = answer.result()
        agents = [{"recipient_id": incoming.visitor, "text": text} for text in given.agents]
        # An empty text is no message: an agent has the conversation, and this channel hears of it with the next turn.
        said = [self._message(incoming, given.reply)] if given.reply.text else []
        return jsonify([*agents, *said])

    def refuse(self, error: BarodapError, incoming: Incoming | None) -> Response:
        recipient = incoming.visitor if incoming else ""
        return jsonify([{"recipient_id": recipient, "text": error.shown, "custom": {"error": error.code}}])

    def _message(self, incoming: Incoming, reply: Reply) -> dict[str, Any]:
        site = incoming.reply_to["site"]
        sources = [
            {"id": source.id, "title": source.title, "url": links.source_address(site, source)}
            for source in reply.sources
        ]
        offered = [each for each in reply.quick_replies if each.value != CONTACT]
        custom = {"outcome": reply.outcome, "reason": reply.reason, "confidence": round(reply.confidence, 4)}
        message = {
            "recipient_id": incoming.visitor,
            "text": self._text(reply, sources),
            "custom": {**custom, "sources": sources},
        }
        return {**message, "buttons": list(map(_button, offered))} if offered else message

    def _text(self, reply: Reply, sources: list[dict[str, str]]) -> str:
        """The text with what other clients show beside it: where an answer stands, and where people are asked."""
        if reply.outcome == "answered":
            return "\n\n".join([reply.text, *(f"{source['title']}\n{source['url']}" for source in sources)])
        text = wording.with_the_next_reply(reply.text)
        if reply.outcome == "handover" and reply.reason != "waiting" and self._contact_url:
            return f"{text}\n{wording.CONTACT.format(url=self._contact_url)}"
        return text


def _button(offer: QuickReply) -> dict[str, str]:
    return {"title": offer.label, "payload": MARK + offer.value}
