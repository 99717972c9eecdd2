from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.chat.encoding import context_from_json, context_to_json, reply_from_json, reply_to_json
from app.chat.models import Context, Reply
from app.errors import StorageError
from tests.chat.given import CONTEXT, REPLY


def through_json(value: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(value))
    return loaded


@pytest.mark.parametrize(
    "reply", [REPLY, replace(REPLY, generated=True), Reply("abstained", "no_match", "찾지 못했어요.")]
)
def test_a_reply_comes_back_as_it_was(reply: Reply) -> None:
    assert reply_from_json(through_json(reply_to_json(reply))) == reply


@pytest.mark.parametrize("context", [CONTEXT, Context(), Context(told=True)])
def test_a_context_comes_back_as_it_was(context: Context) -> None:
    assert context_from_json(through_json(context_to_json(context))) == context


def test_what_other_versions_wrote_is_read() -> None:
    older = {"outcome": "answered", "reason": "sure", "text": "네"}
    assert reply_from_json(older) == Reply("answered", "sure", "네")
    newer = through_json({**reply_to_json(REPLY), "mood": "glad"})
    newer["sources"][0]["author"] = "운영팀"
    assert reply_from_json(newer) == REPLY
    assert context_from_json({"mood": "glad"}) == Context()


@pytest.mark.parametrize("value", [{}, [], {"outcome": "answered", "reason": "sure", "text": "", "sources": [{}]}])
def test_what_is_no_reply_is_told(value: Any) -> None:
    with pytest.raises(StorageError, match="저장된 대화"):
        reply_from_json(value)
