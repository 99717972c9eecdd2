"""The validator knows every limit: a valid response and one step beyond each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.channels.kakao.limits import faults

LINK = {"label": "열" * 14, "action": "webLink", "webLinkUrl": "https://help.example/a?b=c#d"}
PRESS = {"label": "누르기", "action": "message", "messageText": "누르기", "extra": {"choice": "a"}}
IMAGE = {"imageUrl": "https://help.example/a.png"}
ITEM = {"title": "제목", "action": "message", "messageText": "제목"}
TEXT_CARD = {"title": "제" * 50, "description": "설" * 400, "buttons": [LINK] * 3}
BASIC_CARD = {"title": "제" * 50, "description": "설" * 230, "thumbnail": {**IMAGE, "fixedRatio": False}}
LIST_CARD = {"header": {"title": "머리"}, "items": [ITEM] * 5, "buttons": [LINK] * 2}
ITEM_CARD = {"itemList": [{"title": "여섯글자까지", "description": "값"}] * 10, "head": {"title": "머리"}}


def of(*outputs: dict[str, Any], **template: Any) -> dict[str, Any]:
    return {"version": "2.0", "template": {"outputs": list(outputs), **template}}


def carousel(kind: str, card: dict[str, Any], count: int, **more: Any) -> dict[str, Any]:
    return of({"carousel": {"type": kind, "items": [card] * count, **more}})


TEXT = {"simpleText": {"text": "가" * 1000}}
VALID = {
    "text": of(TEXT, TEXT, TEXT, quickReplies=[PRESS] * 10),
    "image": of({"simpleImage": {**IMAGE, "altText": "그" * 50}}),
    "text card": of({"textCard": TEXT_CARD}),
    "level buttons": of({"textCard": {"title": "a", "buttonLayout": "horizontal", "buttons": [{**PRESS}] * 2}}),
    "basic card": of({"basicCard": {**BASIC_CARD, "buttons": [LINK] * 3}}),
    "fixed basic card": of({"basicCard": {"thumbnail": {**IMAGE, "fixedRatio": True}, "buttons": [LINK] * 2}}),
    "list card": of({"listCard": LIST_CARD}),
    "item card": of({"itemCard": ITEM_CARD}),
    "text carousel": carousel("textCard", {"description": "설" * 128}, 10),
    "list carousel": carousel("listCard", {"items": [ITEM] * 4}, 5),
    "item carousel": carousel("itemCard", {"itemList": [{"title": "a"}] * 5}, 10),
    "callback": {"version": "2.0", "useCallback": True, "data": {"text": "잠시만요."}},
    "context": {**of(TEXT), "context": {"values": [{"name": "a", "lifeSpan": 0, "ttl": 60, "params": {"a": "b"}}]}},
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
    ("text", lambda it: it["template"].pop("outputs")),
    ("text", lambda it: it["template"]["outputs"].append(TEXT)),
    ("text", lambda it: it["template"]["outputs"].append({"chart": {}})),
    ("text", lambda it: first(it).update(TEXT_CARD)),
    ("text", lambda it: first(it)["simpleText"].update(text="가" * 1001)),
    ("text", lambda it: first(it)["simpleText"].update(text="😀" * 501)),
    ("text", lambda it: first(it)["simpleText"].update(text=" ")),
    ("text", lambda it: it["template"]["quickReplies"].append(PRESS)),
    ("text", lambda it: it["template"]["quickReplies"][0].update(label="가" * 15)),
    ("text", lambda it: it["template"]["quickReplies"][0].update(action="webLink")),
    ("text", lambda it: it["template"]["quickReplies"][0].pop("messageText")),
    ("text", lambda it: it["template"]["quickReplies"][0].update(extra="a")),
    ("image", lambda it: first(it)["simpleImage"].update(altText="그" * 51)),
    ("image", lambda it: first(it)["simpleImage"].pop("imageUrl")),
    ("text card", lambda it: first(it)["textCard"].update(title="제" * 51)),
    ("text card", lambda it: first(it)["textCard"].update(description="설" * 401)),
    ("text card", lambda it: first(it)["textCard"]["buttons"].append(LINK)),
    ("text card", lambda it: first(it)["textCard"]["buttons"][0].update(label="가" * 15)),
    ("text card", lambda it: first(it)["textCard"]["buttons"][0].update(action="open")),
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
    ("level buttons", lambda it: first(it)["textCard"]["buttons"].append(PRESS)),
    ("level buttons", lambda it: first(it)["textCard"]["buttons"][0].update(label="가" * 9)),
    ("level buttons", lambda it: first(it)["textCard"].pop("title")),
    ("basic card", lambda it: first(it)["basicCard"].update(description="설" * 231)),
    ("basic card", lambda it: first(it)["basicCard"]["buttons"].append(LINK)),
    ("basic card", lambda it: first(it)["basicCard"].pop("thumbnail")),
    ("fixed basic card", lambda it: first(it)["basicCard"]["buttons"].append(LINK)),
    ("list card", lambda it: first(it)["listCard"].pop("header")),
    ("list card", lambda it: first(it)["listCard"].update(items=[ITEM])),
    ("list card", lambda it: first(it)["listCard"]["items"].append(ITEM)),
    ("list card", lambda it: first(it)["listCard"]["items"][0].pop("title")),
    ("list card", lambda it: first(it)["listCard"]["items"][0].pop("action")),
    ("list card", lambda it: first(it)["listCard"]["items"][0].update(link={"web": "/a"})),
    ("list card", lambda it: first(it)["listCard"]["buttons"].append(LINK)),
    ("item card", lambda it: first(it)["itemCard"].update(profile={"title": "a"})),
    ("item card", lambda it: first(it)["itemCard"]["itemList"].append({"title": "a"})),
    ("item card", lambda it: first(it)["itemCard"]["itemList"][0].update(title="일곱글자까지요")),
    ("text carousel", lambda it: first(it)["carousel"]["items"].append({"title": "a"})),
    ("text carousel", lambda it: first(it)["carousel"].update(items=[{"title": "a"}])),
    ("text carousel", lambda it: first(it)["carousel"].update(header={"title": "a"})),
    ("text carousel", lambda it: first(it)["carousel"].update(type="simpleText")),
    ("text carousel", lambda it: first(it)["carousel"]["items"][0].update(description="설" * 129)),
    ("list carousel", lambda it: first(it)["carousel"]["items"].append({"items": [ITEM] * 2})),
    ("list carousel", lambda it: first(it)["carousel"]["items"][0]["items"].append(ITEM)),
    ("list carousel", lambda it: first(it)["carousel"].update(header={"title": "a"})),
    (
        "item carousel",
        lambda it: first(it)["carousel"]["items"][0]["itemList"].append({"title": "a"}),
    ),
    ("callback", lambda it: it.update(useCallback=False)),
    ("context", lambda it: it["context"]["values"][0].update(name="")),
    ("context", lambda it: it["context"]["values"][0].update(lifeSpan=-1)),
    ("context", lambda it: it["context"]["values"][0].update(ttl="60")),
    ("context", lambda it: it["context"]["values"][0].update(params={"a": 1})),
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
