"""Quarters of a year and whole months, as the programme counts. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year; as text it is “2026-Q4”."""

    year: int
    number: int

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.next().starts_on - timedelta(days=1)

    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that holds the day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def named(cls, text: str) -> "Quarter | None":
        """The quarter of “2026-Q4”; None for anything else, or another century."""
        match = re.fullmatch(r"(20\d\d)-Q([1-4])", text, re.ASCII)
        return cls(int(match[1]), int(match[2])) if match else None


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return Quarter.of(day).starts_on


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one of `day`."""
    return Quarter.of(day).next().starts_on


def a_year_later(first: date) -> date:
    """The first day of the same quarter in the next year."""
    return first.replace(year=first.year + 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
