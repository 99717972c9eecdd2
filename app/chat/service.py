"""Conversations as the API and the channels hold them: masked and remembered; the assistant steps back for people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.chat import wording
from app.chat.dialogue import Dialogue
from app.chat.models import Context, Message, Reply, Turn
from app.chat.privacy import mask, masked
from app.chat.sessions import Contact, Rating, Taken
from app.chat.store import ConversationStore


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and the Korean names of the personal data that was masked in what it answers."""

    reply: Reply
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a message that was sent into a session."""

    taken: Taken
    masked: tuple[str, ...] = ()


class ChatService:
    """Everything that is written has been masked here. Errors are those of the store and of the search."""

    def __init__(self, dialogue: Dialogue, store: ConversationStore) -> None:
        self._dialogue = dialogue
        self.store = store

    def ask(self, question: str, category: str | None = None) -> Answered:
        """The reply to one question, of which nothing is kept."""
        found = masked(question)
        reply = self._dialogue.take(Message(found.text), Context(), category).reply
        return Answered(reply, found.labels)

    def send(self, session_id: str, message: Message, client_message_id: str | None = None) -> Said:
        """Take the next turn of a session; one already taken, by its ``client_message_id``, is returned as it was."""
        found = masked(message.text)
        kept = replace(message, text=found.text, choice=mask(message.choice))
        shown = found.text or kept.choice
        taken = self.store.take_turn(session_id, client_message_id, shown, lambda context: self._answer(kept, context))
        return Said(taken, found.labels)

    def hand_over(self, session_id: str, contact: Contact) -> None:
        """Leave a message for a person to answer."""
        self.store.hand_over(session_id, replace(contact, message=mask(contact.message)))

    def rate(self, session_id: str, rating: Rating) -> None:
        """Keep what the visitor thinks of the conversation."""
        self.store.rate(session_id, replace(rating, comment=mask(rating.comment)))

    def _answer(self, message: Message, context: Context) -> Turn:
        turn = self._dialogue.take(message, context)
        if context.waiting and turn.reply.outcome in ("clarify", "abstained", "handover"):
            # A person has been asked for: the assistant goes on answering what it can, and does not ask back.
            return Turn(Reply("handover", "waiting", wording.WAITING), context)
        return turn
