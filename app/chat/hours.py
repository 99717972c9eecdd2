"""When people answer: weekly hours in a time zone, without public holidays and a company's own days off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Range = tuple[int, int]
"""Minutes after midnight, the end not included."""

Week = tuple[tuple[Range, ...], ...]
"""The ranges of each day from Monday on, in order and apart."""

DEFAULT_COUNTRY = "KR"
NEVER = "never"
"""What is written for hours in which nobody answers at once."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KOREAN_DAYS = "월화수목금토일"
_NEAR_DAYS = ("오늘", "내일", "모레")
_MIDNIGHT = 24 * 60
_ALL_DAY: Week = (((0, _MIDNIGHT),),) * len(_DAYS)
_WORKDAYS, _WEEKEND, _EVERY_DAY = [0, 1, 2, 3, 4], [5, 6], [0, 1, 2, 3, 4, 5, 6]

_DAY = "|".join(_DAYS)
_RULE = re.compile(rf"({_DAY})(?:-({_DAY}))?((?: [0-9]{{1,2}}:[0-9]{{2}}-[0-9]{{1,2}}:[0-9]{{2}})+)")
_LUNCH = (11 * 60, 15 * 60)
"""A break that lies in here is called lunch."""

_AHEAD = 366
"""Days in which the next opening is looked for."""


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """``country`` is the one whose public holidays are days off, empty for none; ``days_off`` are the company's own."""

    week: Week
    zone: ZoneInfo
    country: str = ""
    days_off: frozenset[date] = frozenset()

    @classmethod
    def of(cls, hours: str, *, holidays: str, extra_holidays: str, timezone: str) -> BusinessHours:
        """From the four settings as they are written. Empty ``hours`` are always open, holidays included.

        Raises ValueError, in Korean, for what a setting cannot be.
        """
        week, zone = week_of(hours), zone_of(timezone)
        if not hours.strip():
            return cls(week, zone)
        return cls(week, zone, country_of(holidays), dates_of(extra_holidays))

    def is_open(self, at: datetime) -> bool:
        """Whether people answer at the moment ``at``, which has to know its time zone."""
        local = _aware(at).astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self._ranges(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The first moment from ``at`` on at which people answer, in their time zone: ``at`` itself when they do then.

        None when nobody answers for a year.
        """
        if self.is_open(at):
            return at.astimezone(self.zone)
        if not any(self.week):
            return None
        today = at.astimezone(self.zone).date()
        for day in (today + timedelta(days=ahead) for ahead in range(_AHEAD + 1)):
            # In UTC, as times of one zone are compared by their clocks, which are put back in autumn.
            for moment in sorted(self._starts(day)):
                if moment >= at and self.is_open(moment):
                    return moment.astimezone(self.zone)
        return None

    def described(self) -> str:
        """The hours as a Korean noun phrase: ``평일 오전 9시~오후 6시(점심시간 낮 12시~오후 1시 제외)``."""
        if not any(self.week):
            return "없음"
        if self.week == _ALL_DAY and not (self.country or self.days_off):
            return "24시간 연중무휴"
        days: dict[tuple[Range, ...], list[int]] = {}
        for day, ranges in enumerate(self.week):
            if ranges:
                days.setdefault(ranges, []).append(day)
        parts = [f"{self._named(alike)} {_times(ranges)}" for ranges, alike in days.items()]
        # 평일 are no holidays already.
        if self.country and list(days.values()) != [_WORKDAYS]:
            parts.append("공휴일 휴무")
        return ", ".join(parts)

    def _ranges(self, day: date) -> tuple[Range, ...]:
        if day in self.days_off or (self.country and day in _public_holidays(self.country, day.year)):
            return ()
        return self.week[day.weekday()]

    def _starts(self, day: date) -> Iterator[datetime]:
        """In UTC; twice where the clock is put back over it."""
        for start, _ in self._ranges(day):
            for fold in (0, 1):
                clock = time(*divmod(start, 60), fold=fold)
                yield datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _named(self, days: list[int]) -> str:
        if days == _EVERY_DAY:
            return "매일"
        if days == _WEEKEND:
            return "주말"
        if days == _WORKDAYS and self.country:
            return "평일"
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            return f"{_KOREAN_DAYS[days[0]]}~{_KOREAN_DAYS[days[-1]]}요일"
        return "·".join(_KOREAN_DAYS[day] for day in days) + "요일"


def moment_in_words(moment: datetime, now: datetime) -> str:
    """``moment``, in its own time zone, as it is said at ``now``, which is before: ``다음 주 월요일 오전 9시``."""
    today, day = now.astimezone(moment.tzinfo).date(), moment.date()
    weeks = ((day - timedelta(days=day.weekday())) - (today - timedelta(days=today.weekday()))).days // len(_DAYS)
    weekday = f"{_KOREAN_DAYS[day.weekday()]}요일"
    if (day - today).days < len(_NEAR_DAYS):
        said = _NEAR_DAYS[(day - today).days]
    elif weeks <= 1:
        said = f"{('이번', '다음')[weeks]} 주 {weekday}"
    else:
        year = "" if day.year == today.year else f"{day.year}년 "
        said = f"{year}{day.month}월 {day.day}일 {weekday}"
    return f"{said} {''.join(_clock(moment.hour * 60 + moment.minute))}"


def week_of(hours: str) -> Week:
    """``mon-fri 09:00-12:00 13:00-18:00, sat 10:00-14:00`` as a week. Empty: always; ``never``: at no time.

    Raises ValueError, in Korean, for what cannot be read, a day given twice, and ranges that overlap or pass midnight.
    """
    hours = " ".join(hours.casefold().replace("~", "-").split())
    if hours in ("", NEVER):
        return ((),) * len(_DAYS) if hours else _ALL_DAY
    week: dict[int, tuple[Range, ...]] = {}
    for part in (part.strip() for part in hours.split(",")):
        rule = _RULE.fullmatch(part)
        if rule is None:
            raise ValueError(f"'{part}'은(는) 읽을 수 없어요. 'mon-fri 09:00-18:00, sat 10:00-14:00'처럼 쓰세요.")
        ranges = _ranges_of(rule[3].split())
        first = _DAYS.index(rule[1])
        last = _DAYS.index(rule[2] or rule[1])
        for day in ((first + step) % len(_DAYS) for step in range((last - first) % len(_DAYS) + 1)):
            if day in week:
                raise ValueError(f"{_KOREAN_DAYS[day]}요일이 두 번 나와요. 한 요일의 시간은 한곳에 모아 쓰세요.")
            week[day] = ranges
    return tuple(week.get(day, ()) for day in range(len(_DAYS)))


def country_of(value: str) -> str:
    """The country code of ``business_holidays``, empty for none. Raises ValueError, in Korean."""
    value = value.strip()
    if value.casefold() in ("", "false"):
        return ""
    if value.casefold() == "true" or value == DEFAULT_COUNTRY:
        return DEFAULT_COUNTRY
    from holidays import list_supported_countries  # takes as long to import as all the rest of a command

    if value not in list_supported_countries(include_aliases=False):
        raise ValueError(
            f"'{value}'은(는) 공휴일을 알 수 없는 나라예요. "
            "KR처럼 대문자 두 글자로 된 나라 코드나 true, false를 쓰세요."
        )
    return value


def dates_of(value: str) -> frozenset[date]:
    """The days of ``extra_holidays``. Raises ValueError, in Korean."""
    days: set[date] = set()
    for part in filter(None, map(str.strip, value.split(","))):
        try:
            days.add(date.fromisoformat(part))
        except ValueError as error:
            raise ValueError(f"'{part}'은(는) 날짜가 아니에요. 2027-03-02, 2027-12-31처럼 쓰세요.") from error
    return frozenset(days)


def zone_of(name: str) -> ZoneInfo:
    """Raises ValueError, in Korean, for what is no IANA time zone."""
    try:
        return ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError) as error:  # what an unknown, a malformed and a folder's name raise
        raise ValueError("알 수 없는 시간대예요. Asia/Seoul처럼 쓰세요.") from error


@lru_cache(maxsize=32)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    """Substitute holidays included. Frozen, as the package's own calendars grow while threads read them."""
    from holidays import country_holidays

    return frozenset(country_holidays(country, years=year, expand=False))


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a moment without a time zone")
    return at


def _ranges_of(written: Sequence[str]) -> tuple[Range, ...]:
    ranges: list[Range] = []
    for text in written:
        start, end = map(_minutes, text.split("-"))
        if start == end:
            raise ValueError(f"'{text}'은(는) 시작과 끝이 같아요. 하루 종일이면 00:00-24:00처럼 쓰세요.")
        if end == 0:
            raise ValueError(f"'{text}'처럼 자정에 끝나면 끝을 00:00 대신 24:00이라고 쓰세요.")
        if start > end:
            before, after = text.replace("-", "-24:00 00:00-").split()
            raise ValueError(
                f"'{text}'처럼 자정을 넘는 시간은 쓸 수 없어요. 그날은 {before}, 다음 날은 {after}처럼 나눠 쓰세요."
            )
        if ranges and start <= ranges[-1][1]:
            raise ValueError(f"'{text}'은(는) 앞에 쓴 시간이 끝난 뒤에 시작해야 해요.")
        ranges.append((start, end))
    return tuple(ranges)


def _minutes(clock: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    if minutes > 59 or hours * 60 + minutes > _MIDNIGHT:
        raise ValueError(f"'{clock}'은(는) 시각이 아니에요. 00:00부터 24:00까지 쓸 수 있어요.")
    return hours * 60 + minutes


def _times(ranges: tuple[Range, ...]) -> str:
    """From the first start to the last end, with the breaks in brackets."""
    whole = (ranges[0][0], ranges[-1][1])
    shown = "24시간" if whole == (0, _MIDNIGHT) else _span(*whole)
    breaks = [(end, start) for (_, end), (start, _) in pairwise(ranges)]
    if not breaks:
        return shown
    is_lunch = len(breaks) == 1 and _LUNCH[0] <= breaks[0][0] and breaks[0][1] <= _LUNCH[1]
    listed = "·".join(_span(*pause) for pause in breaks)
    return f"{shown}({'점심시간' if is_lunch else '쉬는 시간'} {listed} 제외)"


def _span(start: int, end: int) -> str:
    (half, first), (other, last) = _clock(start), _clock(end)
    return f"{half}{first}~{last}" if half == other else f"{half}{first}~{other}{last}"


def _clock(minutes: int) -> tuple[str, str]:
    """The part of the day, and the time in it: ``오후``, ``6시 30분``."""
    hour, minute = divmod(minutes, 60)
    half = "" if hour == 0 else "오전 " if hour < 12 else "낮 " if hour == 12 else "오후 " if hour < 24 else "밤 "
    shown = hour if hour <= 12 else hour - 12
    return half, f"{shown}시 {minute}분" if minute else f"{shown}시"
