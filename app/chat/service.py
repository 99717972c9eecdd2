"""Conversations as the API and the channels hold them: masked and remembered; the assistant steps back for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from app.chat import wording
from app.chat.acts import calls_off
from app.chat.desk import Desk
from app.chat.dialogue import RATINGS, RESTART, Dialogue
from app.chat.generation.rewriter import Rewriter
from app.chat.models import Message, QuickReply, Reply, Turn
from app.chat.privacy import Masked, mask, masked
from app.chat.sessions import Contact, Entry, Rating, Session, Taken
from app.chat.store import ConversationStore

PATIENCE = timedelta(hours=1)


class ChatService:
    """Everything that is written has been masked here. Errors are those of the store and of the search.

    With a ``rewriter`` answers are put into a language model's words, which may take as long as its time-out; who
    cannot wait asks with ``generate=False``. A conversation is left to people while their word is waited for no longer
    than ``patience``.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        store: ConversationStore,
        desk: Desk,
        rewriter: Rewriter | None = None,
        *,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._dialogue = dialogue
        self._rewriter = rewriter
        self._patience = patience
        self.store = store
        self.desk = desk

    def ask(self, question: str, category: str | None = None, *, generate: bool = True) -> Reply:
        """The reply to one question, of which nothing is kept: it does not ask whether it helped."""
        found = masked(question)
        turn = self._dialogue.once(found.text, category)
        reply = _told(self._rewriting(generate)(turn).reply, found, wording.MASKED_AND_READ)
        return replace(reply, quick_replies=tuple(one for one in reply.quick_replies if one.value not in RATINGS))

    def send(
        self,
        session_id: str,
        message: Message,
        client_message_id: str | None = None,
        *,
        generate: bool = True,
        people_elsewhere: bool = False,
    ) -> Taken:
        """Take the next turn of a session; one already taken, by its ``client_message_id``, is returned as it was.

        Where the people who are called answer ``people_elsewhere``, the session does not wait for any here.
        """
        found = masked(message.text or message.choice)
        kept = replace(message, text=found.text if message.text else "", choice=mask(message.choice))
        rewrite = self._rewriting(generate)

        def answer(session: Session) -> Turn:
            turn = rewrite(self._answer(kept, session, people_elsewhere))
            return replace(turn, reply=_told(turn.reply, found, wording.MASKED_AND_KEPT))

        return self.store.take_turn(session_id, _kept(client_message_id), found.text, answer)

    def hand_over(self, session_id: str, contact: Contact) -> None:
        """Leave a message for a person to answer."""
        self.store.hand_over(session_id, replace(contact, message=mask(contact.message)))

    def rate(self, session_id: str, rating: Rating) -> None:
        """Keep what the visitor thinks of the conversation."""
        self.store.rate(session_id, replace(rating, comment=mask(rating.comment)))

    def say(self, session_id: str, text: str, client_message_id: str | None = None) -> tuple[Entry, tuple[str, ...]]:
        """Keep what an agent says, and the Korean names of what was masked in it; see ``ConversationStore.say``."""
        found = masked(text)
        return self.store.say(session_id, found.text, client_message_id=_kept(client_message_id)), found.labels

    def _answer(self, message: Message, session: Session, people_elsewhere: bool) -> Turn:
        context, called = session.context, session.status in ("waiting", "agent")
        left = called and self._is_left(session)
        if session.status == "agent" and not left:
            # Two people talk: the assistant is silent, and needs no index to be so.
            return Turn(Reply("handover", "waiting", ""), context, RATINGS.get(message.choice))
        if called and not message.choice and calls_off(message.text):
            message = Message(choice=RESTART)
        turn = self._dialogue.take(message, context)
        reply = turn.reply
        if called and reply.reason == "restart":
            return replace(turn, reply=replace(reply, text=f"{wording.CALLED_OFF} {reply.text}"), status="bot")
        if left or (reply.outcome == "handover" and not called and not people_elsewhere):
            return replace(turn, status="waiting")
        if not called or reply.outcome in ("answered", "smalltalk") or reply.reason == "topic":
            return turn
        # A person has been asked for: the assistant goes on answering what it can, does not ask back, and says once
        # that the rest goes to the person, or when asked for the person again.
        if context.told and reply.reason != "asked":
            return Turn(Reply("handover", "waiting", ""), context, turn.helpful)
        offers = (QuickReply(wording.CALL_OFF, RESTART),)
        told = Reply("handover", "waiting", wording.WAITING, quick_replies=offers)
        return Turn(told, replace(context, told=True), turn.helpful)

    def _is_left(self, session: Session) -> bool:
        """Whether the people who were called have not been heard for so long that the assistant had better go on."""
        since = session.waiting_since
        return since is not None and datetime.now(UTC) - since > self._patience

    def _rewriting(self, generate: bool) -> Callable[[Turn], Turn]:
        """Rewrites the turns of one message, which is made anew when others come between; a model is asked only once.

        The store calls it without any lock, so that nobody waits for a model but who asked.
        """
        rewritten: dict[Reply, Reply] = {}

        def rewrite(turn: Turn) -> Turn:
            if self._rewriter is None or not generate:
                return turn
            if not rewritten:
                rewritten[turn.reply] = self._rewriter.rewrite(turn.context.question, turn.reply)
            return replace(turn, reply=rewritten.get(turn.reply, turn.reply))

        return rewrite


def _kept(client_message_id: str | None) -> str | None:
    """The id as it is kept: whoever sends a telephone number for one is known by its hash."""
    if client_message_id is None or mask(client_message_id) == client_message_id:
        return client_message_id
    return sha256(client_message_id.encode()).hexdigest()


def _told(reply: Reply, found: Masked, sentence: str) -> Reply:
    """``reply`` with a ``sentence`` in front that says what was masked; first, as messengers cut the end."""
    if not found.kinds:
        return reply
    said = sentence.format(what=", ".join(found.labels))
    return replace(reply, text=f"{said}\n\n{reply.text}".strip(), masked=found.labels)
