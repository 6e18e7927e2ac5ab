"""The fair no to a partner's lead: never in haste and never bare, read twice if quick, appealed against once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from leads.enums import LeadState, OfferState
from leads.models import Lead, Offer
from leads.selectors import inbound_to_review, leads_to_settle
from leads.services import answering, rejecting, reviewing, working
from leads.services.policies import change_policy
from prm.core.calendar import calendar_of
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.enums import Kind
from prm.promises.enums import State as PromiseState
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import fresh, page, promise, reject

pytestmark = pytest.mark.django_db
LETTER = {"reasons": ["not_qualified"], "checked": "Their budget", "what_would_change": "A budget of 5,000"}


@pytest.fixture
def rejected(cast, inbound, monday):
    """A lead of Carl's that Ben has rejected, after the cooling time."""
    lead = inbound()
    monday.shift(timedelta(hours=5))
    return reject(cast.ben, lead)


# -- never in haste


def test_a_quick_no_is_read_by_somebody_else_first_and_the_partner_learns_nothing(cast, as_, inbound, monday):
    lead = reject(cast.ben, inbound())
    assert (lead.state, lead.state_words) == (LeadState.OFFERED, "In review")
    assert promise(lead, Kind.DECIDE_REJECTION_REVIEW).owed_by == cast.ada
    assert Message.objects.filter(key__startswith="lead_second_reading", channel="mail").get().recipient == cast.ada
    assert not Message.objects.filter(key__startswith="lead_rejected").exists()
    for who in (cast.carl, cast.cleo):
        text = page(as_(who), "leads:detail", lead.ref)
        assert "Their budget" not in text and "second reader" not in text and "Rejection" not in text
    assert not TimelineEntry.objects.filter(sentence__contains="second reader", partner__isnull=False).exists()


def test_the_second_reader_lets_it_out_at_once(cast, inbound, monday):
    lead = rejecting.confirm_rejection(cast.ada, reject(cast.ben, inbound()))
    assert lead.state == LeadState.REJECTED
    assert promise(lead, Kind.DECIDE_REJECTION_REVIEW).state == PromiseState.KEPT
    assert Offer.objects.get(lead=lead).state == OfferState.DECLINED
    assert not Promise.objects.about(lead).open().exists()
    letter = Message.objects.get(key__startswith=f"lead_rejected:{lead.ref}", channel="mail")
    assert letter.recipient == cast.carl and "Their budget for this year" in letter.text


def test_who_started_it_waits_for_the_cooling_time(cast, inbound, monday):
    lead = reject(cast.ben, inbound())
    with pytest.raises(NotAllowed, match="Somebody else reads"):
        rejecting.confirm_rejection(cast.ben, lead)
    monday.shift(timedelta(hours=4))
    assert rejecting.confirm_rejection(cast.ben, lead).state == LeadState.REJECTED


def test_the_second_reader_returns_it_with_a_word(cast, inbound, monday):
    lead = rejecting.return_to_review(cast.ada, reject(cast.ben, inbound()), "They are a good customer of ours")
    assert (lead.state, lead.rejection_reasons, lead.rejection_started_at) == (LeadState.OFFERED, [], None)
    told = Message.objects.get(key__startswith="lead_rejection_returned", channel="mail")
    assert told.recipient == cast.ben and "good customer" in told.text
    answering.accept_in_review(cast.ben, lead)
    assert fresh(lead).state == LeadState.ACCEPTED


def test_nothing_else_is_decided_while_it_is_read(cast, inbound, monday):
    lead = reject(cast.ben, inbound())
    for act in (
        lambda: answering.accept_in_review(cast.ben, lead),
        lambda: reviewing.request_changes(cast.ben, lead, ["need"], "?"),
        lambda: reject(cast.ben, lead),
    ):
        with pytest.raises(TransitionRefused):
            act()


def test_without_a_letter_there_is_nothing_to_read(cast, inbound, monday):
    lead = inbound()
    with pytest.raises(TransitionRefused):
        rejecting.confirm_rejection(cast.ada, lead)
    with pytest.raises(TransitionRefused):
        rejecting.return_to_review(cast.ada, lead, "?")


@pytest.mark.parametrize("who", ["carl", "cleo", "dan", "fay"])
def test_only_the_vendor_reads_it(cast, inbound, monday, who):
    lead = reject(cast.ben, inbound())
    with pytest.raises(NotAllowed):
        rejecting.confirm_rejection(getattr(cast, who), lead)


