"""What a skill response may be: every limit of KakaoTalk's, the stricter one where its documents disagree.

Source: Kakao business guide, chatbot skill guide, "응답 타입별 JSON 포맷". Lengths are in UTF-16 code units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from app.channels.shortening import length

TEXT, TITLE, DESCRIPTION, LABEL = 1000, 50, 400, 14
"""Characters of a simpleText, of a card's title, of a textCard's description, of the label of a button."""

OUTPUTS, ITEMS, QUICK_REPLIES = 3, 5, 10
"""Components of a response, items of a listCard, quick replies."""

_BASIC_DESCRIPTION, _CAROUSEL_DESCRIPTION, _ALT_TEXT, _NARROW_LABEL, _ROW_TITLE = 230, 128, 50, 8, 6
_BUTTON_ACTIONS = {
    "webLink": "webLinkUrl",
    "message": "messageText",
    "block": "blockId",
    "phone": "phoneNumber",
    "share": "",
    "operator": "",
}
"""Actions of a button, each with the field that it needs."""

_QUICK_REPLY_ACTIONS = {"message": "messageText", "block": "blockId"}

_Json = Mapping[str, Any]
_Faults = Iterator[str]


def faults(response: _Json) -> list[str]:
    """What is wrong with ``response``, nothing where it is valid: each fault with the place where it is."""
    return list(_response(response))


def _response(response: _Json) -> _Faults:
    if response.get("version") != "2.0":
        yield "version: not 2.0"
    yield from _unknown("", response, {"version", "template", "context", "data", "useCallback"})
    for number, value in enumerate(response.get("context", {}).get("values", [])):
        yield from _context(f"context {number}", value)
    if response.get("useCallback") is True and "template" not in response:
        return
    template = response.get("template", {})
    yield from _unknown("template", template, {"outputs", "quickReplies"})
    outputs, quick_replies = template.get("outputs", []), template.get("quickReplies", [])
    yield from _between("outputs", outputs, 1, OUTPUTS)
    for number, output in enumerate(outputs):
        yield from _component(f"output {number}", output)
    yield from _between("quickReplies", quick_replies, 0, QUICK_REPLIES)
    for number, reply in enumerate(quick_replies):
        yield from _pressable(f"quick reply {number}", reply, _QUICK_REPLY_ACTIONS, LABEL)


def _context(at: str, value: _Json) -> _Faults:
    yield from _text(f"{at}.name", value.get("name"), 1_000)
    for name, least in (("lifeSpan", 0), ("ttl", 1)):
        number = value.get(name, least)
        if not isinstance(number, int) or number < least:
            yield f"{at}.{name}: {number!r}"
    if any(not isinstance(each, str) for each in value.get("params", {}).values()):
        yield f"{at}.params: other than text"


def _component(at: str, output: _Json) -> _Faults:
    if len(output) != 1 or (kind := next(iter(output))) not in _COMPONENTS:
        yield f"{at}: not one known component"
        return
    yield from _COMPONENTS[kind](f"{at} {kind}", output[kind])


def _simple_text(at: str, it: _Json) -> _Faults:
    yield from _text(f"{at}.text", it.get("text"), TEXT)


def _simple_image(at: str, it: _Json) -> _Faults:
    yield from _address(f"{at}.imageUrl", it.get("imageUrl"))
    yield from _text(f"{at}.altText", it.get("altText"), _ALT_TEXT)


def _text_card(at: str, it: _Json, description: int = DESCRIPTION) -> _Faults:
    yield from _unknown(at, it, {"title", "description", "buttons", "buttonLayout"})
    if "title" not in it and "description" not in it:
        yield f"{at}: neither title nor description"
    yield from _optional(at, it, {"title": TITLE, "description": description})
    yield from _buttons(at, it, 3)


def _basic_card(at: str, it: _Json) -> _Faults:
    yield from _unknown(at, it, {"title", "description", "thumbnail", "buttons", "buttonLayout", "profile", "social"})
    yield from _optional(at, it, {"title": TITLE, "description": _BASIC_DESCRIPTION})
    thumbnail = it.get("thumbnail", {})
    yield from _address(f"{at}.thumbnail.imageUrl", thumbnail.get("imageUrl"))
    yield from _buttons(at, it, 2 if thumbnail.get("fixedRatio") is True else 3)


def _list_card(at: str, it: _Json, most: int = ITEMS, *, header: bool = True) -> _Faults:
    yield from _unknown(at, it, {"header", "items", "buttons", "buttonLayout"})
    if header or "header" in it:
        yield from _text(f"{at}.header.title", it.get("header", {}).get("title"), TITLE)
    items = it.get("items", [])
    yield from _between(f"{at}.items", items, 2, most)
    for number, item in enumerate(items):
        where = f"{at} item {number}"
        yield from _text(f"{where}.title", item.get("title"), TITLE)
        yield from _optional(where, item, {"description": TITLE})
        if "link" in item:
            yield from _address(f"{where}.link.web", item["link"].get("web"))
        elif item.get("action") not in ("message", "block"):
            yield f"{where}: neither link nor action"
        else:
            yield from _needed(where, item, _QUICK_REPLY_ACTIONS)
    yield from _buttons(at, it, 2)


def _item_card(at: str, it: _Json, most: int = 10) -> _Faults:
    if "head" in it and "profile" in it:
        yield f"{at}: both head and profile"
    rows = it.get("itemList", [])
    yield from _between(f"{at}.itemList", rows, 1, most)
    for number, row in enumerate(rows):
        yield from _text(f"{at} row {number}.title", row.get("title"), _ROW_TITLE)
    yield from _buttons(at, it, 3)


def _carousel(at: str, it: _Json) -> _Faults:
    kind, cards = it.get("type", ""), it.get("items", [])
    if kind not in _CARDS:
        yield f"{at}.type: {kind!r}"
        return
    if kind in ("textCard", "listCard") and "header" in it:
        yield f"{at}: a header"
    yield from _between(f"{at}.items", cards, 2, 5 if kind == "listCard" else 10)
    for number, card in enumerate(cards):
        yield from _CARDS[kind](f"{at} {kind} {number}", card)


_CARDS: Mapping[str, Callable[[str, _Json], _Faults]] = {
    "textCard": lambda at, it: _text_card(at, it, _CAROUSEL_DESCRIPTION),
    "basicCard": _basic_card,
    "listCard": lambda at, it: _list_card(at, it, 4, header=False),
    "itemCard": lambda at, it: _item_card(at, it, 5),
}
_COMPONENTS: Mapping[str, Callable[[str, _Json], _Faults]] = {
    "simpleText": _simple_text,
    "simpleImage": _simple_image,
    "textCard": _text_card,
    "basicCard": _basic_card,
    "listCard": _list_card,
    "itemCard": _item_card,
    "carousel": _carousel,
}


def _buttons(at: str, card: _Json, most: int) -> _Faults:
    buttons = card.get("buttons", [])
    level = card.get("buttonLayout") == "horizontal"
    yield from _between(f"{at}.buttons", buttons, 0, min(most, 2) if level else most)
    for number, button in enumerate(buttons):
        yield from _pressable(f"{at} button {number}", button, _BUTTON_ACTIONS, _NARROW_LABEL if level else LABEL)


def _pressable(at: str, it: _Json, actions: Mapping[str, str], label: int) -> _Faults:
    yield from _text(f"{at}.label", it.get("label"), label)
    if it.get("action") not in actions:
        yield f"{at}.action: {it.get('action')!r}"
        return
    yield from _needed(at, it, actions)
    if "extra" in it and not isinstance(it["extra"], Mapping):
        yield f"{at}.extra: no object"


def _needed(at: str, it: _Json, actions: Mapping[str, str]) -> _Faults:
    """The field that the action of ``it`` needs."""
    needed = actions[it["action"]]
    if needed == "webLinkUrl":
        yield from _address(f"{at}.{needed}", it.get(needed))
    elif needed:
        yield from _text(f"{at}.{needed}", it.get(needed), TEXT)


def _text(at: str, value: object, limit: int) -> _Faults:
    if not isinstance(value, str) or not value.strip():
        yield f"{at}: empty"
    elif length(value) > limit:
        yield f"{at}: {length(value)} of {limit} characters"


def _optional(at: str, it: _Json, limits: Mapping[str, int]) -> _Faults:
    for name, limit in limits.items():
        if name in it:
            yield from _text(f"{at}.{name}", it[name], limit)


def _address(at: str, value: object) -> _Faults:
    parts = urlsplit(value) if isinstance(value, str) and value.isascii() and value.isprintable() else None
    if parts is None or " " in parts.geturl() or parts.scheme not in ("http", "https") or not parts.hostname:
        yield f"{at}: no absolute address"


def _between(at: str, values: Sequence[object], least: int, most: int) -> _Faults:
    if not least <= len(values) <= most:
        yield f"{at}: {len(values)}, not {least} to {most}"


def _unknown(at: str, it: _Json, known: set[str]) -> _Faults:
    if others := set(it) - known:
        yield f"{at}: unknown {', '.join(sorted(others))}"
