"""Skill requests as KakaoTalk's bot builder sends them."""

from __future__ import annotations

from typing import Any

from tests.channels.conftest import SECRET

HEADERS = {"X-Barodap-Secret": SECRET}
CALLBACK = "https://bot-api.kakao.com/v1/callback/0f1e2d3c?token=abc"


def payload(user: str, utterance: str, *, extra: object = None, callback: str = "") -> dict[str, Any]:
    asked: dict[str, Any] = {
        "timezone": "Asia/Seoul",
        "params": {"ignoreMe": "true"},
        "block": {"id": "64a1", "name": "폴백 블록"},
        "utterance": utterance,
        "lang": "kr",
        "user": {"id": user, "type": "botUserKey", "properties": {"plusfriendUserKey": "pk", "appUserId": "1"}},
    }
    if callback:
        asked["callbackUrl"] = callback
    return {
        "intent": {"id": "64a1", "name": "폴백 블록", "extra": {"reason": {"code": 1, "message": "OK"}}},
        "userRequest": asked,
        "contexts": [],
        "bot": {"id": "62f0", "name": "바로답"},
        "action": {"id": "63b2", "name": "바로답", "clientExtra": extra, "params": {}, "detailParams": {}},
    }
