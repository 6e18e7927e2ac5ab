"""Deals do not stall unseen: by stage, in the hours of who works them, told once, and upwards when nothing happens."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from deals import selectors, services, stages
from deals.models import DealPolicy, Opportunity, StagePolicy
from prm.accounts.models import User
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

AMSTERDAM, NEW_YORK = ZoneInfo("Europe/Amsterdam"), ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def at_home(cast):
    User.objects.filter(pk=cast.cleo.pk).update(country="NL", time_zone="Europe/Amsterdam")
    User.objects.filter(pk__in=[cast.ben.pk, cast.ada.pk]).update(country="US", time_zone="America/New_York")


@pytest.fixture
def lone(deal):
    """A deal without a member: the sales rep in New York works it."""
    Opportunity.objects.filter(pk=deal.pk).update(member=None)
    return Opportunity.objects.get(pk=deal.pk)


def due_after(deal, person, moment, zone, **changes):
    """When the clock ends, in that zone, after a change at this moment."""
    with time_machine.travel(moment, tick=False):
        services.update_deal(person, deal, {"next_step": f"Call at {moment}", **changes})
    return Promise.objects.get(kind="update_deal", state="open").due_at.astimezone(zone)


def home(*moment):
    return datetime(*moment, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param(home(2027, 2, 4, 10), home(2027, 3, 8, 9), id="a Saturday becomes Monday"),
        pytest.param(home(2026, 11, 25, 10), home(2026, 12, 28, 9), id="Christmas and the weekend after it"),
        pytest.param(home(2027, 3, 10, 10), home(2027, 4, 9, 10), id="ten o'clock in summer time too"),
        pytest.param(home(2027, 10, 13, 10), home(2027, 11, 12, 10), id="and back in winter"),
        pytest.param(home(2027, 2, 1, 23), home(2027, 3, 4, 9), id="nobody is woken at night"),
    ],
)
def test_the_clock_ends_when_somebody_is_there(start, due, deal, cleo) -> None:
    assert due_after(deal, cleo, start, AMSTERDAM) == due


def test_each_in_their_own_time_zone(deal, lone, ben) -> None:
    found = due_after(lone, ben, datetime(2027, 2, 3, 15, tzinfo=NEW_YORK), NEW_YORK)
    assert found == datetime(2027, 3, 5, 15, tzinfo=NEW_YORK)
    # Washington's birthday in New York, an ordinary Monday in Amsterdam.
    assert due_after(lone, ben, datetime(2027, 1, 16, 15, tzinfo=NEW_YORK), NEW_YORK).day == 16


def test_a_stage_that_takes_longer_stalls_later(deal, cleo, ada) -> None:
    start = datetime(2027, 2, 1, 10, tzinfo=AMSTERDAM)
    assert due_after(deal, cleo, start, AMSTERDAM).date() == date(2027, 3, 3)
    assert due_after(deal, cleo, start, AMSTERDAM, stage="engaging").date() == date(2027, 3, 15)
    services.change_stages(ada, stages.first_needs(), {**stages.first_days(), "engaging": 50})
    assert due_after(deal, cleo, start + timedelta(hours=1), AMSTERDAM).date() == date(2027, 5, 12)
    assert Promise.objects.filter(kind="update_deal", state="open").count() == 1


@pytest.mark.parametrize("policy", [{}, {"stall_days": 60}])
@pytest.mark.parametrize("days", [{}, {"prospecting": 40, "engaging": 5}])
@pytest.mark.parametrize("stage", ["prospecting", "engaging"])
def test_lists_and_clocks_count_alike(policy, days, stage, deal, cleo) -> None:
    DealPolicy.objects.create(number=1, is_current=True, **policy)
    StagePolicy.objects.create(number=1, is_current=True, days={**stages.first_days(), **days})
    limit = selectors.stall_days_of(stage)
    assert limit == max(policy.get("stall_days", 30), 2 * {**stages.first_days(), **days}[stage])
    now = datetime.now(UTC)
    for idle, stalled in ((limit - 1, False), (limit + 1, True)):
        Opportunity.objects.filter(pk=deal.pk).update(stage=stage, last_activity_at=now - timedelta(days=idle))
        assert selectors.deals_stalled(cleo).exists() is stalled
        assert selectors.stalled_or_not(Opportunity.objects.all(), True).exists() is stalled
        assert selectors.stalled_or_not(Opportunity.objects.all(), False).exists() is not stalled


def told(key=""):
    rows = Message.objects.filter(channel="mail", key__contains=key).order_by("pk")
    return [message.recipient.name for message in rows]


def test_the_ladder_is_climbed_once(deal, cleo, ada, gus) -> None:
    due_after(deal, cleo, datetime(2027, 2, 3, 10, tzinfo=AMSTERDAM), AMSTERDAM)
    Message.objects.all().delete()
    promise = Promise.objects.get(kind="update_deal", state="open")
    steps = [(nudge.step, nudge.at.astimezone(AMSTERDAM)) for nudge in promise.nudges.order_by("at")]
    assert [step for step, _at in steps] == ["remind", "due", "owner", "channel"]
    assert all(9 <= at.hour <= 17 and at.weekday() < 5 for _step, at in steps)
    for _step, at in steps:
        for _again in range(2):
            with time_machine.travel(at + timedelta(minutes=1), tick=False):
                sweep()
    assert told("/remind") == told("/due") == [cleo.name]
    assert told("/owner") == [ada.name]
    assert ada.name in told("/channel") and cleo.name not in told("/channel")
    assert len(told("/channel")) == len(set(told("/channel")))


# -- a close date that has passed


def ask(moment):
    with time_machine.travel(moment, tick=False):
        services.ask_for_new_days()
        services.ask_for_new_days()
    return list(Promise.objects.filter(kind="new_close_date").order_by("pk"))


def test_a_day_has_passed_when_it_has_where_people_are(deal, cleo) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(close_on=date(2027, 2, 3))
    assert ask(datetime(2027, 2, 3, 23, 30, tzinfo=AMSTERDAM)) == []
    (promise,) = ask(datetime(2027, 2, 4, 0, 30, tzinfo=AMSTERDAM))
    assert promise.owed_by == cleo
    first = promise.nudges.get(step="ask").at.astimezone(AMSTERDAM)
    assert (first.day, first.hour) == (4, 9)


def test_in_new_york_it_is_still_the_day_before(lone, ben) -> None:
    Opportunity.objects.filter(pk=lone.pk).update(close_on=date(2027, 2, 3))
    assert ask(datetime(2027, 2, 4, 0, 30, tzinfo=AMSTERDAM)) == []
    assert [promise.owed_by for promise in ask(datetime(2027, 2, 4, 0, 30, tzinfo=NEW_YORK))] == [ben]


def test_a_new_day_is_asked_for_once_and_answered(as_, deal, cleo) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(close_on=date(2027, 2, 5))
    Message.objects.all().delete()
    saturday = datetime(2027, 2, 6, 12, tzinfo=AMSTERDAM)
    (promise,) = ask(saturday)
    with time_machine.travel(saturday + timedelta(hours=1), tick=False):
        sweep()
        assert told(promise.ref) == []
    with time_machine.travel(datetime(2027, 2, 8, 9, 5, tzinfo=AMSTERDAM), tick=False):
        sweep()
        sweep()
        assert told(promise.ref) == [cleo.name]
        page = as_(cleo).get(deal.get_absolute_url()).content.decode()
        assert "The expected close has passed" in page and "Say a new day" in page
        services.update_deal(cleo, deal, {"close_on": date(2027, 5, 1)})
        assert "The expected close has passed" not in as_(cleo).get(deal.get_absolute_url()).content.decode()
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_closing_it_answers_too_and_a_closed_account_is_not_asked(deal, cleo) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(close_on=date(2027, 2, 3))
    assert len(ask(datetime(2027, 2, 8, 12, tzinfo=AMSTERDAM))) == 1
    services.win(cleo, deal)
    assert [promise.state for promise in ask(datetime(2027, 2, 9, 12, tzinfo=AMSTERDAM))] == ["kept"]
    Opportunity.objects.filter(pk=deal.pk).update(stage="proposal", closed_at=None)
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    assert len(ask(datetime(2027, 2, 9, 12, tzinfo=AMSTERDAM))) == 1
