"""Every reply becomes a response that KakaoTalk shows."""

from __future__ import annotations

from typing import Any

import pytest

from app.channels.base import Answer
from app.channels.kakao import limits
from app.channels.kakao.render import later_response, response, text_response
from app.channels.shortening import length
from app.chat.models import Context, Message, QuickReply, Reply
from app.chat.wording import HANDOVER_OPEN, WAITING
from app.services import Services
from tests.channels.given import HOSTILE, LONG_WORD, SENTENCES, SITE, answered, clarified


def rendered(reply: Reply, *agents: str, contact_url: str = "") -> dict[str, Any]:
    """The response, which is valid."""
    body = response(Answer(reply, agents), SITE, contact_url)
    assert limits.faults(body) == []
    return body


def outputs(body: dict[str, Any]) -> list[Any]:
    found: list[Any] = body["template"]["outputs"]
    return found


def test_every_article_of_the_sample_can_be_shown(sample: Services) -> None:
    ids = [article.id for article in sample.articles.published()]
    assert len(ids) == 245
    for id_ in ids:
        reply = sample.dialogue.take(Message(choice=f"article:{id_}"), Context()).reply
        assert reply.outcome == "answered"
        card = outputs(rendered(reply))[-1]["textCard"]
        assert card["buttons"][0]["webLinkUrl"].startswith(f"{SITE}/articles/{id_}/")


def test_a_short_answer_is_a_card() -> None:
    body = rendered(answered("설정에서 바꿔요."))
    (output,) = outputs(body)
    assert output["textCard"]["title"] == "1번째 도움말은 무엇인가요?"
    assert output["textCard"]["description"] == "설정에서 바꿔요."
    (button,) = output["textCard"]["buttons"]
    assert (button["label"], button["action"]) == ("도움말 보기", "webLink")
    assert button["webLinkUrl"] == "https://help.example/articles/id%2F1/%EC%8A%AC%EB%9F%AC%EA%B7%B8%201"
    assert body["template"]["quickReplies"][0] == {
        "label": "다음 글 0",
        "action": "message",
        "messageText": "다음 글 0",
        "extra": {"choice": "article:0"},
    }
    assert body["data"] | {"url": ""} == {
        "outcome": "answered",
        "reason": "sure",
        "confidence": 0.9,
        "article_id": "id/1",
        "title": "1번째 도움말은 무엇인가요?",
        "url": "",
    }


def test_a_long_answer_is_whole_above_its_card() -> None:
    text = SENTENCES[: limits.TEXT]
    above, card = outputs(rendered(answered(text)))
    assert above["simpleText"]["text"] == text
    assert "description" not in card["textCard"]


def test_what_is_too_long_ends_with_a_sentence_and_leads_to_the_article() -> None:
    above, card = outputs(rendered(answered(SENTENCES)))
    assert above["simpleText"]["text"].endswith("문장이에요.")
    assert length(above["simpleText"]["text"]) > limits.TEXT / 2
    assert card["textCard"]["buttons"][0]["label"] == "이어서 보기"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_and_titles_can_be_shown(text: str) -> None:
    rendered(answered(text, text))
    rendered(answered("짧은 답이에요.", text))
    rendered(answered(text), text, text)
    rendered(clarified(5, text))
    rendered(Reply("abstained", "no_match", text, quick_replies=(QuickReply(text, "none"),)))
    rendered(Reply("handover", "topic", text), contact_url=f"{SITE}/contact")


@pytest.mark.parametrize("count", range(1, 13))
def test_choices_are_items_and_quick_replies(count: int) -> None:
    body = rendered(clarified(count))
    labels = [each["label"] for each in body["template"]["quickReplies"]]
    assert labels[-1] == "여기에 없어요"
    assert len(labels) == min(count + 1, limits.QUICK_REPLIES)
    if count > 1:
        asked, card = outputs(body)
        assert asked["simpleText"]["text"] == "어떤 점이 궁금하세요?"
        items = card["listCard"]["items"]
        assert len(items) == min(count, limits.ITEMS)
        assert items[1]["extra"] == {"choice": "article:id/2"}
        assert items[1]["description"] == "채널 > 관리하기"


def test_a_question_that_lists_nothing_is_text() -> None:
    offers = (QuickReply("PC", "article:a", "id/1"), QuickReply("iOS", "article:b", "id/2"))
    reply = Reply("clarify", "platform", "어떤 기기를 쓰세요?", sources=clarified(2).sources, quick_replies=offers)
    assert outputs(rendered(reply)) == [{"simpleText": {"text": "어떤 기기를 쓰세요?"}}]


def test_a_person_is_one_button_away() -> None:
    (output,) = outputs(rendered(Reply("handover", "asked", HANDOVER_OPEN)))
    assert output["textCard"]["buttons"] == [{"label": "상담원 연결", "action": "operator"}]
    assert output["textCard"]["description"].startswith("아래 ‘상담원 연결’을 누르면")


def test_outside_business_hours_a_message_can_be_left() -> None:
    reply = Reply("handover", "asked", "지금은 상담 시간이 아니에요.", quick_replies=(QuickReply("연락처", "contact"),))
    body = rendered(reply, contact_url=f"{SITE}/contact")
    card = outputs(body)[0]["textCard"]
    assert [button["action"] for button in card["buttons"]] == ["operator", "webLink"]
    assert card["description"].startswith("지금은 상담 시간이 아니에요.\n아래 ‘상담원에게 메시지 남기기’를")
    assert "quickReplies" not in body["template"]


@pytest.mark.parametrize("before", ["", "긴 안내예요. " * 60])
def test_nothing_is_promised_to_come_by_itself(before: str) -> None:
    for text in (HANDOVER_OPEN, WAITING):
        shown = str(outputs(rendered(Reply("handover", "waiting", before + text))))
        assert "여기에 보여" not in shown
        assert "기다려" not in shown


def test_what_agents_said_comes_first() -> None:
    first, *_ = outputs(rendered(answered(SENTENCES), "안녕하세요.", LONG_WORD))
    assert first["simpleText"]["text"].startswith("상담원: 안녕하세요.\n\n상담원: 가")


def test_starting_over_forgets_the_context() -> None:
    (value,) = rendered(Reply("smalltalk", "restart", "처음부터 다시 시작할게요."))["context"]["values"]
    assert (value["name"], value["lifeSpan"]) == ("barodap", 0)


def test_what_is_said_without_a_reply_is_valid() -> None:
    assert limits.faults(text_response(LONG_WORD, error="internal_error")) == []
    assert limits.faults(later_response()) == []
