"""The demo programme in memory, without a database, for days on which calendars are awkward."""

import itertools
from collections import defaultdict
from datetime import UTC, date, datetime, time

import pytest

from deals.models import DealPolicy
from leads import scoring
from leads.models import LeadPolicy
from reports.demo.programme import Programme
from reports.demo.world import Numbers

# A Wednesday, a Sunday, New Year's Day (a holiday, after a year's end), and the day after a clock change.
DAYS = (date(2026, 11, 25), date(2026, 11, 22), date(2027, 1, 1), date(2027, 3, 29))


class Counted(Numbers):
    def __init__(self) -> None:
        self._rows = defaultdict(itertools.count)
        self._refs = defaultdict(itertools.count)

    def row(self, table: str) -> int:
        return next(self._rows[table]) + 1

    def ref(self, prefix: str) -> str:
        return f"{prefix}-{next(self._refs[prefix]):06d}"


def build(day: date, hour: int = 13) -> Programme:
    policy = LeadPolicy(number=1, required=list(scoring.DEFAULT_REQUIRED))
    loaded_at = datetime.combine(day, time(hour), UTC)
    return Programme(day, Counted(), loaded_at, policy, scoring.DEFAULT_RULES, DealPolicy(number=1))


@pytest.fixture(scope="package", params=DAYS, ids=str)
def programme(request) -> Programme:
    return build(request.param)
