"""One turn of a messenger's conversation: whose it is, what was said, what is said back."""

from __future__ import annotations

from app.analysis.text import clean
from app.channels.base import Answer, Channel, Incoming
from app.chat.models import MAX_MESSAGE, Message, Reply
from app.chat.service import ChatService
from app.errors import InvalidRequestError

MAX_CHOICE = 300


def take(chat: ChatService, channel: Channel, incoming: Incoming) -> Answer:
    """The answer to ``incoming``, once it is kept. Raises InvalidRequestError and the errors of ``chat``."""
    message = _checked(incoming.message)
    session = chat.store.join(channel.name, incoming.visitor)
    chosen = _chosen(message, chat.store.last_reply(session.id))
    taken = chat.send(session.id, chosen, incoming.message_id, people_elsewhere=channel.people_elsewhere)
    return Answer(taken.reply, taken.agents, taken.repeated)


def _checked(message: Message) -> Message:
    text = clean(message.text, MAX_MESSAGE, parameter="message", keep_lines=True)
    choice = clean(message.choice, MAX_CHOICE, parameter="choice")
    if not text and not choice:
        raise InvalidRequestError("메시지가 비어 있어요. 궁금한 점을 적어 주세요.", parameter="message")
    return Message(text, choice)


def _chosen(message: Message, reply: Reply | None) -> Message:
    """``message`` with the choice whose label, or value, came as words, where ``reply``, the last one, offered it."""
    if message.choice or reply is None:
        return message
    said = message.text
    return next(
        (Message(said, offer.value) for offer in reply.quick_replies if said in (offer.label, offer.value)), message
    )