def test_after_the_cooling_time_it_goes_out_at_once(cast, inbound, monday):
    lead = inbound()
    monday.shift(timedelta(hours=4))
    assert reject(cast.ben, lead).state == LeadState.REJECTED


def test_asking_first_makes_a_rejection_possible(cast, inbound, monday):
    lead = reviewing.request_changes(cast.ben, inbound(), ["need"], "?")
    reviewing.answer_request(cast.carl, lead, {"need": "nothing really"})
    assert reject(cast.ben, fresh(lead)).state == LeadState.REJECTED


def test_the_partner_may_withdraw_while_it_is_read(cast, inbound, monday):
    lead = reject(cast.ben, inbound())
    assert working.withdraw_lead(cast.carl, lead).state == LeadState.WITHDRAWN
    assert not Promise.objects.about(lead).open().exists()


# -- never bare


def test_a_rejection_is_never_bare(cast, inbound, monday):
    lead = inbound()
    for part, empty in (("reasons", []), ("reasons", ["because"]), ("checked", " "), ("what_would_change", "")):
        with pytest.raises(InvalidInput) as refusal:
            reject(cast.ben, lead, **{part: empty})
        assert part in refusal.value.fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(state=LeadState.REJECTED)


def test_the_letter_says_everything(cast, rejected):
    letter = Message.objects.get(key__startswith=f"lead_rejected:{rejected.ref}", channel="mail")
    assert letter.recipient == cast.carl
    for part in ("Their budget for this year", "A budget of 5,000", "qualification criteria", "Ada Lind", "17 March"):
        assert part in letter.text, part
    assert cast.ada.email in letter.text


def test_the_letter_is_shown_before_it_goes_out(cast, as_, inbound, monday):
    lead = inbound()
    monday.shift(timedelta(hours=5))
    client, address = as_(cast.ben), reverse("leads:reject", args=[lead.ref])
    data = LETTER | {"appeal_to": cast.ada.ref}
    shown = client.post(address, data)
    assert "This is what the partner will read" in shown.content.decode()
    assert fresh(lead).state == LeadState.OFFERED and not fresh(lead).rejection_reasons
    client.post(address, data | {"seen": shown.context["seen"], "checked": "Something else"})
    assert fresh(lead).state == LeadState.OFFERED
    client.post(address, data | {"seen": shown.context["seen"]})
    assert fresh(lead).state == LeadState.REJECTED


def test_a_second_reading_through_the_pages(cast, as_, inbound, monday):
    lead = reject(cast.ben, inbound())
    ada = as_(cast.ada)
    assert "Read the rejection" in page(ada, "leads:detail", lead.ref)
    assert "Their budget for this year" in page(ada, "leads:confirm_rejection", lead.ref)
    ada.post(reverse("leads:return_to_review", args=[lead.ref]), {"note": "Look again"})
    assert fresh(lead).rejection_started_at is None
    reject(cast.ben, lead)
    ada.post(reverse("leads:confirm_rejection", args=[lead.ref]))
    assert fresh(lead).state == LeadState.REJECTED


# -- heard once more


def test_the_partner_appeals_once_to_the_channel_manager_on_a_clock(cast, rejected):
    lead = rejecting.appeal(cast.carl, rejected, "Their board has agreed since")
    clock = promise(lead, Kind.ANSWER_APPEAL)
    assert (clock.owed_by, clock.partner, clock.state) == (cast.ada, cast.one, PromiseState.OPEN)
    told = Message.objects.get(key__startswith="lead_appealed", channel="mail")
    assert told.recipient == cast.ada and "board has agreed" in told.text
    assert list(leads_to_settle(cast.ada)) == [lead]
    with pytest.raises(TransitionRefused):
        rejecting.appeal(cast.cleo, lead, "And again")


def test_an_appeal_says_why_and_comes_in_time(cast, rejected, monday):
    with pytest.raises(InvalidInput):
        rejecting.appeal(cast.carl, rejected, " ")
    monday.shift(timedelta(days=15, minutes=1))
    with pytest.raises(TransitionRefused):
        rejecting.appeal(cast.carl, rejected, "Too late")


