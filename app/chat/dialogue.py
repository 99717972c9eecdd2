"""One turn of a conversation: from what a visitor says and what was said before to the reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from app.chat import acts, passages, platforms, wording
from app.chat.acts import Act
from app.chat.clarify import labels, shorten
from app.chat.decide import Decision, Thresholds, among_offered, answer, decide, nearest
from app.chat.handover import CONTACT, Handover
from app.chat.library import Library
from app.chat.models import Context, Message, Passage, QuickReply, Reason, Reply, Turn, source_of
from app.chat.privacy import without_placeholders
from app.chat.retrieval import Findings, by_itself, find
from app.models import Article, Platform, Query
from app.search.closest import Closest
from app.search.parser import MAX_QUERY
from app.wording import with_ro

FAILURES = 2
"""Turns in a row that led nowhere after which a person is called."""

FOLLOW_UPS = 3
MAX_REJECTED = 20

HANDOVER, NONE, RESTART = "handover", "none", "restart"
ARTICLE, CATEGORY = "article:", "category:"
HELPFUL, UNHELPFUL = "helpful:yes", "helpful:no"
"""The values of quick replies; those that end in a colon with an id behind."""

RATINGS = {HELPFUL: True, UNHELPFUL: False}


class Dialogue:
    """Holds nothing of a conversation, so that any worker may take its next turn."""

    def __init__(self, library: Library, thresholds: Thresholds, handover: Handover) -> None:
        self._library = library
        self._thresholds = thresholds
        self._handover = handover

    def take(self, message: Message, context: Context, category: str | None = None) -> Turn:
        """The reply to ``message`` and what to remember. ``category`` keeps the search within an id."""
        if message.choice:
            return self._chosen(message, context, category)
        act = acts.read(without_placeholders(message.text) or message.text)
        if act.kind == "reject" and not (context.article or context.offered):
            act = acts.Act("ask", message.text)
        if act.kind == "ask":
            return self._ask(act.text, context, category)
        if act.kind == "pick":
            return self._picked(act, context, category)
        if act.kind == "reject":
            return self._rejected(act, context, category)
        if act.kind == "handover":
            return self._hand_over(context, "asked")
        return _said(act, context)

    def once(self, question: str, category: str | None = None) -> Turn:
        """The reply to a ``question`` that belongs to no conversation, where no person can answer."""
        turn = self.take(Message(question), Context(), category)
        if turn.reply.outcome != "handover":
            return turn
        topic = self._handover.topic(without_placeholders(question))
        said = (topic.message if topic else "", wording.PEOPLE_ELSEWHERE)
        return replace(turn, reply=replace(turn.reply, text=" ".join(filter(None, said)), quick_replies=()))

    def _chosen(self, message: Message, context: Context, category: str | None) -> Turn:
        """A pressed quick reply; a value that stands for nothing is read as words."""
        value = message.choice
        if value in (HANDOVER, CONTACT):
            return self._hand_over(context, "asked")
        if value == RESTART:
            return _said(Act("restart"), context)
        if value == NONE:
            return self._rejected(Act("reject"), context, category)
        if value == HELPFUL:
            return replace(_said(Act("thanks"), context), helpful=RATINGS[value])
        if value == UNHELPFUL:
            return replace(self._rejected(Act("reject"), context, category), helpful=RATINGS[value])
        if value.startswith(ARTICLE) and (article := self._library.article(value.removeprefix(ARTICLE))):
            return self._pick(article, context)
        if value.startswith(CATEGORY) and context.question and self._library.has_category(value.removeprefix(CATEGORY)):
            return self._ask(context.question, _forgotten(context), value.removeprefix(CATEGORY))
        return self._ask(message.text or value, context, category)

    def _ask(self, text: str, context: Context, category: str | None) -> Turn:
        text = without_placeholders(text)
        if topic := self._handover.topic(text):
            return self._hand_over(context, "topic", topic.message)
        wanted = platforms.named(text)
        context = replace(context, platform=wanted[0] if len(wanted) == 1 else context.platform)
        known = wanted or (() if context.platform == "all" else (context.platform,))
        if wanted and (turn := self._other_platform(text, wanted, context)):
            return turn
        last = self._library.article(context.article) if context.article else None
        query = Query(text[:MAX_QUERY], categories=(category,) if category else ())
        found = find(query, context, last, self._library.closest)
        offered = context.offered if not context.article else ()
        decision = decide(found, self._thresholds, known, self._library.variants, offered)
        if decision.outcome == "answered" and found.follows and not self._tells(decision.articles[0], found.alone):
            found = by_itself(found.alone, context)
            decision = decide(found, self._thresholds, known, self._library.variants)
        if wanted and context.question and not platforms.says_more(text):
            decision = among_offered(decision, self._offered(context), wanted, self._library.variants)
            return self._reply(decision, context.question, None, context)
        return self._reply(decision, text, found, context)

    def _tells(self, article: Article, alone: Closest) -> bool:
        """Whether ``article`` holds anything of what was just said: else it is of what was said before alone."""
        if not alone.typed:
            return True
        held = self._library.analyzer.spans("\n".join((article.title, *article.questions, article.body)))
        return any(term in alone.terms for term, _, _ in held)

    def _other_platform(self, text: str, wanted: tuple[Platform, ...], context: Context) -> Turn | None:
        """The same question for another device: 아이폰은요?, and the answer to the question which device it is."""
        if platforms.says_more(text):
            return None
        offered = self._offered(context)
        asked = offered[0] if not context.article and _are_variants(offered) else None
        last = asked or (self._library.article(context.article) if context.article else None)
        if last is None:
            return None
        decision = answer(last, wanted, self._library.variants, 1.0, "picked")
        # What is written for the device need not be searched for its name.
        (article, *_) = decision.articles
        said = text if article.platform == "all" else ""
        turn = self._reply(decision, f"{context.question} {said}".strip(), None, context)
        if platforms.fitting((article,), wanted):
            return turn
        other = wording.OTHER_PLATFORM.format(wanted=platforms.spoken(wanted), ours=platforms.NAMES[article.platform])
        return replace(turn, reply=replace(turn.reply, text=f"{other}\n\n{turn.reply.text}"))

    def _offered(self, context: Context) -> list[Article]:
        return [article for id_ in context.offered if (article := self._library.article(id_))]

    def _picked(self, act: Act, context: Context, category: str | None) -> Turn:
        """The second one: of what was offered last."""
        if -len(context.offered) <= act.place < len(context.offered):
            article = self._library.article(context.offered[act.place])
            if article:
                return self._pick(article, context)
        return self._ask(act.text, context, category)

    def _pick(self, article: Article, context: Context) -> Turn:
        return self._reply(Decision("answered", "picked", (article,), 1.0), context.question, None, context)

    def _rejected(self, act: Act, context: Context, category: str | None) -> Turn:
        """Not that one: what else there is, or what the visitor says it is instead."""
        shown = (context.article,) if context.article else context.offered
        rejected = tuple(dict.fromkeys((*context.rejected, *shown)))[-MAX_REJECTED:]
        if act.text:
            return self._ask(act.text, replace(context, article="", offered=(), rejected=rejected), category)
        if context.failures + 1 >= FAILURES:
            return self._hand_over(context, "failures")
        failed = replace(context, rejected=rejected, failures=context.failures + 1, article="", offered=())
        found = find(Query(context.question[:MAX_QUERY]), failed, None, self._library.closest)
        decision = decide(found, self._thresholds, (), self._library.variants)
        if context.question and decision.articles and decision.outcome != "abstained":
            offer = Decision("clarify", "rejected", nearest(found), decision.confidence)
            turn = self._reply(offer, context.question, found, failed)
            reply = replace(turn.reply, quick_replies=(*turn.reply.quick_replies, _PERSON))
            return Turn(reply, replace(turn.context, failures=failed.failures))
        reply = Reply("abstained", "no_match", wording.NO_MORE, quick_replies=(_PERSON,))
        return Turn(reply, failed)

    def _hand_over(self, context: Context, reason: Reason, before: str = "") -> Turn:
        said = wording.FAILURES if reason == "failures" else before
        return Turn(self._handover.reply(reason, said), replace(context, failures=0, told=False))

    def _reply(self, decision: Decision, question: str, found: Findings | None, context: Context) -> Turn:
        if decision.outcome == "answered":
            return self._answer(decision, question, found, context)
        if decision.outcome == "clarify":
            return self._clarify(decision, question, context)
        failures = context.failures + 1
        if failures >= FAILURES:
            return self._hand_over(context, "failures")
        reply = Reply(
            "abstained",
            "no_match",
            wording.NO_MATCH if _HANGUL.search(question) else wording.KOREAN_ONLY,
            decision.confidence,
            quick_replies=(*self._nearest_categories(decision.articles), _PERSON),
        )
        return Turn(reply, replace(context, failures=failures))

    def _answer(self, decision: Decision, question: str, found: Findings | None, context: Context) -> Turn:
        (article,) = decision.articles
        library = self._library
        alone = found.alone if found else None
        if alone is None and question:
            alone = library.closest(Query(question[:MAX_QUERY]), 1)
        terms = alone.terms if alone else {}
        text = passages.choose(question[:MAX_QUERY], article.title, article.body, library.analyzer, terms)
        heading = ""
        if found and not found.follows and (corrected := found.alone.correction):
            heading = wording.CORRECTED.format(text=corrected.text, ro=with_ro(corrected.text)) + "\n\n"
        after = library.related(article)[:FOLLOW_UPS]
        reply = Reply(
            "answered",
            decision.reason,
            heading + text,
            decision.confidence,
            passages=(Passage(article.id, text, passages.fragment(text)),),
            sources=(source_of(article),),
            quick_replies=(*_offers(after), *_HELPFUL),
        )
        remembered = replace(
            context,
            article=article.id,
            question=question or article.title,
            offered=tuple(other.id for other in after),
            rejected=(),
            failures=0,
        )
        return Turn(reply, remembered)

    def _clarify(self, decision: Decision, question: str, context: Context) -> Turn:
        listing = "\n".join(f"{place}. {article.title}" for place, article in enumerate(decision.articles, 1))
        asked = _QUESTIONS[decision.reason]
        reply = Reply(
            "clarify",
            decision.reason,
            asked if decision.reason == "platform" else f"{asked}\n{listing}",
            decision.confidence,
            sources=tuple(map(source_of, decision.articles)),
            quick_replies=(*_offers(decision.articles), _NONE),
        )
        offered = tuple(article.id for article in decision.articles)
        return Turn(reply, replace(context, article="", question=question, offered=offered, failures=0))

    def _nearest_categories(self, near: Sequence[Article]) -> tuple[QuickReply, ...]:
        names = {article.category_id: article.category_names[-1] for article in near}
        return tuple(QuickReply(shorten(name), CATEGORY + id_) for id_, name in list(names.items())[:3])


_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
_PERSON = QuickReply(wording.PERSON, HANDOVER)
_NONE = QuickReply(wording.NONE_OF_THESE, NONE)
_HELPFUL = (QuickReply(wording.HELPFUL, HELPFUL), QuickReply(wording.UNHELPFUL, UNHELPFUL))
_QUESTIONS = {
    "platform": wording.PLATFORM,
    "several": wording.SEVERAL,
    "vague": wording.VAGUE,
    "rejected": wording.REJECTED,
}


def _offers(articles: Sequence[Article]) -> tuple[QuickReply, ...]:
    return tuple(
        QuickReply(label, ARTICLE + article.id, article.id)
        for label, article in zip(labels(articles), articles, strict=True)
    )


def _said(act: Act, context: Context) -> Turn:
    """A fixed reply; thanks and the like end a run of failures, starting over forgets everything."""
    if act.kind in ("abuse", "injection", "no_words"):
        return Turn(Reply("abstained", act.kind, wording.FIXED[act.kind]), context)
    reason = cast(Reason, act.kind)
    after = Context() if act.kind == "restart" else replace(context, failures=0)
    text = wording.ACKNOWLEDGED if reason == "thanks" and not context.article else wording.FIXED[reason]
    return Turn(Reply("smalltalk", reason, text), after)


def _forgotten(context: Context) -> Context:
    """``context`` without what was talked about: which device it is remains."""
    return Context(platform=context.platform, told=context.told)


def _are_variants(articles: Sequence[Article]) -> bool:
    groups = {article.variant_group for article in articles}
    return len(articles) > 1 and len(groups) == 1 and None not in groups
