"""Business time looked up in a table: the demo asks thousands of times, and the calendar counts day by day."""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import accumulate

from prm.core.calendar import BusinessCalendar

ONE_HOUR = timedelta(hours=1)


class Hours:
    """The opening hours of one country and time zone from `start` to `end`, all times aware and in UTC.

    `start` lies outside opening hours (a midnight). For times between the two it answers as
    prm.core.calendar.BusinessCalendar does.
    """

    def __init__(self, calendar: BusinessCalendar, start: datetime, end: datetime) -> None:
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        moment = calendar.next_open(start)
        while moment < end:
            closing = calendar.add_business_hours(moment, calendar.hours_per_day)
            self._opens.append(moment)
            self._closes.append(closing)
            moment = calendar.next_open(closing + ONE_HOUR)
        self._hours_per_day = calendar.hours_per_day
        spans = ((close - open_) / ONE_HOUR for open_, close in zip(self._opens, self._closes, strict=True))
        self._before = [0.0, *accumulate(spans)]

    def add_days(self, start: datetime, days: float) -> datetime:
        return self.add(start, days * self._hours_per_day)

    def add(self, start: datetime, hours: float) -> datetime:
        """The moment so many business hours after `start`; what starts outside them counts from the next opening."""
        wanted = self._elapsed(start) + hours
        place = bisect_right(self._before, wanted - 1e-9) - 1
        if hours == 0 or place < 0:
            return self.next_open(start)
        return self._opens[place] + ONE_HOUR * (wanted - self._before[place])

    def before(self, end: datetime, hours: float) -> datetime:
        """The moment so many business hours before `end`."""
        wanted = self._elapsed(end) - hours
        place = bisect_right(self._before, wanted) - 1
        return self._opens[place] + ONE_HOUR * (wanted - self._before[place])

    def between(self, start: datetime, end: datetime) -> float:
        """Business hours from `start` to `end`; 0.0 when `end` is not later."""
        return max(self._elapsed(end) - self._elapsed(start), 0.0)

    def next_open(self, moment: datetime) -> datetime:
        place = bisect_right(self._opens, moment) - 1
        if place >= 0 and moment <= self._closes[place]:
            return moment
        return self._opens[place + 1]

    def _elapsed(self, moment: datetime) -> float:
        """Business hours from the table's beginning to `moment`."""
        place = bisect_right(self._opens, moment) - 1
        if place < 0:
            return 0.0
        return self._before[place] + (min(moment, self._closes[place]) - self._opens[place]) / ONE_HOUR
