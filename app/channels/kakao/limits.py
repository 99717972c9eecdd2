"""What a skill response of ours may be: KakaoTalk's limits of all that ``render`` makes. Anything else is a fault.

Source: Kakao business guide, chatbot skill guide, "응답 타입별 JSON 포맷"; the stricter limit where documents differ.
Lengths are in UTF-16 code units.
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

_BUTTONS = 3
_BUTTON_ACTIONS = {"webLink": {"webLinkUrl"}, "operator": set[str]()}
_MESSAGE = {"message": {"messageText", "extra"}}
"""Actions of a button, and of a quick reply and an item, each with the fields that belong to it."""

_Json = Mapping[str, Any]
_Faults = Iterator[str]


def faults(response: _Json) -> list[str]:
    """What is wrong with ``response``, nothing where it is valid: each fault with the place where it is."""
    return list(_later(response) if response.get("useCallback") is True else _response(response))


def _later(response: _Json) -> _Faults:
    yield from _fields("", response, {"version", "useCallback", "data"})
    yield from _version(response)
    yield from _text("data.text", response.get("data", {}).get("text"), TEXT)


def _response(response: _Json) -> _Faults:
    yield from _fields("", response, {"version", "template", "context", "data"})
    yield from _version(response)
    for number, value in enumerate(response.get("context", {}).get("values", [])):
        yield from _context(f"context {number}", value)
    template = response.get("template", {})
    yield from _fields("template", template, {"outputs", "quickReplies"})
    outputs, quick_replies = template.get("outputs", []), template.get("quickReplies", [])
    yield from _between("outputs", outputs, 1, OUTPUTS)
    for number, output in enumerate(outputs):
        yield from _component(f"output {number}", output)
    yield from _between("quickReplies", quick_replies, 0, QUICK_REPLIES)
    for number, reply in enumerate(quick_replies):
        yield from _pressable(f"quick reply {number}", reply, _MESSAGE)


def _version(response: _Json) -> _Faults:
    if response.get("version") != "2.0":
        yield "version: not 2.0"


def _context(at: str, value: _Json) -> _Faults:
    yield from _fields(at, value, {"name", "lifeSpan", "ttl", "params"})
    yield from _text(f"{at}.name", value.get("name"), 1_000)
    for name, least in (("lifeSpan", 0), ("ttl", 1)):
        number = value.get(name)
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
    yield from _fields(at, it, {"text"})
    yield from _text(f"{at}.text", it.get("text"), TEXT)


def _text_card(at: str, it: _Json) -> _Faults:
    yield from _fields(at, it, {"title", "description", "buttons"})
    if "title" not in it and "description" not in it:
        yield f"{at}: neither title nor description"
    yield from _optional(at, it, {"title": TITLE, "description": DESCRIPTION})
    buttons = it.get("buttons", [])
    yield from _between(f"{at}.buttons", buttons, 0, _BUTTONS)
    for number, button in enumerate(buttons):
        yield from _pressable(f"{at} button {number}", button, _BUTTON_ACTIONS)


def _list_card(at: str, it: _Json) -> _Faults:
    yield from _fields(at, it, {"header", "items"})
    yield from _text(f"{at}.header.title", it.get("header", {}).get("title"), TITLE)
    items = it.get("items", [])
    yield from _between(f"{at}.items", items, 2, ITEMS)
    for number, item in enumerate(items):
        yield from _item(f"{at} item {number}", item)


def _item(at: str, it: _Json) -> _Faults:
    yield from _text(f"{at}.title", it.get("title"), TITLE)
    yield from _optional(at, it, {"description": TITLE})
    shown = {"title", "description"}
    if "link" in it:
        yield from _fields(at, it, {*shown, "link"})
        yield from _address(f"{at}.link.web", it["link"].get("web"))
    else:
        yield from _acting(at, it, _MESSAGE, shown)


_COMPONENTS: Mapping[str, Callable[[str, _Json], _Faults]] = {
    "simpleText": _simple_text,
    "textCard": _text_card,
    "listCard": _list_card,
}


def _pressable(at: str, it: _Json, actions: Mapping[str, set[str]]) -> _Faults:
    yield from _text(f"{at}.label", it.get("label"), LABEL)
    yield from _acting(at, it, actions, {"label"})


def _acting(at: str, it: _Json, actions: Mapping[str, set[str]], shown: set[str]) -> _Faults:
    """The action of ``it`` and what belongs to it, besides the fields that are ``shown``."""
    action = it.get("action", "")
    if action not in actions:
        yield f"{at}.action: {action!r}"
        return
    yield from _fields(at, it, {*shown, "action", *actions[action]})
    if action == "webLink":
        yield from _address(f"{at}.webLinkUrl", it.get("webLinkUrl"))
    elif action == "message":
        yield from _text(f"{at}.messageText", it.get("messageText"), TEXT)
        if not isinstance(it.get("extra", {}), Mapping):
            yield f"{at}.extra: no object"


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


def _fields(at: str, it: _Json, known: set[str]) -> _Faults:
    if others := set(it) - known:
        yield f"{at}: unknown {', '.join(sorted(others))}"
