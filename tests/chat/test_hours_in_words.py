"""How it is said when people answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.chat.hours import moment_in_words
from tests.chat.test_hours import LUNCH, SATURDAY, WEEKDAYS, at, business


class TestMomentInWords:
    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-11-30T07:00", "오늘 오전 9시"),
            ("2026-11-30T12:30", "오늘 오후 1시"),
            ("2026-11-30T18:00", "내일 오전 9시"),
            ("2026-12-05T08:00", "모레 오전 9시"),  # Saturday
            ("2026-12-04T18:00", "다음 주 월요일 오전 9시"),  # Friday
            ("2026-12-31T20:00", "다음 주 월요일 오전 9시"),  # 새해 첫날 is a Friday
            ("2027-02-05T18:00", "다음 주 수요일 오전 9시"),  # over 설날
            ("2026-09-23T18:00", "다음 주 월요일 오전 9시"),  # over 추석
        ],
    )
    def test_the_next_opening_is_said_as_people_do(self, now: str, expected: str) -> None:
        opening = business(LUNCH).next_opening(at(now))
        assert opening is not None
        assert moment_in_words(opening, at(now)) == expected

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2026-12-03T10:30", "이번 주 목요일 오전 10시 30분"),
            ("2026-12-13T12:00", "다음 주 일요일 낮 12시"),
            ("2026-12-14T09:00", "12월 14일 월요일 오전 9시"),
            ("2027-01-04T00:00", "2027년 1월 4일 월요일 0시"),
        ],
    )
    def test_far_days_have_their_date(self, moment: str, expected: str) -> None:
        assert moment_in_words(at(moment), at("2026-11-30T18:00")) == expected

    def test_today_is_that_of_the_hours(self) -> None:
        # Still Sunday in UTC.
        assert moment_in_words(at("2026-11-30T09:00"), datetime(2026, 11, 29, 15, 30, tzinfo=UTC)) == "오늘 오전 9시"


class TestDescribed:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            (WEEKDAYS, "평일 오전 9시~오후 6시"),
            (LUNCH, "평일 오전 9시~오후 6시(점심시간 낮 12시~오후 1시 제외)"),
            (SATURDAY, "평일 오전 9시~오후 6시, 토요일 오전 10시~오후 2시, 공휴일 휴무"),
            (
                "mon-fri 09:30-18:30, sat-sun 13:00-17:00",
                "평일 오전 9시 30분~오후 6시 30분, 주말 오후 1시~5시, 공휴일 휴무",
            ),
            (
                "mon-thu 9:00-18:00, fri 9:00-15:00",
                "월~목요일 오전 9시~오후 6시, 금요일 오전 9시~오후 3시, 공휴일 휴무",
            ),
            ("mon 09:00-18:00, wed 09:00-18:00", "월·수요일 오전 9시~오후 6시, 공휴일 휴무"),
            ("mon-sun 00:00-24:00", "매일 24시간, 공휴일 휴무"),
            ("mon-fri 12:00-24:00", "평일 낮 12시~밤 12시"),
            ("mon-fri 00:00-06:30", "평일 0시~오전 6시 30분"),
            ("mon-fri 12:10-12:50", "평일 낮 12시 10분~12시 50분"),
            (
                "mon-fri 09:00-12:00 13:00-15:00 15:30-18:00",
                "평일 오전 9시~오후 6시(쉬는 시간 낮 12시~오후 1시·오후 3시~3시 30분 제외)",
            ),
            ("mon-fri 08:00-10:00 16:00-18:00", "평일 오전 8시~오후 6시(쉬는 시간 오전 10시~오후 4시 제외)"),
            ("", "24시간 연중무휴"),
            ("never", "없음"),
        ],
    )
    def test_it_is_said_in_korean(self, written: str, expected: str) -> None:
        assert business(written).described() == expected

    def test_where_holidays_do_not_count_the_days_are_named(self) -> None:
        assert business(holidays="false").described() == "월~금요일 오전 9시~오후 6시"
        assert business("mon-sun 00:00-24:00", holidays="false").described() == "24시간 연중무휴"
