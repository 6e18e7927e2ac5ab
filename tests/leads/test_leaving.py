"""An account is closed: whoever it was, nothing that waited for them is lost, and who has it now hears so."""

from datetime import timedelta

import pytest

from leads.enums import LeadState, OfferState
from leads.models import Offer, RoutingDecision
from leads.services import rejecting, reviewing, routing
from partners.models import StaffProfile, Territory
from prm.accounts import services as accounts
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .conftest import fresh, promise, reject

pytestmark = pytest.mark.django_db


@pytest.fixture
def close(cast):
    """`close(person)`: an administrator closes the account."""

    def closing(person):
        Message.objects.all().delete()
        accounts.deactivate(actor=cast.gus, user=person)

    return closing


@pytest.fixture
def eve(cast):
    """Another sales rep who covers the Netherlands."""
    person = User.objects.create_user("eve@example.com", name="Eve Hart", role=Role.SALES_REP, country="NL")
    StaffProfile.objects.create(user=person)
    Territory.objects.create(name="Netherlands", staff=person, countries=["NL"])
    return person


def mails(person, words):
    return Message.objects.filter(recipient=person, channel="mail", subject__contains=words)


def owed_by_closed():
    """What nobody would ever do: open promises of people who cannot sign in."""
    return Promise.objects.open().filter(owed_by__is_active=False)


@pytest.fixture
def to_carl(cast, offered):
    """An open offer to Carl, of whose company Cleo is the admin."""
    cast.cleo.member.capacity = 0
    cast.cleo.member.save()
    offer = offered()
    assert offer.recipient == cast.carl
    return offer


def test_an_offer_stays_with_the_partner_and_goes_to_its_admin(to_carl, cast, close) -> None:
    due = promise(to_carl, Kind.ANSWER_OFFER).due_at
    close(cast.carl)
    offer, clock = fresh(to_carl), promise(to_carl, Kind.ANSWER_OFFER)
    assert (offer.state, offer.recipient, offer.answer_by) == (OfferState.OPEN, cast.cleo, due)
    assert (clock.owed_by, clock.due_at, clock.state) == (cast.cleo, due, "open")
    mail = mails(cast.cleo, "Carl Smit").get()
    assert "Answer an offer" in mail.text
    assert "Zebulon" not in mail.text + mail.subject, "masked until it is accepted"
    assert not owed_by_closed().exists()


def test_a_time_that_has_passed_begins_again(to_carl, cast, close) -> None:
    Promise.objects.update(due_at=to_carl.offered_at, started_at=to_carl.offered_at - timedelta(days=9))
    close(cast.carl)
    assert not promise(to_carl, Kind.ANSWER_OFFER).is_late()


def test_an_offer_goes_on_where_nobody_is_left_at_the_partner(to_carl, cast, close) -> None:
    close(cast.cleo)
    assert fresh(to_carl).recipient == cast.carl, "not hers"
    close(cast.carl)
    offer, lead = fresh(to_carl), fresh(to_carl.lead)
    assert (offer.state, lead.state) == (OfferState.RECALLED, LeadState.QUALIFIED)
    assert promise(offer, Kind.ANSWER_OFFER).state == "released", "nobody broke it"
    routing.route([lead])
    assert not Offer.objects.filter(lead=lead, state=OfferState.OPEN, partner=cast.one).exists()
    assert fresh(lead).state in (LeadState.OFFERED, LeadState.UNPLACED)
    assert not owed_by_closed().exists()


def test_a_lead_that_is_worked_goes_to_the_partners_admin(accepted, cast, close) -> None:
    worker = accepted.member.user
    other = cast.cleo
    if worker == cast.cleo:
        User.objects.filter(pk=cast.carl.pk).update(role=Role.PARTNER_ADMIN)
        other = cast.carl
    close(worker)
    lead = fresh(accepted)
    assert (lead.member.user, lead.state) == (other, LeadState.ACCEPTED)
    assert {promise(lead, kind).owed_by for kind in (Kind.CONTACT_CUSTOMER, Kind.PROGRESS_LEAD)} == {other}
    assert "Contact the customer" in mails(other, "is with you now").get().text
    assert TimelineEntry.objects.filter(sentence__contains="account was closed", partner=cast.one).exists()
    assert not owed_by_closed().exists()


