"""What is said when a person is called, by the hours of business."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.chat.handover import CONTACT, Handover
from app.chat.hours import BusinessHours
from app.chat.models import Reply
from app.chat.topics import Topics


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(load_tokenizer("ngram", None))


def called(analyzer: Analyzer, hours: str, now: str, extra_holidays: str = "") -> Reply:
    """The reply at ``now``, the clock in Seoul."""
    business = BusinessHours.of(hours, holidays="KR", extra_holidays=extra_holidays, timezone="Asia/Seoul")
    moment = datetime.fromisoformat(f"{now}+09:00").astimezone(UTC)
    return Handover(business, Topics((), analyzer), clock=lambda: moment).reply("asked")


def test_within_the_hours_a_person_comes(analyzer: Analyzer) -> None:
    reply = called(analyzer, "mon-fri 09:00-18:00", "2026-11-30T10:00")
    assert (reply.text, reply.quick_replies) == ("상담원에게 연결해 드릴게요. 잠시만 기다려 주세요.", ())


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-30T18:00", "내일 오전 9시"),
        ("2026-12-04T18:00", "다음 주 월요일 오전 9시"),
        ("2026-12-24T18:00", "다음 주 월요일 오전 9시"),  # 성탄절 is a Friday
        ("2026-12-29T18:00", "모레 오전 9시"),  # the company's own day off is Wednesday
    ],
)
def test_outside_them_it_is_said_when_people_are_back(analyzer: Analyzer, now: str, opening: str) -> None:
    reply = called(analyzer, "mon-fri 09:00-18:00", now, "2026-12-30")
    assert reply.text == (
        "지금은 상담 시간이 아니에요.\n상담 시간: 평일 오전 9시~오후 6시\n"
        f"문의 내용을 남겨 주시면 {opening}부터 답해 드릴게요."
    )
    assert [offer.value for offer in reply.quick_replies] == [CONTACT]


EVERY_DAY = ",".join(date.fromordinal(740_286 + day).isoformat() for day in range(1_000))
"""From November 2027 on."""


@pytest.mark.parametrize(("hours", "days_off"), [("never", ""), ("fri 09:00-18:00", EVERY_DAY)])
def test_where_nobody_comes_no_time_is_promised(analyzer: Analyzer, hours: str, days_off: str) -> None:
    reply = called(analyzer, hours, "2027-11-30T10:00", days_off)
    assert reply.text == (
        "지금 바로 연결해 드릴 상담원이 없어요.\n문의 내용을 남겨 주시면 확인하는 대로 답해 드릴게요."
    )
    assert [offer.value for offer in reply.quick_replies] == [CONTACT]
