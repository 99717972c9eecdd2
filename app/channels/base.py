"""What a channel must do: translate a platform's request into a message, and a reply into the platform's response."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from flask import Request, Response

from app.chat.models import Message, Reply
from app.chat.sessions import Channel as ChannelName
from app.config import Settings
from app.errors import BarodapError, InvalidRequestError

MAX_VISITOR = 255
"""Characters by which a platform tells a visitor apart."""

TOO_LONG = f"사용자를 구별하는 값이 너무 길어요. {MAX_VISITOR}자까지 쓸 수 있어요."
BROKEN = "사용자를 구별하는 값의 글자가 깨져 있어요. UTF-8로 다시 보내 주세요."


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it came in.

    ``visitor`` tells the platform's users apart, lasts as long as the conversation and is never empty; one longer than
    MAX_VISITOR, or with a lone surrogate, is an InvalidRequestError. ``message`` is as it was typed; the label or the
    value of a quick reply that was offered last counts as its choice. ``message_id`` is the platform's own id of the
    message, of printable ASCII without spaces and at most ``MAX_CLIENT_ID`` long: what comes again by the same id gets
    the same reply and is kept once. None where the platform gives none. ``reply_to`` is what ``respond`` needs to know;
    nobody else reads it.
    """

    visitor: str
    message: Message
    message_id: str | None = None
    reply_to: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.visitor) > MAX_VISITOR:
            raise InvalidRequestError(TOO_LONG, parameter="visitor")
        if any("\ud800" <= character <= "\udfff" for character in self.visitor):
            raise InvalidRequestError(BROKEN, parameter="visitor")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said back: ``agents`` are messages of people that the visitor has not seen yet, the oldest first.

    ``repeated`` says that the same message was answered before, with this reply.
    """

    reply: Reply
    agents: tuple[str, ...] = ()
    repeated: bool = False


class Channel(Protocol):
    """Made once in each worker, from the settings; safe to share between threads. Holds nothing of a conversation.

    A request goes through ``authenticate`` and ``read``, in this order, within Flask's request context. The turn is
    then taken in another thread while ``respond`` waits for it, as long as the platform does.
    """

    name: ClassVar[ChannelName]
    path: ClassVar[str]
    """Of the address that the platform POSTs to."""
    sends_again: ClassVar[bool]
    """What becomes of an error that nobody foresaw: a 500 where the platform then sends the message again and, in the
    end, sees to it that somebody answers; else ``refuse`` tells the visitor. Only such a platform is turned
    away, with a 429, when too many messages come at once."""
    people_elsewhere: ClassVar[bool]
    """Whether the people who are called answer on the platform, which then sees to it that the assistant is not asked:
    such a conversation does not enter the agents' queue here."""

    def __init__(self, settings: Settings) -> None: ...

    def authenticate(self, request: Request) -> None:
        """Raises UnauthorizedError for a request that does not prove that it is the platform's.

        A platform that signs is held to its signature over ``request.get_data()`` and to the age of its timestamp.
        Reads no more of the body than that: what it says is nobody's yet.
        """

    def read(self, request: Request) -> Incoming | None:
        """The message, or None for what asks for no reply (an event of another kind, the channel's own echo),
        which is acknowledged with 204.

        Raises MalformedJsonError or werkzeug's errors for what is no request of the platform at all, answered with a
        4xx, and InvalidRequestError for one that lacks something, which ``refuse`` answers.
        """

    def respond(self, incoming: Incoming, answer: Future[Answer]) -> Response:
        """The response. ``answer.result(seconds)`` waits; its errors may be let out, ``refuse`` answers them. So may
        those that nobody foresaw: see ``sends_again``.

        A channel that cannot wait responds without it and sends it later (``answer.add_done_callback``), its errors
        included; a channel whose response carries no reply sends it to the platform itself.
        """

    def refuse(self, error: BarodapError, incoming: Incoming | None) -> Response:
        """``error`` in the form of the channel; ``incoming`` is None where nothing could be read.

        The visitor is shown ``error.shown``, in Korean. Such a response is a success to the platform, which would show
        a fault of its own in place of any other.
        """
