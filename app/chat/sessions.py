"""What the store of conversations gives out and takes in. All are frozen and know of no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from app.chat.models import Context, Reply, Status

Channel = Literal["web", "kakao", "rasa", "chatwoot"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

Author = Literal["visitor", "assistant", "agent"]
AUTHORS: tuple[Author, ...] = get_args(Author)

MAX_NAME = 50
MAX_CONTACT = 200
MAX_CLIENT_ID = 100

MAX_RATING = 5
"""The best rating; the worst is 1."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session. ``token`` is the only copy: the store keeps its hash."""

    session_id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a visitor who waits for an answer: what the visitor consents to being kept as it is, unmasked.

    ``message`` is masked like all other text.
    """

    name: str = field(repr=False)
    contact: str = field(repr=False)
    message: str
    consent: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """What a visitor thinks of the conversation: ``rating`` from 1 to MAX_RATING, or whether it helped, or both.

    None, and '' for no ``comment``, is what is not said.
    """

    rating: int | None = None
    helpful: bool | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation without its messages. Times are in UTC; after ``expires_at`` it is as if it had never been.

    ``waiting_since`` is since when the visitor waits for a person's word, None while none is waited for.
    """

    id: str
    channel: Channel
    status: Status
    context: Context
    created_at: datetime
    active_at: datetime
    expires_at: datetime
    contact: Contact | None = None
    rating: Rating | None = None
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it stands in a conversation, ``seq`` counting from 1. ``reply`` is there for the assistant's alone.

    Sources of a reply are as they were when it was said. ``client_message_id`` is what its sender named it by, if so.
    """

    seq: int
    author: Author
    text: str
    created_at: datetime
    reply: Reply | None = None
    client_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The reply to a message, ``seq`` being the reply's. ``repeated`` says that it had been given before.

    ``agents`` is what agents said between the visitor's message before and this one.
    """

    seq: int
    reply: Reply
    agents: tuple[str, ...] = ()
    repeated: bool = False
