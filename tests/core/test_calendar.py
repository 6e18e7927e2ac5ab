"""Business time, over countries, time zones and changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from hypothesis import given, settings
from hypothesis import strategies as st

from prm.core.calendar import BusinessCalendar, calendar_of

AMSTERDAM = BusinessCalendar("NL", "Europe/Amsterdam")
CALENDARS = [
    AMSTERDAM,
    BusinessCalendar("US", "America/New_York"),
    BusinessCalendar("SA", "Asia/Riyadh"),
    BusinessCalendar("NP", "Asia/Kathmandu"),
    BusinessCalendar("XX", "Pacific/Chatham"),
    # Opens in the hour that the change of the clock skips or repeats.
    BusinessCalendar("XX", "Europe/Amsterdam", time(2, 30), time(23)),
    BusinessCalendar("XX", "America/Havana", time(0, 15), time(8, 15)),
]
START = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 5 * 366 * 24 * 60 * 60).map(lambda seconds: START + timedelta(seconds=seconds))
# Whole minutes: floats of hours are exact enough to compare.
HOURS = st.integers(0, 200 * 60).map(lambda minutes: minutes / 60)
ALL = st.sampled_from(CALENDARS)
ORDINARY = st.sampled_from(CALENDARS[:5])


def property_of(*strategies):
    # No deadline: how long an example takes says something about the machine only.
    return lambda test: settings(deadline=None)(given(*strategies)(test))


def at(text: str, zone: str = "Europe/Amsterdam") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@property_of(ALL, MOMENTS, MOMENTS, HOURS)
def test_a_later_start_is_never_due_earlier(calendar, one, other, hours):
    first, second = sorted([one, other])
    assert calendar.add_business_hours(first, hours) <= calendar.add_business_hours(second, hours)


@property_of(ALL, MOMENTS, HOURS, HOURS)
def test_more_time_is_never_due_earlier(calendar, start, one, other):
    less, more = sorted([one, other])
    assert calendar.add_business_hours(start, less) <= calendar.add_business_hours(start, more)


@property_of(ALL, MOMENTS, HOURS, HOURS)
def test_two_steps_are_one(calendar, start, one, other):
    stepwise = calendar.add_business_hours(calendar.add_business_hours(start, one), other)
    assert stepwise == calendar.add_business_hours(start, one + other)


@property_of(ALL, MOMENTS, HOURS)
def test_due_times_lie_in_opening_hours(calendar, start, hours):
    due = calendar.add_business_hours(start, hours)
    assert due.tzinfo is UTC
    assert due >= start
    assert calendar.is_open(due)


@property_of(ORDINARY, MOMENTS, HOURS)
def test_due_times_lie_in_opening_hours_on_the_wall_clock(calendar, start, hours):
    local = calendar.add_business_hours(start, hours).astimezone(ZoneInfo(calendar.time_zone))
    assert calendar.opens <= local.time() <= calendar.closes


@property_of(ALL, MOMENTS, HOURS)
def test_what_was_added_is_what_lies_between(calendar, start, hours):
    due = calendar.add_business_hours(start, hours)
    assert calendar.business_hours_between(start, due) == pytest.approx(hours, abs=1e-6)


@property_of(ALL, MOMENTS, MOMENTS, MOMENTS)
def test_time_between_adds_up(calendar, one, two, three):
    one, two, three = sorted([one, two, three])
    parts = calendar.business_hours_between(one, two) + calendar.business_hours_between(two, three)
    assert calendar.business_hours_between(one, three) == pytest.approx(parts, abs=1e-6)
    assert calendar.business_hours_between(three, one) == 0 or three == one


@property_of(ALL, MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, moment):
    opening = calendar.next_open(moment)
    assert calendar.is_open(opening)
    assert calendar.business_hours_between(moment, opening) == 0
    assert opening == moment or not calendar.is_open(moment)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-20 16:00", 1, "2026-11-23 16:00"),  # over a weekend
        ("2026-11-18 23:30", 1, "2026-11-19 17:00"),  # at night: counts from the next opening
        ("2026-11-22 12:00", 0.5, "2026-11-23 13:00"),
        ("2026-11-20 17:00", 1, "2026-11-23 17:00"),  # at closing time
        ("2026-11-20 17:00", 0, "2026-11-20 17:00"),
        ("2026-12-24 16:00", 1, "2026-12-28 16:00"),  # Christmas is on Friday and Saturday
        ("2026-03-27 16:00", 1, "2026-03-30 16:00"),  # the clocks go forward on the 29th
        ("2026-10-23 16:00", 1, "2026-10-26 16:00"),  # and back on the 25th
        ("2026-11-02 10:00", 5, "2026-11-09 10:00"),
    ],
)
def test_business_days(start, days, due):
    assert AMSTERDAM.add_business_days(at(start), days) == at(due)


def test_a_day_keeps_its_length_where_the_clock_changes_on_a_working_day():
    # Egypt changes its clocks at midnight, on a Friday.
    calendar = BusinessCalendar("XX", "Africa/Cairo", time(0), time(8))
    forward = at("2026-04-24 03:00", "Africa/Cairo")  # the hour from midnight to 1:00 does not exist that Friday
    assert calendar.business_hours_between(at("2026-04-23 23:00", "Africa/Cairo"), forward) == 2


@pytest.mark.parametrize(
    ("country", "day", "is_open"),
    [
        ("NL", "2026-04-27", False),  # King's day
        ("DE", "2026-04-27", True),
        ("US", "2026-11-26", False),  # Thanksgiving
        ("NL", "2026-11-26", True),
        ("SA", "2026-11-27", False),  # Friday is the weekend
        ("SA", "2026-11-29", True),  # and Sunday is not
        ("CN", "2026-02-14", True),  # a Saturday worked for the spring festival
        ("CN", "2026-02-17", False),
        ("XX", "2026-12-25", True),  # nobody knows this country: weekends only
        ("XX", "2026-11-28", False),
    ],
)
def test_each_country_has_its_own_days_off(country, day, is_open):
    assert BusinessCalendar(country, "Europe/Amsterdam").is_open(at(f"{day} 12:00")) is is_open


def test_a_moment_is_judged_in_the_time_zone_of_the_calendar():
    monday_morning_in_tokyo = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert not AMSTERDAM.is_open(monday_morning_in_tokyo)
    assert not BusinessCalendar("JP", "Asia/Tokyo").is_open(monday_morning_in_tokyo)
    assert BusinessCalendar("JP", "Asia/Tokyo").is_open(monday_morning_in_tokyo + timedelta(minutes=30))


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        AMSTERDAM.add_business_days(datetime(2026, 11, 20), 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    "arguments",
    [("NL", "Mars/Olympus"), ("NL", ""), ("NL", "../../etc/passwd"), ("NL", "UTC", time(17), time(9))],
)
def test_an_impossible_calendar_is_refused(arguments):
    with pytest.raises(ValueError, match=r"time zone|opens before"):
        BusinessCalendar(*arguments)


def test_business_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="forward"):
        AMSTERDAM.add_business_hours(at("2026-11-20 12:00"), -1)


def test_a_person_has_the_calendar_of_their_country_and_zone():
    person = SimpleNamespace(country="JP", time_zone="Asia/Tokyo")
    assert calendar_of(person) == BusinessCalendar("JP", "Asia/Tokyo")
    assert calendar_of(person) is calendar_of(person)


def test_a_person_without_country_or_zone_has_those_of_the_site():
    stranger = SimpleNamespace(country="", time_zone="Nowhere/Land")
    assert calendar_of(stranger) == BusinessCalendar(site.DEFAULT_COUNTRY, site.TIME_ZONE)


def test_far_years_are_known():
    assert AMSTERDAM.is_open(at("2060-01-02 12:00")) == (date(2060, 1, 2).weekday() < 5)
