"""A clock that stands on Monday 2 November 2026, 10:00 in Amsterdam (business hours 9 to 17), and listening ears."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from prm.promises import signals

MONDAY_TEN = datetime(2026, 11, 2, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY_TEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def to(clock):
    """`to("2026-11-03 12:00")`: moves the clock to this time in Amsterdam."""
    return lambda text: clock.move_to(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam")))


@pytest.fixture
def later(clock):
    return lambda **span: clock.shift(timedelta(**span))


class Ears:
    """Hears both announcements; `answer` may be replaced by what an app would do."""

    def __init__(self):
        self.heard = []
        self.answer = lambda promise, nudge: None

    def hear(self, sender, promise, nudge, **_kwargs):
        self.heard.append((promise.ref, nudge.step))
        self.answer(promise, nudge)

    @property
    def steps(self):
        return [step for _ref, step in self.heard]


@pytest.fixture
def ears():
    ears = Ears()
    for signal in (signals.reminder_due, signals.fell_due):
        signal.connect(ears.hear)
    yield ears
    for signal in (signals.reminder_due, signals.fell_due):
        signal.disconnect(ears.hear)
