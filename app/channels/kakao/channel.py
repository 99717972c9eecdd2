"""The KakaoTalk channel: a skill server that always answers in time."""

from __future__ import annotations

import logging
import ssl
from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import ClassVar

from flask import Request, Response, jsonify

from app.channels import faults
from app.channels.base import Answer, Incoming
from app.channels.kakao import callback, limits, render, wording
from app.channels.kakao import request as skill
from app.channels.kakao.callback import Callback, CallbackError
from app.channels.secrets import SharedSecret
from app.chat.models import Message
from app.chat.sessions import Channel as ChannelName
from app.config import Settings, names_of
from app.errors import BarodapError
from app.web import links
from app.web.api.reading import read_json

log = logging.getLogger(__name__)

WAIT_SECONDS = 3.5
"""After which the answer is not waited for: Kakao gives up after 5, its way here included."""

CALLBACK_SECONDS = 55.0
"""After which an answer is not sent any more: a callback address is good for a minute."""

SENDERS = 4


class KakaoChannel:
    """The visitor is the botUserKey, so a conversation goes on for as long as the session lives."""

    name: ClassVar[ChannelName] = "kakao"
    path: ClassVar[str] = "/channels/kakao/skill"
    sends_again: ClassVar[bool] = False
    people_elsewhere: ClassVar[bool] = True

    def __init__(self, settings: Settings) -> None:
        self._secret = SharedSecret(settings.kakao_secret)
        self._contact_url = settings.contact_url
        self._callback_hosts = names_of(settings.kakao_callback_hosts.lower())
        self._senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="kakao-callback")
        self._tls = ssl.create_default_context()

    def authenticate(self, request: Request) -> None:
        self._secret.check(request)

    def read(self, request: Request) -> Incoming:
        asked = skill.read(read_json(request))
        reply_to = {"site": links.site(), "callback": asked.callback_url}
        return Incoming(asked.user, Message(asked.utterance, asked.choice), reply_to=reply_to)

    def respond(self, incoming: Incoming, answer: Future[Answer]) -> Response:
        began = monotonic()
        if wait((answer,), WAIT_SECONDS).done:
            return jsonify(self._body(incoming, answer.result()))
        to = callback.permitted(incoming.reply_to["callback"], self._callback_hosts)
        if to is None:
            answer.cancel()
            return jsonify(render.text_response(wording.TOO_SLOW))
        # In a thread of its own: an answer that is there by now would be sent from here, and this one is waited for.
        answer.add_done_callback(lambda done: self._senders.submit(self._send, to, incoming, done, began))
        return jsonify(render.later_response())

    def refuse(self, error: BarodapError, incoming: Incoming | None) -> Response:  # noqa: ARG002
        return jsonify(_refusal(error))

    def _body(self, incoming: Incoming, answer: Answer) -> render.Json:
        """The response; one that KakaoTalk would not show is a fault of ours and is not sent."""
        body = render.response(answer, incoming.reply_to["site"], self._contact_url)
        if found := limits.faults(body):
            log.error("a response to KakaoTalk was not valid: %s", "; ".join(found))
            return render.text_response(answer.reply.text)
        return body

    def _send(self, to: Callback, incoming: Incoming, answer: Future[Answer], began: float) -> None:
        try:
            body = self._body(incoming, answer.result())
        except Exception as error:  # noqa: BLE001
            body = _refusal(faults.told(error, self.name))
        if monotonic() - began > CALLBACK_SECONDS:
            log.error("an answer to KakaoTalk came too late")
            return
        try:
            callback.send(to, body, self._tls)
        except CallbackError as error:
            log.error("an answer to KakaoTalk was not sent: %s", error)
        except Exception as error:  # noqa: BLE001
            faults.log_unforeseen(error, self.name)


def _refusal(error: BarodapError) -> render.Json:
    return render.text_response(error.shown, error=error.code)
