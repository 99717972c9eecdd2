from __future__ import annotations

import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from app.channels.base import Answer
from app.channels.chatwoot import render, wording
from app.chat.handover import CONTACT
from app.chat.models import QuickReply, Reply
from tests.channels.given import SITE, answered, clarified

CHATWOOT = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough", "table"])
"""As Chatwoot's widget renders messages."""


@pytest.mark.parametrize(
    "text",
    [
        "**굵게** *기울임* __밑줄__ _하나_ `코드`",
        "[눌러 보세요](https://evil.example)",
        "![그림](https://evil.example/a.png)",
        "<b>굵게</b> <https://evil.example>",
        "# 제목\n### 작은 제목\n> 인용\n+ 항목\n제목\n---\n다른 제목\n===",
        "***\n___",
        "09:00~18:00, ~~취소~~, snake_case, 5*3=15, C:\\월렛",
        "<script>alert(1)</script>",
    ],
)
def test_text_is_shown_as_it_is(text: str) -> None:
    html = CHATWOOT.render(render.escaped(text))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br"}
    assert unescape(re.sub(r"<[^>]+>", "", html)).strip() == text


def test_steps_stay_a_list_and_addresses_whole() -> None:
    assert render.escaped("1. 금액을 고르세요.") == "1. 금액을 고르세요."
    address = "https://help.example/a_b_(c)*d"
    assert render.escaped(f"{address} *별*") == f"{address} \\*별\\*"


def test_sources_are_links() -> None:
    (body,) = render.messages(Answer(answered("본문", "[새 글] 어떻게 쓰나요?")), SITE)
    assert 'href="https://help.example/articles/id%2F1/' in CHATWOOT.render(body["content"])
    assert ">[새 글] 어떻게 쓰나요?</a>" in CHATWOOT.render(body["content"])
    assert body["content_type"] == "input_select"


def test_choices_are_items() -> None:
    (body,) = render.messages(Answer(clarified(2)), SITE)
    assert body["content_attributes"]["items"] == [
        {"title": "고르기 1", "value": "article:id/1"},
        {"title": "고르기 2", "value": "article:id/2"},
        {"title": "여기에 없어요", "value": "none"},
    ]


def test_outside_business_hours_the_conversation_takes_the_message() -> None:
    closed = Reply("handover", "asked", "상담 시간이 아니에요.", quick_replies=(QuickReply("연락처 남기기", CONTACT),))
    (body,) = render.messages(Answer(closed), SITE)
    assert body["content"] == f"상담 시간이 아니에요.\n\n{wording.LEAVE_HINT}"
    assert body["content_type"] == "text"
    assert "content_attributes" not in body
