"""Business time: the hours in which somebody can be expected to act.

Pure: no database and no clock. Times come in aware, in any zone, and leave in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from django.conf import settings

SATURDAY_AND_SUNDAY = frozenset({5, 6})
ONE_DAY = timedelta(days=1)
# Nobody is closed for so long; only a broken calendar would make us search further.
SEARCH_LIMIT = 366


class HasCalendar(Protocol):
    """A person with a country (ISO 3166 code) and a time zone (IANA name)."""

    @property
    def country(self) -> object: ...

    @property
    def time_zone(self) -> str: ...


@lru_cache(maxsize=1024)
def _closed_days(country: str, year: int) -> frozenset[date]:
    """Public holidays of the country in that year and its weekends; a country nobody knows has weekends only."""
    known: holidays.HolidayBase | None = None
    if country in holidays.list_supported_countries():
        known = holidays.country_holidays(country, years=year)
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return frozenset(day for day in days if day.year == year and _is_closed(day, known))


def _is_closed(day: date, known: holidays.HolidayBase | None) -> bool:
    if known is None:
        return day.weekday() in SATURDAY_AND_SUNDAY
    # The library also knows Saturdays that are worked for a Friday off.
    return not known.is_working_day(day)


@dataclass(frozen=True)
class BusinessCalendar:
    """Opening hours of one country and time zone, Monday to Friday or as the country has it, without public holidays.

    A business day is as much business time as one day is open (8 hours): from Friday 16:00 it ends Monday 16:00.
    Raises ValueError for naive times, an unknown time zone, and hours that do not open before they close.
    """

    country: str
    time_zone: str
    opens: time = time(9)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("A business day opens before it closes.")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"Unknown time zone: {self.time_zone!r}") from error

    @property
    def hours_per_day(self) -> float:
        """Business hours in a business day."""
        return (_on_clock(self.closes) - _on_clock(self.opens)) / timedelta(hours=1)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in opening hours; the moment of closing still does."""
        at = _utc(at)
        return any(opening <= at <= closing for opening, closing in self._around(at))

    def next_open(self, at: datetime) -> datetime:
        """`at` itself in opening hours, else the next opening."""
        at = _utc(at)
        opening, _closing = next(self._spans(at))
        return max(at, opening)

    def add_days(self, start: datetime, days: int) -> datetime:
        """The same time of day so many calendar days later; when it is closed then, the next opening."""
        local = _utc(start).astimezone(ZoneInfo(self.time_zone))
        later = datetime.combine(local.date() + timedelta(days=days), local.time(), ZoneInfo(self.time_zone))
        return self.next_open(later)

    def add_business_days(self, start: datetime, days: float) -> datetime:
        """The moment `days` business days after `start`. Raises ValueError for a negative number."""
        return self.add_business_hours(start, days * self.hours_per_day)

    def add_business_hours(self, start: datetime, hours: float) -> datetime:
        """The moment `hours` business hours after `start`, always in opening hours.

        What starts outside them counts from the next opening. Raises ValueError for a negative number.
        """
        if hours < 0:
            raise ValueError("Business time runs forward only.")
        start, left = _utc(start), timedelta(hours=hours)
        for opening, closing in self._spans(start):
            begin = max(opening, start)
            if begin + left <= closing:
                return begin + left
            left -= closing - begin
        raise AssertionError("unreachable: business days never end")

    def business_hours_between(self, start: datetime, end: datetime) -> float:
        """Business hours from `start` to `end`; 0.0 when `end` is not later."""
        start, end = _utc(start), _utc(end)
        total = timedelta()
        if end <= start:
            return 0.0
        for opening, closing in self._spans(start):
            if opening >= end:
                break
            total += min(closing, end) - max(opening, start)
        return total / timedelta(hours=1)

    def _around(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        for day in (today, today - ONE_DAY):
            if not self._is_closed(day):
                yield self._hours_of(day)

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing (UTC) of every business day that closes at or after `start`."""
        day = start.astimezone(ZoneInfo(self.time_zone)).date()
        closed_in_a_row = 0
        while closed_in_a_row < SEARCH_LIMIT:
            closed_in_a_row += 1
            if not self._is_closed(day):
                opening, closing = self._hours_of(day)
                if closing >= start:
                    closed_in_a_row = 0
                    yield opening, closing
            day += ONE_DAY
        raise ValueError(f"The calendar of {self.country} has no business day within a year of {day}.")

    def _is_closed(self, day: date) -> bool:
        return day in _closed_days(self.country, day.year)

    def _hours_of(self, day: date) -> tuple[datetime, datetime]:
        zone = ZoneInfo(self.time_zone)
        opening, closing = (datetime.combine(day, moment, zone) for moment in (self.opens, self.closes))
        return opening.astimezone(UTC), closing.astimezone(UTC)


def calendar_of(person: HasCalendar) -> BusinessCalendar:
    """The calendar of a person's country and time zone; the site's own where the person has none that is known."""
    return _calendar(str(person.country or settings.DEFAULT_COUNTRY), str(person.time_zone or settings.TIME_ZONE))


@lru_cache(maxsize=1024)
def _calendar(country: str, time_zone: str) -> BusinessCalendar:
    try:
        return BusinessCalendar(country, time_zone)
    except ValueError:
        return BusinessCalendar(country, settings.TIME_ZONE)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"Business time needs an aware time, not {moment!r}.")
    return moment.astimezone(UTC)


def _on_clock(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
