"""One turn of a messenger's conversation: whose it is, what was said, what is said back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from app.analysis.text import clean
from app.channels.base import Answer, Incoming
from app.chat.models import MAX_MESSAGE, Message
from app.chat.service import ChatService
from app.chat.sessions import Channel, Entry
from app.errors import InvalidRequestError

MAX_CHOICE = 300
RECENT = 10
"""Messages that are looked through for what was offered last and for what agents said since."""


def take(chat: ChatService, channel: Channel, incoming: Incoming) -> Answer:
    """The answer to ``incoming``, once it is kept. Raises InvalidRequestError and the errors of ``chat``."""
    message = _checked(incoming.message)
    session = chat.store.join(channel, incoming.visitor)
    recent = chat.store.recent(session.id, RECENT)
    taken = chat.send(session.id, _chosen(message, recent), incoming.message_id).taken
    since = takewhile(lambda entry: entry.author == "agent", reversed(recent))
    return Answer(taken.reply, tuple(entry.text for entry in since)[::-1], taken.repeated)


def _checked(message: Message) -> Message:
    text = clean(message.text, MAX_MESSAGE, parameter="message", keep_lines=True)
    choice = clean(message.choice, MAX_CHOICE, parameter="choice")
    if not text and not choice:
        raise InvalidRequestError("할 말이 비어 있어요. 궁금한 점을 적어 주세요.", parameter="message")
    return Message(text, choice)


def _chosen(message: Message, recent: Sequence[Entry]) -> Message:
    """``message`` with the choice whose label was typed, where that was offered last."""
    reply = next((entry.reply for entry in reversed(recent) if entry.reply), None)
    if message.choice or reply is None:
        return message
    return next(
        (Message(message.text, offer.value) for offer in reply.quick_replies if offer.label == message.text), message
    )
