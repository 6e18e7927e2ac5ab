"""Money, dates and shares as people read them, in the active language and time zone."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from djmoney.money import Money

from prm.core import clocks, formats
from prm.core.templatetags import ui

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2027, 3, 3, 10, 0, tzinfo=AMSTERDAM)  # a Wednesday


@pytest.fixture(autouse=True)
def _in_amsterdam():
    with timezone.override(AMSTERDAM), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Money(84_000, "EUR"), "€84,000"),
        (Money("84000.50", "EUR"), "€84,000.50"),
        (Money(-230, "EUR"), "-€230"),
        (Money("0.05", "GBP"), "£0.05"),
        (Money(1_200, "CHF"), "CHF\N{NO-BREAK SPACE}1,200"),
        ((Decimal("12500"), "EUR"), "€12,500"),
        (Money(0, "EUR"), "€0"),
    ],
)
def test_money_shows_decimals_only_when_there_are_some(value, expected):
    assert formats.money(value) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (1_280_000, "€1.28M"),
        (41_320, "€41.3K"),
        (999_950, "€1M"),
        (9_999, "€9,999"),
        (250, "€250"),
        (-2_500_000, "-€2.5M"),
    ],
)
def test_short_money_keeps_three_digits(amount, expected):
    assert formats.money_short(Money(amount, "EUR")) == expected


def test_money_follows_the_language():
    with translation.override("de"):
        assert formats.money(Money("1234.5", "EUR")) == "1.234,50\N{NO-BREAK SPACE}€"


def test_a_language_without_formats_falls_back():
    with translation.override("xx-nowhere"):
        assert formats.money(Money(5, "EUR")) == "€5"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (dt.datetime(2027, 3, 3, 16, 0, tzinfo=AMSTERDAM), "today 16:00"),
        (dt.datetime(2027, 3, 4, 9, 0, tzinfo=AMSTERDAM), "tomorrow 09:00"),
        (dt.datetime(2027, 3, 2, 9, 0, tzinfo=AMSTERDAM), "yesterday 09:00"),
        (dt.datetime(2027, 3, 5, 16, 0, tzinfo=AMSTERDAM), "Fri 16:00"),
        (dt.datetime(2027, 3, 10, 16, 0, tzinfo=AMSTERDAM), "10 Mar 16:00"),
        (dt.datetime(2027, 2, 26, 16, 0, tzinfo=AMSTERDAM), "26 Feb 16:00"),
        (dt.datetime(2026, 12, 31, 16, 0, tzinfo=AMSTERDAM), "31 Dec 2026"),
    ],
)
def test_the_shortest_wording_that_cannot_be_mistaken(moment, expected):
    assert formats.absolute(moment, NOW) == expected


def test_the_day_is_the_readers_day():
    late = dt.datetime(2027, 3, 3, 23, 30, tzinfo=dt.UTC)
    assert formats.absolute(late, NOW) == "tomorrow 00:30"
    with timezone.override(ZoneInfo("America/New_York")):
        assert formats.absolute(late, NOW) == "today 18:30"


def test_relative_time_across_the_change_to_summer_time():
    before = dt.datetime(2027, 3, 27, 12, 0, tzinfo=AMSTERDAM)
    after = dt.datetime(2027, 3, 28, 12, 0, tzinfo=AMSTERDAM)
    assert formats.relative(after.astimezone(dt.UTC), before.astimezone(dt.UTC)) == "in 23 hours"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "a moment"),
        (60, "1 minute"),
        (3590, "1 hour"),
        (3600 * 5, "5 hours"),
        (86_400 * 3, "3 days"),
        (86_400 * 800, "2 years"),
    ],
)
def test_a_span_has_one_unit(seconds, expected):
    assert formats.span(seconds) == expected
    assert formats.span(-seconds) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Kowalska", "AK"),
        ("Ada", "A"),
        ("Jan van der Berg", "JB"),
        ("Émile Zola", "ÉZ"),
        ("", "?"),
        ("  ", "?"),
        ("<b> x", "X"),
    ],
)
def test_initials(name, expected):
    assert formats.initials(name) == expected


def test_a_share_of_too_few_is_not_a_percentage():
    assert formats.share_of(8, 19) == "too few to say (8 of 19)"
    assert formats.share_of(0, 0) == "too few to say (0 of 0)"
    assert formats.share_of(8, 20) == "40%"


def sentence(**words):
    made = clocks.clock(now=NOW, **{"who": "Ben", "verb": "decides", "done_at": None, **words})
    return f"{made.before} {made.time} {made.after}", made.state


def test_a_clock_says_who_what_and_by_when():
    due = NOW + dt.timedelta(hours=30)
    assert sentence(due=due) == ("Ben decides by tomorrow 16:00 (in 30 hours)", "open")
    assert sentence(due=NOW + dt.timedelta(hours=3)) == ("Ben decides by today 13:00 (in 3 hours)", "soon")
    assert sentence(due=NOW - dt.timedelta(hours=3)) == ("Ben decides: was due today 07:00 (3 hours late)", "late")
    assert sentence(due=due, who="", verb="answer")[0] == "Answer by tomorrow 16:00 (in 30 hours)"


def test_a_clock_that_has_stopped_says_whether_it_was_in_time():
    due, before = NOW - dt.timedelta(hours=5), NOW - dt.timedelta(hours=6)
    assert sentence(due=due, done_at=before) == ("Ben decides: done today 04:00 (in time)", "kept")
    assert sentence(due=due, done_at=NOW) == ("Ben decides: done today 10:00 (5 hours late)", "kept_late")


def test_a_name_with_a_percent_sign_is_only_a_name():
    assert sentence(due=NOW, who="100%(x)s Ltd")[0].startswith("100%(x)s Ltd decides")


def test_every_time_carries_its_machine_readable_moment():
    html = ui.when(dt.datetime(2027, 3, 5, 15, 0, tzinfo=dt.UTC))
    assert 'datetime="2027-03-05T15:00:00+00:00"' in html
    assert "Friday 5 March 2027 16:00 CET" in html


def test_filters_answer_nothing_with_a_dash():
    assert {
        ui.money(None),
        ui.money_short(""),
        ui.when(None),
        ui.short_date(None),
        ui.relative(None),
        ui.share(None),
    } == {"—"}


def test_an_icon_is_decoration_unless_it_is_named():
    assert 'aria-hidden="true"' in ui.icon("bell")
    labelled = ui.icon("bell", label='Notices "3" <now>')
    assert 'role="img"' in labelled
    assert "aria-hidden" not in labelled
    assert "<now>" not in labelled
