"""The value objects of a conversation. Channels and the API render them; none knows of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from app.models import Article, Platform

Outcome = Literal["answered", "clarify", "abstained", "handover", "smalltalk"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Reason = Literal[
    "sure",  # answered: the confidence suffices
    "picked",  # answered: the visitor picked the article
    "platform",  # clarify: each device has an article of its own
    "several",  # clarify: several articles may answer
    "vague",  # clarify: too little was said
    "rejected",  # clarify: the visitor wants something else than what was shown
    "no_match",  # abstained: no article has to do with it
    "no_words",  # abstained: nothing but signs
    "abuse",
    "injection",  # abstained: the text gives orders to a machine
    "asked",  # handover: the visitor wants a person
    "failures",  # handover: the second failure in a row
    "topic",  # handover: operators keep this topic for people
    "waiting",  # handover: a person has been asked for and may be answering
    "greeting",
    "thanks",
    "goodbye",
    "identity",
    "laughter",
    "restart",
]

Status = Literal["bot", "waiting", "agent", "ended"]
"""Who answers: the assistant, nobody yet although a person was asked for, an agent, nobody any more."""
STATUSES: tuple[Status, ...] = get_args(Status)

MAX_MESSAGE = 2_000
"""Characters of a message at most."""

MAX_QUICK_REPLIES = 10
MAX_LABEL = 14
"""Quick replies of a reply, and characters of the label of one: what messengers show."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a visitor sends: words, or the ``value`` of a quick reply that was offered."""

    text: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it was when it was cited or offered. ``path`` is that of its permalink."""

    id: str
    title: str
    path: str
    breadcrumb: tuple[str, ...]
    revision: int


def source_of(article: Article) -> Source:
    return Source(article.id, article.title, article.path, article.category_names, article.revision)


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences or steps of an article as they stand in it; ``fragment`` is their beginning, for a text fragment."""

    article_id: str
    text: str
    fragment: str


@dataclass(frozen=True, slots=True)
class QuickReply:
    """``label`` is shown, ``value`` comes back as a choice; ``article_id`` where it stands for an article."""

    label: str
    value: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said back. ``sources`` are the articles that an answer cites or a clarification offers, in order.

    ``generated`` says that a language model put the text into words; outcome, passages and sources never come from one.
    ``masked`` are the Korean names of the personal data in what was said that was masked; ``text`` tells of it, too.
    """

    outcome: Outcome
    reason: Reason
    text: str
    confidence: float = 0.0
    passages: tuple[Passage, ...] = ()
    sources: tuple[Source, ...] = ()
    quick_replies: tuple[QuickReply, ...] = ()
    generated: bool = False
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation remembers from one turn to the next.

    ``article`` is the one last answered from, ``question`` the words that it was found by. ``offered`` are articles in
    the order in which they were last shown, ``rejected`` those that the visitor did not want. ``failures`` counts turns
    in a row that led nowhere. ``told`` is whether a visitor who waits for a person knows that what is said goes there.
    """

    article: str = ""
    question: str = ""
    platform: Platform = "all"
    offered: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    failures: int = 0
    told: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A reply and the context after it.

    ``helpful`` is whether the answer before was, if the visitor just said so, ``status`` who answers from now on, where
    that changes.
    """

    reply: Reply
    context: Context = field(default_factory=Context)
    helpful: bool | None = None
    status: Status | None = None
