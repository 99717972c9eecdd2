"""When people answer."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.chat import hours
from app.chat.hours import BusinessHours
from app.config import Settings, load_settings

SEOUL = ZoneInfo("Asia/Seoul")
WEEKDAYS = "mon-fri 09:00-18:00"
LUNCH = "mon-fri 09:00-12:00 13:00-18:00"
SATURDAY = "mon-fri 09:00-18:00, sat 10:00-14:00"


def business(
    written: str = WEEKDAYS, holidays: str = "KR", extra_holidays: str = "", timezone: str = "Asia/Seoul"
) -> BusinessHours:
    return BusinessHours.of(written, holidays=holidays, extra_holidays=extra_holidays, timezone=timezone)


def at(moment: str, zone: ZoneInfo = SEOUL) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


class TestOpen:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2026-11-30T08:59:59", False),
            ("2026-11-30T09:00", True),  # Monday
            ("2026-12-04T17:59:59", True),  # Friday
            ("2026-12-04T18:00", False),
            ("2026-12-05T11:00", False),  # Saturday
            ("2026-12-06T11:00", False),
        ],
    )
    def test_from_the_start_up_to_the_end(self, moment: str, expected: bool) -> None:
        assert business().is_open(at(moment)) is expected

    @pytest.mark.parametrize(
        ("moment", "expected"), [("11:59", True), ("12:00", False), ("12:59", False), ("13:00", True), ("18:00", False)]
    )
    def test_a_break_is_closed(self, moment: str, expected: bool) -> None:
        assert business(LUNCH).is_open(at(f"2026-11-30T{moment}")) is expected

    @pytest.mark.parametrize(
        "day",
        [
            "2026-05-25",  # for 부처님오신날 on a Sunday
            "2026-07-17",  # 제헌절, a holiday again since 2026
            "2026-10-05",  # for 개천절 on a Saturday
            "2027-02-08",  # the day after 설날
            "2027-02-09",  # for 설날 on a Sunday
            "2027-05-03",  # for 노동절 on a Saturday
            "2027-09-15",  # 추석
            "2030-02-05",
        ],
    )
    def test_korean_holidays_are_closed_those_in_place_of_others_too(self, day: str) -> None:
        assert not business().is_open(at(f"{day}T11:00"))
        assert business(holidays="false").is_open(at(f"{day}T11:00"))

    def test_the_package_knows_the_lunar_holidays_of_years_to_come(self) -> None:
        ahead = datetime.now(SEOUL).year + 10
        # 설날 and 추석 of three days each, 부처님오신날 and at least ten by the sun.
        assert len(hours._public_holidays("KR", ahead)) >= 16

    def test_days_off_of_the_company_are_closed(self) -> None:
        own = business(extra_holidays="2026-12-31, 2027-03-02")
        assert not own.is_open(at("2026-12-31T11:00"))
        assert not own.is_open(at("2027-03-02T11:00"))
        assert own.is_open(at("2027-03-03T11:00"))

    def test_holidays_of_another_country(self) -> None:
        japanese = business(holidays="JP", timezone="Asia/Tokyo")
        assert japanese.is_open(at("2026-10-09T11:00"))  # 한글날
        assert not japanese.is_open(at("2026-11-23T11:00"))

    def test_a_moment_is_compared_in_the_zone_of_the_hours(self) -> None:
        assert business().is_open(datetime(2026, 11, 30, 0, 0, tzinfo=UTC))
        assert not business().is_open(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
        # Still Friday in UTC, and the holiday of Saturday in Seoul.
        assert not business("mon-sun 00:00-24:00").is_open(datetime(2027, 12, 24, 15, 0, tzinfo=UTC))

    def test_empty_is_always_and_never_is_never(self) -> None:
        for moment in ("2027-02-07T03:00", "2026-11-30T11:00"):
            assert business("", extra_holidays="2026-11-30").is_open(at(moment))
            assert not business("never").is_open(at(moment))

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        for ask in (business().is_open, business("never").next_opening):
            with pytest.raises(ValueError, match="without a time zone"):
                ask(datetime(2026, 11, 30, 11))

    def test_threads_that_ask_at_once_get_the_same_answer(self) -> None:
        hours._public_holidays.cache_clear()
        asked, answers = business(), []
        barrier = threading.Barrier(8)

        def ask() -> None:
            barrier.wait()
            answers.append(asked.is_open(at("2041-12-25T11:00")))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [False] * 8


class TestNextOpening:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2026-11-30T07:00", "2026-11-30T09:00"),
            ("2026-11-30T10:17:30", "2026-11-30T10:17:30"),
            ("2026-11-30T12:30", "2026-11-30T13:00"),
            ("2026-11-30T18:00", "2026-12-01T09:00"),
            ("2026-12-04T18:00", "2026-12-07T09:00"),  # over a weekend
            ("2027-02-05T18:00", "2027-02-10T09:00"),  # over 설날
            ("2026-12-24T20:00", "2026-12-28T09:00"),
            ("2026-12-31T20:00", "2027-01-04T09:00"),
        ],
    )
    def test_the_first_moment_from_then_on(self, moment: str, expected: str) -> None:
        found = business(LUNCH).next_opening(at(moment))
        assert found == at(expected)
        assert found is not None
        assert found.tzinfo == SEOUL

    def test_own_days_off_are_passed_over(self) -> None:
        asked = business(extra_holidays="2026-12-07,2026-12-08")
        assert asked.next_opening(at("2026-12-04T18:00")) == at("2026-12-09T09:00")

    def test_a_question_from_another_zone_is_answered_in_that_of_the_hours(self) -> None:
        found = business().next_opening(datetime(2026, 11, 29, 12, 0, tzinfo=UTC))
        assert found is not None
        assert found.isoformat() == "2026-11-30T09:00:00+09:00"

    def test_always_is_now_and_never_is_none(self) -> None:
        now = at("2027-02-07T03:00")
        assert business("").next_opening(now) == now
        assert business("never").next_opening(now) is None

    def test_days_that_are_all_off_are_none(self) -> None:
        days = ",".join(
            f"{year}-{month:02}-{day:02}" for year in (2026, 2027) for month in range(1, 13) for day in range(1, 29)
        )
        assert business("mon 09:00-18:00", extra_holidays=days).next_opening(at("2026-01-01T00:00")) is not None
        every = [date.fromordinal(number).isoformat() for number in range(739000, 741500)]
        assert business("mon 09:00-18:00", extra_holidays=",".join(every)).next_opening(at("2026-01-01T00:00")) is None

    def test_a_clock_that_is_put_back_opens_in_both_passes(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        asked = business("sun 02:30-06:00", holidays="false", timezone="Europe/Berlin")
        second = datetime(2026, 10, 25, 2, 15, tzinfo=berlin, fold=1)
        found = asked.next_opening(second)
        assert found is not None
        assert found.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    def test_a_clock_that_is_put_forward_opens_when_it_is_open(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        asked = business("sun 02:30-06:00", holidays="false", timezone="Europe/Berlin")
        found = asked.next_opening(at("2026-03-29T01:00", berlin))
        assert found is not None
        assert asked.is_open(found)
        assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


class TestReading:
    def test_days_spaces_and_capitals_are_read_freely(self) -> None:
        same = hours.week_of("mon-wed 09:00-18:00, sun 10:00-12:00")
        assert hours.week_of("  MON-Wed   9:00~18:00 ,SUN 10:00-12:00 ") == same
        assert same[0] == same[2] == ((540, 1080),)
        assert same[3:6] == ((), (), ())
        assert same[6] == ((600, 720),)

    def test_days_may_go_on_over_a_sunday(self) -> None:
        assert [bool(ranges) for ranges in hours.week_of("sat-mon 10:00-12:00")] == [True, *[False] * 4, True, True]

    @pytest.mark.parametrize(
        ("written", "fault"),
        [
            ("fri 22:00-02:00", "그날은 22:00-24:00, 다음 날은 00:00-02:00처럼 나눠 쓰세요"),
            ("fri 18:00-00:00", "끝을 00:00 대신 24:00이라고"),
            ("fri 09:00-09:00", "시작과 끝이 같아요"),
            ("fri 09:00-25:00", "'25:00'은"),
            ("fri 09:60-10:00", "'09:60'은"),
            ("fri 24:01-24:02", "'24:01'은"),
            ("fri 09:00-12:00 11:00-18:00", "'11:00-18:00'은.* 앞에 쓴 시간이 끝난 뒤에"),
            ("fri 13:00-18:00 09:00-12:00", "앞에 쓴 시간이 끝난 뒤에"),
            ("mon-fri 09:00-18:00, wed 09:00-12:00", "수요일이 두 번"),
            ("mon-fri", "읽을 수 없어요"),
            ("09:00-18:00", "읽을 수 없어요"),
            ("mon-fri 9-18", "읽을 수 없어요"),
            ("mon-fri 09:00-18:00,", "읽을 수 없어요"),
            ("funday 09:00-18:00", "읽을 수 없어요"),
            (",", "읽을 수 없어요"),
            ("mon ٠٩:٠٠-١٨:٠٠", "읽을 수 없어요"),
        ],
    )
    def test_what_is_wrong_is_said(self, written: str, fault: str) -> None:
        with pytest.raises(ValueError, match=fault):
            hours.week_of(written)

    @pytest.mark.parametrize("name", ["", "Asia", "/etc/localtime", "../Seoul", "서울", "a" * 5000, "Asia/Seoul\0"])
    def test_what_is_no_zone_is_refused(self, name: str) -> None:
        with pytest.raises(ValueError, match="알 수 없는 시간대"):
            hours.zone_of(name)

    @pytest.mark.parametrize("value", ["2027-02-30", "내일", "2027-03-02 2027-03-03"])
    def test_what_is_no_date_is_refused(self, value: str) -> None:
        with pytest.raises(ValueError, match="날짜가 아니에요"):
            hours.dates_of(value)

    def test_a_country_is_a_code_or_yes_or_no(self) -> None:
        given = ["KR", "true", "True", "false", "", "NO"]
        assert [hours.country_of(value) for value in given] == ["KR", "KR", "KR", "", "", "NO"]
        for value in ("kr", "no", "Korea", "KOR", "XX"):
            with pytest.raises(ValueError, match="알 수 없는 나라"):
                hours.country_of(value)


class TestSettings:
    def of(self, settings: Settings) -> BusinessHours:
        return BusinessHours.of(
            settings.business_hours,
            holidays=settings.business_holidays,
            extra_holidays=settings.extra_holidays,
            timezone=settings.timezone,
        )

    def test_the_defaults_are_korean_office_hours(self) -> None:
        found = self.of(load_settings())
        assert found.described() == "평일 오전 9시~오후 6시"
        assert not found.is_open(at("2026-12-25T11:00"))
        assert found.zone == SEOUL

    def test_they_are_read_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BARODAP_BUSINESS_HOURS", SATURDAY)
        monkeypatch.setenv("BARODAP_BUSINESS_HOLIDAYS", "false")
        monkeypatch.setenv("BARODAP_EXTRA_HOLIDAYS", "2026-12-31")
        monkeypatch.setenv("BARODAP_TIMEZONE", "Asia/Tokyo")
        found = self.of(load_settings())
        assert found == business(SATURDAY, "false", "2026-12-31", "Asia/Tokyo")

    def test_a_truth_value_is_taken_too(self) -> None:
        assert load_settings(business_holidays=True).business_holidays == "KR"
        assert load_settings(business_holidays=False).business_holidays == ""