def test_without_anybody_at_the_partner_its_manager_sees_to_it(accepted, cast, close) -> None:
    worker = accepted.member.user
    for person in (cast.cleo, cast.carl):
        if person != worker:
            close(person)
    close(worker)
    assert promise(fresh(accepted), Kind.PROGRESS_LEAD).owed_by == cast.ada
    assert mails(cast.ada, "is with you now").exists()
    assert not owed_by_closed().exists()


def test_a_partners_lead_in_review_is_routed_anew_and_the_partner_hears_of_it(inbound, cast, eve, close) -> None:
    lead = inbound()
    reviewer = fresh(lead).receiver
    other = eve if reviewer == cast.ben else cast.ben
    due = promise(lead.offers.get(), Kind.ANSWER_OFFER).due_at
    close(reviewer)
    offer = Offer.objects.get(lead=lead)
    assert (offer.recipient, fresh(lead).receiver, fresh(lead).state) == (other, other, LeadState.OFFERED)
    assert promise(offer, Kind.ANSWER_OFFER).due_at == due
    assert offer.decision.chosen == other
    assert RoutingDecision.objects.filter(lead=lead).count() == 2, "both can be read later"
    told = mails(cast.carl, f"{other.name} now looks after").get()
    assert told.reply_to == other.email
    assert mails(other, "is with you now").exists()
    assert not owed_by_closed().exists()


def test_while_the_partner_completes_the_clock_goes_on_standing(inbound, cast, eve, close) -> None:
    lead = inbound()
    reviewer = fresh(lead).receiver
    reviewing.request_changes(reviewer, fresh(lead), ["need"], "How many?")
    close(reviewer)
    clock = promise(lead.offers.get(), Kind.ANSWER_OFFER)
    assert clock.paused_at is not None and clock.owed_by.is_active
    close(cast.carl)
    asked = promise(lead, Kind.ANSWER_ACTION_REQUIRED)
    assert (asked.owed_by, fresh(lead).state) == (cast.cleo, LeadState.ACTION_REQUIRED)
    assert fresh(lead).referrer == cast.carl.member, "the credit stays"
    assert mails(cast.cleo, "is with you now").exists()


def test_a_channel_managers_decisions_go_to_another_one(inbound, cast, close) -> None:
    lead = inbound()
    reject(fresh(lead).receiver, fresh(lead))
    reading = promise(lead, Kind.DECIDE_REJECTION_REVIEW)
    assert reading.owed_by == cast.ada
    close(cast.ada)
    assert promise(lead, Kind.DECIDE_REJECTION_REVIEW).owed_by == cast.gus
    assert "Second reading" in mails(cast.gus, "is with you now").get().text
    rejecting.confirm_rejection(cast.gus, fresh(lead))


def test_a_held_lead_goes_to_another_manager(cast, outbound, close) -> None:
    lead = outbound(contact_email="", contact_phone="", need="")
    assert fresh(lead).state == LeadState.HELD
    close(promise(lead, Kind.REVIEW_HELD_LEAD).owed_by)
    assert promise(lead, Kind.REVIEW_HELD_LEAD).owed_by == cast.gus


def test_closing_an_account_that_has_nothing_tells_nobody(cast, close) -> None:
    close(cast.dan)
    assert not Message.objects.filter(subject__contains="is with you now").exists()


def test_everything_or_nothing(to_carl, cast, monkeypatch) -> None:
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr("leads.messages.handed_on", broken)
    with pytest.raises(RuntimeError):
        accounts.deactivate(actor=cast.gus, user=cast.carl)
    assert fresh(cast.carl).is_active
    assert fresh(to_carl).recipient == cast.carl
