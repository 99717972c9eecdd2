"""From a reply to a skill response, within the limits of KakaoTalk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.channels import wording as common
from app.channels.base import Answer
from app.channels.kakao import limits, wording
from app.channels.kakao.request import CHOICE
from app.channels.shortening import length, shortened
from app.chat import wording as said
from app.chat.handover import CONTACT
from app.chat.models import QuickReply, Reply, Source
from app.web import links

CONTEXT, LIFE_SPAN, TTL = "barodap", 5, 600
"""The context that tells the bot's blocks how the last turn ended; for how many turns and seconds it lasts."""

Json = dict[str, Any]


def response(answer: Answer, site: str, contact_url: str = "") -> Json:
    """``answer`` as a skill response. Articles are below the address ``site``; ``contact_url`` may be empty."""
    reply = answer.reply
    outputs = [*_agents(answer.agents), *_outputs(reply, site, contact_url)]
    quick_replies = _quick_replies(reply.quick_replies)
    template = {"outputs": outputs, **({"quickReplies": quick_replies} if quick_replies else {})}
    return {"version": "2.0", "template": template, "context": _context(reply), "data": _data(reply, site)}


def text_response(text: str, **data: str) -> Json:
    """Nothing but ``text``, which has words; always valid."""
    return {"version": "2.0", "template": {"outputs": [_simple_text(text)]}, "data": data}


def later_response() -> Json:
    """The promise of a response to the callback address."""
    return {"version": "2.0", "useCallback": True, "data": {"text": wording.PREPARING}}


def _outputs(reply: Reply, site: str, contact_url: str) -> list[Json]:
    if reply.outcome == "answered" and reply.sources:
        return _answered(reply.text, reply.sources[0], site)
    if reply.outcome == "clarify":
        return _clarified(reply, site)
    if reply.outcome == "handover":
        return _handed_over(reply, contact_url)
    return [_simple_text(reply.text)]


def _answered(text: str, source: Source, site: str) -> list[Json]:
    """A card with the passage; one that is too long for a card stands above it."""
    title = shortened(source.title, limits.TITLE)
    cut = length(text) > limits.TEXT
    link = _web_link(wording.READ_ON if cut else wording.READ, links.source_address(site, source))
    if length(text) <= limits.DESCRIPTION:
        return [{"textCard": {"title": title, "description": text, "buttons": [link]}}]
    return [_simple_text(text), {"textCard": {"title": title, "buttons": [link]}}]


def _clarified(reply: Reply, site: str) -> list[Json]:
    """The question, and the articles that it lists as items that can be pressed."""
    listing = {f"{place}. {source.title}" for place, source in enumerate(reply.sources, 1)}
    lines = reply.text.splitlines()
    asked = [line for line in lines if line not in listing]
    if len(reply.sources) < 2 or len(asked) == len(lines):
        return [_simple_text(reply.text)]
    offers = {offer.article_id: offer for offer in reply.quick_replies}
    items = [_item(source, offers.get(source.id), site) for source in reply.sources[: limits.ITEMS]]
    card = {"listCard": {"header": {"title": wording.NEAREST}, "items": items}}
    return [_simple_text("\n".join(asked)), card] if any(line.strip() for line in asked) else [card]


def _item(source: Source, offer: QuickReply | None, site: str) -> Json:
    item: Json = {"title": shortened(source.title, limits.TITLE)}
    if source.breadcrumb:
        item["description"] = shortened(" > ".join(source.breadcrumb), limits.TITLE)
    if offer is None:
        return {**item, "link": {"web": links.source_address(site, source)}}
    return {**item, **_message(offer)}


def _handed_over(reply: Reply, contact_url: str) -> list[Json]:
    """KakaoTalk's own way to a person: a button, by which agents answer in the same chat, now or later."""
    closed = any(offer.value == CONTACT for offer in reply.quick_replies)
    hint = wording.LEAVE_HINT if closed else wording.OPERATOR_HINT
    # The visitor has yet to press the button, so this is not said as done.
    before = common.with_the_next_reply(reply.text.removesuffix(said.HANDOVER_OPEN).strip())
    text = f"{before}\n{hint}".strip()
    buttons: list[Json] = [{"label": wording.LEAVE if closed else wording.OPERATOR, "action": "operator"}]
    if contact_url:
        buttons.append(_web_link(wording.ASK, contact_url))
    if length(text) <= limits.DESCRIPTION:
        return [{"textCard": {"description": text, "buttons": buttons}}]
    return [_simple_text(before), {"textCard": {"description": hint, "buttons": buttons}}]


def _agents(texts: Sequence[str]) -> list[Json]:
    return [_simple_text("\n\n".join(wording.AGENT.format(text=text) for text in texts))] if texts else []


def _quick_replies(offers: Sequence[QuickReply]) -> list[Json]:
    """The first ones where there are too many, and the last, which leads out of them."""
    # A form for an address is nothing that a bot can show.
    pressed = [offer for offer in offers if offer.value != CONTACT]
    if len(pressed) > limits.QUICK_REPLIES:
        pressed = [*pressed[: limits.QUICK_REPLIES - 1], pressed[-1]]
    return [{"label": shortened(offer.label, limits.LABEL), **_message(offer)} for offer in pressed]


def _message(offer: QuickReply) -> Json:
    """What is said in the visitor's name when ``offer`` is pressed, and what it stands for."""
    return {
        "action": "message",
        "messageText": shortened(offer.label, limits.LABEL),
        "extra": {CHOICE: offer.value},
    }


def _simple_text(text: str) -> Json:
    return {"simpleText": {"text": shortened(text, limits.TEXT)}}


def _web_link(label: str, address: str) -> Json:
    return {"label": label, "action": "webLink", "webLinkUrl": address}


def _context(reply: Reply) -> Json:
    params: dict[str, str] = {"outcome": reply.outcome, "reason": reply.reason}
    if reply.outcome == "answered" and reply.sources:
        params["article_id"] = reply.sources[0].id
    life_span = 0 if reply.reason == "restart" else LIFE_SPAN
    return {"values": [{"name": CONTEXT, "lifeSpan": life_span, "ttl": TTL, "params": params}]}


def _data(reply: Reply, site: str) -> Json:
    """For the bot's blocks, which read it as ``{{#webhook.outcome}}``."""
    data: Json = {"outcome": reply.outcome, "reason": reply.reason, "confidence": round(reply.confidence, 4)}
    if reply.outcome == "answered" and reply.sources:
        source = reply.sources[0]
        data |= {"article_id": source.id, "title": source.title, "url": links.source_address(site, source)}
    return data
