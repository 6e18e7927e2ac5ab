"""The stretches of time a report can be read over. Days in UTC; pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from prm.core.quarters import Quarter

from .figures import months_back

YEAR = "12m"
SHOWN_QUARTERS = 5


@dataclass(frozen=True)
class Period:
    """From `since` to `until`, both included. `key` stands in addresses: 12m or 2026-Q4."""

    key: str
    since: date
    until: date

    @property
    def is_quarter(self) -> bool:
        return self.key != YEAR

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def days_gone(self, today: date) -> int:
        return min(max((today - self.since).days + 1, 0), self.days)


def quarter(day: date) -> Period:
    """The quarter that holds the day."""
    return _period(Quarter.of(day))


def _period(found: Quarter) -> Period:
    return Period(str(found), found.starts_on, found.ends_on)


def twelve_months(today: date) -> Period:
    """The present month and the eleven before it."""
    return Period(YEAR, months_back(today)[0], today)


def quarters_back(today: date, count: int = SHOWN_QUARTERS) -> list[Period]:
    """The present quarter and those before it, the latest first."""
    found = [quarter(today)]
    while len(found) < count:
        found.append(quarter(found[-1].since - timedelta(days=1)))
    return found


def quarter_named(key: str) -> Period | None:
    """The quarter of “2026-Q4”; None for anything else."""
    found = Quarter.named(key)
    return _period(found) if found else None


def period_of(key: str, today: date) -> Period:
    """The period of this key; twelve months for anything that is none."""
    return quarter_named(key) or twelve_months(today)
