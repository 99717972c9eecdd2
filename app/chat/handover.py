"""Calling a person: when, and what the visitor is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.chat import wording
from app.chat.hours import BusinessHours, moment_in_words
from app.chat.models import QuickReply, Reason, Reply
from app.chat.topics import Topic, Topics

CONTACT = "contact"
"""The value of the quick reply by which a visitor leaves a message and an address."""


class Handover:
    """Knows the business hours and the topics that operators keep for people. ``clock`` gives the time, with a zone."""

    def __init__(
        self, hours: BusinessHours, topics: Topics, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._hours = hours
        self._topics = topics
        self._clock = clock

    def topic(self, text: str) -> Topic | None:
        """The topic that ``text`` speaks of, where it is one that is kept for people."""
        return self._topics.find(text)

    def reply(self, reason: Reason, before: str = "") -> Reply:
        """What is said when a person is called; outside business hours a message is taken, and it is said when people
        are back. ``before`` is said first."""
        now = self._clock()
        if self._hours.is_open(now):
            return Reply("handover", reason, _joined(before, wording.HANDOVER_OPEN))
        opening = self._hours.next_opening(now)
        said = wording.HANDOVER_LATER
        if opening is not None:
            when = moment_in_words(opening, now)
            said = wording.HANDOVER_CLOSED.format(hours=self._hours.described(), opening=when)
        return Reply("handover", reason, _joined(before, said), quick_replies=(QuickReply(wording.CONTACT, CONTACT),))


def _joined(before: str, said: str) -> str:
    return f"{before} {said}".strip()
