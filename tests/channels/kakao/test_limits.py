"""The validator knows every limit of what is sent: a valid response and one step beyond each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.channels.kakao.limits import faults

LINK = {"label": "열" * 14, "action": "webLink", "webLinkUrl": "https://help.example/a?b=c#d"}
PRESS = {"label": "누르기", "action": "message", "messageText": "누르기", "extra": {"choice": "a"}}
ITEM = {"title": "제" * 50, "description": "설" * 50, "action": "message", "messageText": "제목", "extra": {}}
LINKED = {"title": "제목", "link": {"web": "https://help.example/a"}}
TEXT_CARD = {"title": "제" * 50, "description": "설" * 400, "buttons": [LINK] * 3}
LIST_CARD = {"header": {"title": "머" * 50}, "items": [ITEM] * 4 + [LINKED]}
CONTEXT = {"name": "a", "lifeSpan": 0, "ttl": 60, "params": {"a": "b"}}


def of(*outputs: dict[str, Any], **template: Any) -> dict[str, Any]:
    return {"version": "2.0", "template": {"outputs": list(outputs), **template}}


TEXT = {"simpleText": {"text": "가" * 1000}}
VALID = {
    "text": of(TEXT, TEXT, TEXT, quickReplies=[PRESS] * 10),
    "text card": of({"textCard": TEXT_CARD}),
    "list card": of({"listCard": LIST_CARD}),
    "later": {"version": "2.0", "useCallback": True, "data": {"text": "잠시만요."}},
    "context": {**of(TEXT), "context": {"values": [CONTEXT]}},
    "operator": of({"textCard": {"title": "a", "buttons": [{"label": "상담원 연결", "action": "operator"}]}}),
}


def first(body: Any) -> Any:
    """The first output."""
    return body["template"]["outputs"][0]


Change = Callable[[Any], object]
BEYOND: list[tuple[str, Change]] = [
    ("text", lambda it: it.update(version="1.0")),
    ("text", lambda it: it.pop("version")),
    ("text", lambda it: it.update(extra=1)),
    ("text", lambda it: it.update(useCallback=True)),
    ("text", lambda it: it.update(useCallback=False)),
    ("text", lambda it: it.pop("template")),
    ("text", lambda it: it["template"].update(extra=1)),
    ("text", lambda it: it["template"].pop("outputs")),
    ("text", lambda it: it["template"]["outputs"].append(TEXT)),
    ("text card", lambda it: it["template"]["outputs"].append({"basicCard": {"title": "a"}})),
    ("text", lambda it: first(it).update(textCard=TEXT_CARD)),
    ("text", lambda it: first(it)["simpleText"].update(text="가" * 1001)),
    ("text", lambda it: first(it)["simpleText"].update(text="😀" * 501)),
    ("text", lambda it: first(it)["simpleText"].update(text=" ")),
    ("text", lambda it: first(it)["simpleText"].update(extra={})),
    ("text", lambda it: it["template"]["quickReplies"].append(PRESS)),
    ("text", lambda it: it["template"]["quickReplies"][0].update(label="가" * 15)),
    ("text", lambda it: it["template"]["quickReplies"][0].update(label="")),
    ("text", lambda it: it["template"]["quickReplies"][0].update(LINK)),
    ("text", lambda it: it["template"]["quickReplies"][0].update(action="operator")),
    ("text", lambda it: it["template"]["quickReplies"][0].update(blockId="a")),
    ("text", lambda it: it["template"]["quickReplies"][0].pop("messageText")),
    ("text", lambda it: it["template"]["quickReplies"][0].update(extra="a")),
    ("text card", lambda it: first(it)["textCard"].update(title="제" * 51)),
    ("text card", lambda it: first(it)["textCard"].update(description="설" * 401)),
    ("text card", lambda it: first(it)["textCard"].update(description="")),
    ("text card", lambda it: first(it)["textCard"].update(buttonLayout="horizontal")),
    ("text card", lambda it: first(it)["textCard"]["buttons"].append(LINK)),
    ("text card", lambda it: first(it)["textCard"]["buttons"][0].update(label="가" * 15)),
    ("text card", lambda it: first(it)["textCard"]["buttons"][0].update(action="open")),
    ("text card", lambda it: first(it)["textCard"]["buttons"][0].update(action="message", messageText="a")),
    ("text card", lambda it: first(it)["textCard"]["buttons"][0].update(messageText="a")),
    *(
        ("text card", lambda it, url=url: first(it)["textCard"]["buttons"][0].update(webLinkUrl=url))
        for url in (
            "/articles/a",
            "//help.example",
            "javascript:alert(1)",
            "https://",
            "https://a/한글",
            "https://a/b c",
        )
    ),
    ("operator", lambda it: first(it)["textCard"].pop("title")),
    ("operator", lambda it: first(it)["textCard"]["buttons"][0].update(webLinkUrl="https://help.example")),
    ("list card", lambda it: first(it)["listCard"].pop("header")),
    ("list card", lambda it: first(it)["listCard"]["header"].update(title="머" * 51)),
    ("list card", lambda it: first(it)["listCard"].update(buttons=[])),
    ("list card", lambda it: first(it)["listCard"].update(items=[ITEM])),
    ("list card", lambda it: first(it)["listCard"]["items"].append(ITEM)),
    ("list card", lambda it: first(it)["listCard"]["items"][0].pop("title")),
    ("list card", lambda it: first(it)["listCard"]["items"][0].update(title="제" * 51)),
    ("list card", lambda it: first(it)["listCard"]["items"][0].update(description="설" * 51)),
    ("list card", lambda it: first(it)["listCard"]["items"][0].update(imageUrl="https://help.example/a.png")),
    ("list card", lambda it: first(it)["listCard"]["items"][0].pop("action")),
    ("list card", lambda it: first(it)["listCard"]["items"][0].pop("messageText")),
    ("list card", lambda it: first(it)["listCard"]["items"][-1].update(link={"web": "/a"})),
    ("list card", lambda it: first(it)["listCard"]["items"][-1].update(action="message")),
    ("later", lambda it: it.update(useCallback=False)),
    ("later", lambda it: it.update(version="1.0")),
    ("later", lambda it: it.update(template={})),
    ("later", lambda it: it.pop("data")),
    ("context", lambda it: it["context"]["values"][0].update(name="")),
    ("context", lambda it: it["context"]["values"][0].update(lifeSpan=-1)),
    ("context", lambda it: it["context"]["values"][0].update(ttl="60")),
    ("context", lambda it: it["context"]["values"][0].pop("ttl")),
    ("context", lambda it: it["context"]["values"][0].update(params={"a": 1})),
    ("context", lambda it: it["context"]["values"][0].update(extra=1)),
]


@pytest.mark.parametrize("name", VALID)
def test_what_is_within_the_limits_is_valid(name: str) -> None:
    assert faults(VALID[name]) == []


def test_each_step_beyond_is_a_fault() -> None:
    missed = []
    for number, (name, change) in enumerate(BEYOND):
        body = json.loads(json.dumps(VALID[name]))
        change(body)
        if not faults(body):
            missed.append((number, name))
    assert missed == []
