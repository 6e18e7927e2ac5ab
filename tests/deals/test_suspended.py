"""A partner that is suspended while somebody decides: the clocks stand, nothing is lost, both sides hear of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from deals import services
from deals.models import Registration
from partners.models import Partner
from partners.services import change_partner_state
from prm.outbox.models import Message
from prm.promises.models import Nudge, Promise
from prm.promises.services import sweep

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def put(ada, partner, state):
    return change_partner_state(actor=ada, partner=Partner.objects.get(pk=partner.pk), state=state, reason="Overdue.")


def clock_of(row, kind="decide_registration"):
    return Promise.objects.open().get(kind=kind, object_id=row.pk)


def fresh(row):
    return Registration.objects.get(pk=row.pk)


def told(person, words):
    return Message.objects.filter(recipient=person, channel="mail", subject__contains=words)


def test_the_clock_stands_and_runs_on_by_the_business_time_it_stood(in_review, ada, cast, clock) -> None:
    due = clock_of(in_review).due_at
    clock.shift(timedelta(hours=2))
    put(ada, cast.one, "suspended")
    standing = clock_of(in_review)
    assert (standing.paused_at, standing.due_at) == (timezone.now(), due)
    clock.shift(timedelta(days=7))
    assert not clock_of(in_review).is_late()
    assert not Nudge.objects.due(timezone.now()).filter(promise=standing).exists(), "nobody is reminded"
    put(ada, cast.one, "active")
    running = clock_of(in_review)
    assert (running.paused_at, running.due_at) == (None, due + timedelta(days=7))
    assert services.approve(in_review.reviewer, fresh(in_review)).state == "approved"
    assert Promise.objects.get(pk=running.pk).state == "kept"


def test_without_a_break_it_would_be_late(in_review, clock) -> None:
    clock.shift(timedelta(days=7))
    assert clock_of(in_review).is_late()


def test_nobody_is_told_upwards_while_it_stands(in_review, ada, cast, clock) -> None:
    put(ada, cast.one, "suspended")
    before = Message.objects.count()
    clock.shift(timedelta(days=30))
    sweep()
    assert Message.objects.count() == before


def test_both_sides_hear_it_once_for_all(register, cleo, ben, dan, ada, cast, clock) -> None:
    for number in range(3):
        register(cleo, company=f"Buyer {number}", website="", contact_email=f"x@buyer{number}.example")
    register(dan, company="Quite another", website="", contact_email="x@another.example")
    put(ada, cast.one, "suspended")
    for person in (cleo, ben):
        mail = told(person, "Not decided for now").get()
        assert "3 registrations" in mail.text
        assert "“Suspended”" in mail.text
    assert not told(dan, "Not decided").exists()
    put(ada, cast.one, "active")
    for person in (cleo, ben):
        assert "3 registrations are to be decided" in told(person, "To be decided again").get().text
    clock.shift(timedelta(minutes=1))
    put(ada, cast.one, "suspended")
    assert told(cleo, "Not decided for now").count() == 2, "a second time is told, too"


def test_nobody_hears_anything_where_nothing_waits(ada, cast) -> None:
    before = Message.objects.count()
    put(ada, cast.one, "suspended")
    put(ada, cast.one, "active")
    assert Message.objects.count() == before


def test_where_it_is_the_partners_turn_the_clock_goes_on_standing(in_review, ben, cleo, ada, cast, clock) -> None:
    asked = services.request_changes(ben, in_review, ["need"], "How many sites?")
    put(ada, cast.one, "suspended")
    clock.shift(timedelta(days=1))
    put(ada, cast.one, "active")
    assert clock_of(asked).paused_at == MONDAY
    assert services.answer_action_required(cleo, asked, {"need": "Two."}).state == "in_review"
    assert clock_of(asked).paused_at is None


def test_what_is_completed_meanwhile_still_waits(in_review, ben, cleo, ada, cast, clock) -> None:
    asked = services.request_changes(ben, in_review, ["need", "amount"], "How many sites?")
    put(ada, cast.one, "suspended")
    services.answer_action_required(cleo, asked, {"need": "Two."})
    assert clock_of(asked).paused_at is not None
    put(ada, cast.one, "active")
    assert clock_of(asked).paused_at is None


def test_arbitration_stands_too_and_the_other_partner_goes_on(contested, in_review, ada, cast, clock) -> None:
    put(ada, cast.two, "suspended")
    assert clock_of(contested, "arbitrate").paused_at is not None
    assert clock_of(in_review).paused_at is None
    put(ada, cast.two, "ended")
    assert clock_of(contested, "arbitrate").paused_at is not None


def test_the_page_says_to_both_why_the_clock_stands(in_review, ada, cleo, ben, cast, as_) -> None:
    put(ada, cast.one, "suspended")
    for person in (cleo, ben):
        page = as_(person).get(in_review.get_absolute_url()).text
        assert "the clock stands" in page
        assert "The partnership is “Suspended” at the moment" in page


def test_another_reviewer_takes_over_a_standing_clock(in_review, ada, gus, ben, cast, clock) -> None:
    from prm.accounts import services as accounts

    put(ada, cast.one, "suspended")
    clock.shift(timedelta(days=30))
    accounts.deactivate(actor=gus, user=ben)
    promise = clock_of(in_review)
    assert promise.owed_by != ben and promise.paused_at == MONDAY
