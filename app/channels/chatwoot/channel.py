"""The Chatwoot channel: an agent bot that acknowledges a webhook only once its reply is in the conversation.

A webhook that is not acknowledged within five seconds makes Chatwoot open the conversation for people. So whatever
goes wrong here, the end of this process included, leaves a customer with people and never with nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, wait
from time import monotonic
from typing import ClassVar

from flask import Request, Response, jsonify

from app.channels import faults
from app.channels.base import Answer, Incoming
from app.channels.chatwoot import events, render, wording
from app.channels.chatwoot.client import ChatwootClient, DeliveryError
from app.channels.chatwoot.signature import WebhookSecret
from app.chat.sessions import Channel as ChannelName
from app.config import Settings
from app.errors import BarodapError
from app.web import links
from app.web.api.reading import read_json

log = logging.getLogger(__name__)

TURN_SECONDS = 3.2
TOTAL_SECONDS = 4.4
"""How long an answer is waited for, and after how long a webhook is answered in any case."""

NOT_DELIVERED = 502
"""The status that leaves a conversation to people at once: Chatwoot sends a webhook again after 429 and 500 only."""


class ChatwootChannel:
    """A conversation of Chatwoot's is one of ours. Speaks only while its status leaves it to the bot."""

    name: ClassVar[ChannelName] = "chatwoot"
    path: ClassVar[str] = "/channels/chatwoot/webhook"
    sends_again: ClassVar[bool] = True
    people_elsewhere: ClassVar[bool] = True

    def __init__(self, settings: Settings) -> None:
        self._secret = WebhookSecret(settings.chatwoot_secret)
        self._client = ChatwootClient(settings.chatwoot_url, settings.chatwoot_token)

    def authenticate(self, request: Request) -> None:
        self._secret.check(request)

    def read(self, request: Request) -> Incoming | None:
        event = events.read(read_json(request))
        if event is None:
            return None
        return Incoming(
            f"{event.account}:{event.conversation}",
            event.message,
            event.id,
            reply_to={"account": str(event.account), "conversation": str(event.conversation), "site": links.site()},
        )

    def respond(self, incoming: Incoming, answer: Future[Answer]) -> Response:
        deadline = monotonic() + TOTAL_SECONDS
        if not wait((answer,), TURN_SECONDS).done:
            answer.cancel()
            log.error("a reply to Chatwoot took too long: %s", incoming.visitor)
            return _response((), NOT_DELIVERED)
        given = answer.result()
        if given.repeated:
            # It has been sent, or Chatwoot has been told that it has not and called people.
            return _response(())
        try:
            messages = render.messages(given, incoming.reply_to["site"])
            return self._deliver(incoming, messages, deadline, hand_over=given.reply.outcome == "handover")
        except Exception as error:  # noqa: BLE001
            # Let out, it would be a 500, and what Chatwoot then sends again has been answered as far as we know.
            faults.log_unforeseen(error, self.name)
            return _response((), NOT_DELIVERED)

    def refuse(self, error: BarodapError, incoming: Incoming | None) -> Response:
        if incoming is None:
            return jsonify(error=error.code, message=error.shown)
        out_of_order = error.status >= 500
        text = wording.PREPARING if out_of_order else error.shown
        if not incoming.message.choice and not incoming.message.text.strip():
            text = wording.NO_TEXT
        deadline = monotonic() + TOTAL_SECONDS - TURN_SECONDS
        return self._deliver(incoming, [render.message(text)], deadline, hand_over=out_of_order)

    def _deliver(
        self, incoming: Incoming, messages: Sequence[render.Json], deadline: float, *, hand_over: bool
    ) -> Response:
        """Write ``messages`` into the conversation and, where it is to be handed over, open it for people."""
        account, conversation = int(incoming.reply_to["account"]), int(incoming.reply_to["conversation"])
        sent: list[int | None] = []
        try:
            for message in messages:
                sent += [self._client.send(account, conversation, message, deadline)]
            if hand_over:
                self._client.hand_over(account, conversation, deadline)
        except DeliveryError as error:
            log.error("a reply to Chatwoot was not delivered: %s: %s", incoming.visitor, error)
            return _response(sent, NOT_DELIVERED)
        return _response(sent)


def _response(sent: Sequence[int | None], status: int = 200) -> Response:
    response = jsonify(messages=sent)
    response.status_code = status
    return response
