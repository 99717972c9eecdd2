"""Replies to render in tests."""

from __future__ import annotations

from app.chat.models import QuickReply, Reply, Source

SITE = "https://help.example"
LONG_WORD = "가" * 5_000
LONG_ADDRESS = "https://help.example/" + "a" * 5_000
EMOJI = "👨‍👩‍👧‍👦" * 500
STEPS = "\n".join(f"{number}. 설정 화면에서 {number}번째 버튼을 누르세요." for number in range(1, 80))
SENTENCES = " ".join(f"이것은 {number}번째 문장이에요." for number in range(1, 200))
HOSTILE = (LONG_WORD, LONG_ADDRESS, EMOJI, STEPS, SENTENCES, "<b>굵게</b> " * 300, "한 글자 " * 800, "🇰🇷" * 700)


def source(number: int = 1, title: str = "") -> Source:
    title = title or f"{number}번째 도움말은 무엇인가요?"
    return Source(f"id/{number}", title, f"/articles/id/{number}/슬러그 {number}", ("채널", "관리하기"), 1)


def answered(text: str, title: str = "") -> Reply:
    offers = tuple(QuickReply(f"다음 글 {number}", f"article:{number}", str(number)) for number in range(3))
    return Reply("answered", "sure", text, 0.9, sources=(source(title=title),), quick_replies=offers)


def clarified(count: int, title: str = "") -> Reply:
    sources = tuple(source(number, title and f"{number} {title}") for number in range(1, count + 1))
    listing = "\n".join(f"{place}. {each.title}" for place, each in enumerate(sources, 1))
    offers = [QuickReply(f"고르기 {place}", f"article:{each.id}", each.id) for place, each in enumerate(sources, 1)]
    none = QuickReply("여기에 없어요", "none")
    return Reply(
        "clarify", "several", f"어떤 점이 궁금하세요?\n{listing}", 0.5, sources=sources, quick_replies=(*offers, none)
    )