def test_the_policy_says_the_times_and_a_letter_keeps_the_day_it_named(cast, rejected, inbound, monday):
    """A letter that has gone out is a promise: a shorter time later does not take it back."""
    changes = {"appeal_days": 3, "appeal_answer_days": Decimal(1), "second_reading_days": Decimal(2)}
    change_policy(cast.ada, changes)
    later = reject(cast.ben, inbound(company="Zuidema", website="zuidema.example", contact_email="z@zuidema.example"))
    reading = promise(later, Kind.DECIDE_REJECTION_REVIEW)
    assert reading.due_at == calendar_of(cast.ada).add_business_days(reading.started_at, 2)
    later = rejecting.confirm_rejection(cast.ada, later)
    assert later.appeal_until == timezone.now() + timedelta(days=3)
    monday.shift(timedelta(days=4))
    with pytest.raises(TransitionRefused):
        rejecting.appeal(cast.carl, later, "Too late")
    lead = rejecting.appeal(cast.carl, rejected, "Their board has agreed since")
    clock = promise(lead, Kind.ANSWER_APPEAL)
    assert clock.due_at == calendar_of(cast.ada).add_business_days(clock.started_at, 1)


def test_the_database_refuses_a_letter_that_names_no_day(rejected):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=rejected.pk).update(appeal_until=None)


@pytest.mark.parametrize("who", ["dan", "ben", "ada", "fay"])
def test_nobody_else_appeals(cast, rejected, who):
    with pytest.raises(NotAllowed):
        rejecting.appeal(getattr(cast, who), rejected, "Please")


def test_another_partner_neither_sees_nor_appeals(cast, as_, rejected):
    client = as_(cast.dan)
    for name in ("detail", "appeal"):
        assert client.get(reverse(f"leads:{name}", args=[rejected.ref])).status_code == 404
    assert client.post(reverse("leads:appeal", args=[rejected.ref]), {"reason": "Mine"}).status_code == 404
    assert fresh(rejected).appealed_at is None


def test_the_decision_stands_with_a_reason(cast, rejected):
    rejecting.appeal(cast.carl, rejected, "Their board has agreed since")
    for person in (cast.ben, cast.carl, cast.fay):
        with pytest.raises(NotAllowed):
            rejecting.answer_appeal(person, rejected, "No", reopen=False)
    with pytest.raises(InvalidInput):
        rejecting.answer_appeal(cast.ada, rejected, "", reopen=False)
    lead = rejecting.answer_appeal(cast.ada, rejected, "Not this year", reopen=False)
    assert lead.state == LeadState.REJECTED
    assert promise(lead, Kind.ANSWER_APPEAL).state == PromiseState.KEPT
    told = Message.objects.get(key__startswith="lead_appeal_answered", channel="mail")
    assert told.recipient == cast.carl and "Not this year" in told.text
    assert not leads_to_settle(cast.ada).exists()
    with pytest.raises(TransitionRefused):
        rejecting.answer_appeal(cast.ada, lead, "Again", reopen=True)


def test_reviewed_again_it_is_with_its_rep_on_a_new_clock(cast, rejected):
    rejecting.appeal(cast.carl, rejected, "Their board has agreed since")
    lead = rejecting.answer_appeal(cast.ada, rejected, "You are right", reopen=True)
    lead = fresh(lead)
    assert (lead.state, lead.receiver, lead.rejection_reasons) == (LeadState.OFFERED, cast.ben, [])
    offer = inbound_to_review(cast.ben).get()
    assert promise(offer, Kind.ANSWER_OFFER).state == PromiseState.OPEN
    again = reject(cast.ben, lead)
    assert again.state == LeadState.OFFERED  # in haste again, so it is read first
    again = rejecting.confirm_rejection(cast.ada, again)
    with pytest.raises(TransitionRefused):
        rejecting.appeal(cast.carl, again, "A second time")


def test_an_appeal_through_the_pages(cast, as_, rejected):
    carl, ada = as_(cast.carl), as_(cast.ada)
    text = page(carl, "leads:detail", rejected.ref)
    assert "You can appeal until" in text and reverse("leads:appeal", args=[rejected.ref]) in text
    carl.post(reverse("leads:appeal", args=[rejected.ref]), {"reason": "Their board has agreed"})
    assert "Their board has agreed" in page(ada, "leads:answer_appeal", rejected.ref)
    assert "Appeals about leads to answer" in page(ada, "home")
    data = {"decision": "uphold", "answer": "Not this year"}
    ada.post(reverse("leads:answer_appeal", args=[rejected.ref]), data)
    assert "Not this year" in page(carl, "leads:detail", rejected.ref)


def test_an_appeal_that_nobody_answers_is_late(cast, rejected, monday):
    rejecting.appeal(cast.carl, rejected, "Their board has agreed since")
    monday.move_to(promise(rejected, Kind.ANSWER_APPEAL).due_at + timedelta(minutes=1))
    sweep()
    assert Message.objects.filter(recipient=cast.ada, key__startswith="manager_reminder:").exists()
    assert timezone.now() > promise(rejected, Kind.ANSWER_APPEAL).due_at
