"""Reminders and what happens when a time has passed: each exactly once."""

from datetime import timedelta

import pytest
import time_machine

from leads.models import Offer
from leads.services import answering, entering, reviewing, routing, working
from prm.outbox.models import Message
from prm.promises.enums import Kind
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import fresh, lead_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday():
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False) as clock:
        yield clock


def sent(prefix):
    return Message.objects.filter(key__startswith=prefix, channel="mail").count()


def test_an_offer_is_reminded_once_at_half_time(cast, monday):
    lead = entering.receive_outbound(cast.ada, lead_data(value=None, contact_phone="", need="Forty", contact_title=""))
    routing.route([lead])
    offer = Offer.objects.get(lead=lead)
    allowed = Promise.objects.about(offer).get().allowed_hours
    assert allowed > 8  # not hot: more than a business day
    monday.shift(timedelta(hours=3))
    sweep()
    assert sent("offer_reminder:") == 0
    monday.move_to(offer.answer_by - timedelta(hours=1))
    sweep()
    sweep()
    assert sent("offer_reminder:") == 1
    monday.move_to(offer.answer_by + timedelta(seconds=1))
    sweep()
    sweep()
    assert sent("offer_expired:") == 1


def test_an_answered_offer_is_reminded_no_more(offered, monday):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    monday.shift(timedelta(days=60))
    sweep()
    assert sent("offer_reminder:") == 0
    assert sent("offer_expired:") == 0


def test_first_contact_is_reminded_and_then_shown_to_the_manager(cast, offered, monday):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    clock = Promise.objects.about(offer.lead).get(kind=Kind.CONTACT_CUSTOMER)
    monday.move_to(clock.due_at + timedelta(minutes=1))
    sweep()
    assert sent("contact_reminder:") == 2
    assert Message.objects.filter(recipient=cast.ada, key__startswith=f"late:{clock.ref}").count() == 1


def test_an_idle_lead_is_nudged_and_a_busy_one_left_alone(cast, offered, monday):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    lead = working.mark_contacted(offer.recipient, offer.lead)
    monday.shift(timedelta(days=6))
    working.add_note(offer.recipient, lead, "They asked for a quote")
    monday.shift(timedelta(days=3))
    sweep()
    assert sent("lead_idle:") == 0
    monday.shift(timedelta(days=8))
    sweep()
    assert sent("lead_idle:") == 1


def test_a_partner_is_reminded_of_what_was_asked(cast, inbound, monday):
    lead = reviewing.request_changes(cast.ben, inbound(), ["need"], "How many?")
    monday.shift(timedelta(days=4))
    sweep()
    assert sent("answer_reminder:") == 1
    assert fresh(lead).state == "action_required"


def test_a_held_lead_is_not_forgotten_even_by_the_manager_who_owes_it(cast, monday):
    lead = entering.receive_outbound(cast.ada, lead_data(contact_email="", contact_phone=""))
    clock = Promise.objects.about(lead).get(kind=Kind.REVIEW_HELD_LEAD)
    assert clock.owed_by == cast.ada
    reminders = Message.objects.filter(recipient=cast.ada, key__startswith=f"manager_reminder:{clock.ref}")
    monday.move_to(clock.due_at - timedelta(minutes=1))
    sweep()
    assert reminders.count() == 1
    monday.move_to(clock.due_at + timedelta(seconds=1))
    sweep()
    sweep()
    assert reminders.count() == 2
    # Ada is the only channel manager, so the administrator hears of it.
    assert Message.objects.get(key__startswith=f"late:{clock.ref}").recipient == cast.gus
