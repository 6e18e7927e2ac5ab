"""Quarters of a year and whole months, as the programme counts. Pure."""

from calendar import monthrange
from datetime import date, timedelta


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one of `day`."""
    return quarter_of(quarter_of(day) + timedelta(days=95))


def a_year_later(first: date) -> date:
    """The first day of the same quarter in the next year."""
    return first.replace(year=first.year + 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
