"""A lead that a partner accepted is worked, handed over, placed and closed."""

import pytest

from leads.enums import LeadState, OfferState, Step
from leads.models import Offer, Passage
from leads.selectors import offers_to_answer
from leads.services import answering, routing, working
from partners.models import Member, Territory
from prm.core.errors import DomainError, InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.promises.enums import Kind
from prm.promises.enums import State as PromiseState
from prm.promises.models import Promise

from .conftest import SECRET_EMAIL, fresh, promise

pytestmark = pytest.mark.django_db


def test_contacted_converted_won(cast, accepted):
    worker = accepted.member.user
    lead = working.mark_contacted(worker, accepted, "A good talk")
    assert lead.state == LeadState.CONTACTED
    assert promise(lead, Kind.CONTACT_CUSTOMER).state == PromiseState.KEPT
    lead = working.mark_converted(worker, lead)
    assert lead.state == LeadState.CONVERTED
    assert promise(lead, Kind.PROGRESS_LEAD).state == PromiseState.KEPT
    working.record_won(lead)
    working.record_won(lead)
    assert Passage.objects.filter(lead=lead, step=Step.WON).count() == 1


def test_a_lead_that_converts_at_once_was_contacted_too(accepted):
    lead = working.mark_converted(accepted.member.user, accepted)
    steps = set(Passage.objects.filter(lead=lead).values_list("step", flat=True))
    assert {Step.CONTACTED, Step.OPPORTUNITY} <= steps


def test_closing_says_why_and_how_good_it_was(accepted):
    lead = working.close_lead(accepted.member.user, accepted, "no_budget", "Next year", 3)
    assert (lead.state, lead.close_reason, lead.quality) == (LeadState.CLOSED, "no_budget", 3)
    assert not Promise.objects.about(lead).open().exists()
    for reason, quality in (("", None), ("no_need", 9)):
        with pytest.raises(InvalidInput):
            working.close_lead(lead.member.user, lead, reason, "", quality)


def test_the_admin_hands_it_to_a_colleague_and_the_clocks_go_with_it(cast, accepted):
    other = cast.carl if accepted.member.user == cast.cleo else cast.cleo
    before = promise(accepted, Kind.CONTACT_CUSTOMER).due_at
    lead = working.reassign_within_partner(cast.cleo, accepted, other.member)
    assert lead.member.user == other
    clock = promise(lead, Kind.CONTACT_CUSTOMER)
    assert (clock.owed_by, clock.due_at) == (other, before)


def test_never_to_somebody_elsewhere_or_without_a_place(cast, accepted):
    with pytest.raises(InvalidInput):
        working.reassign_within_partner(cast.cleo, accepted, cast.dan.member)
    other = cast.carl if accepted.member.user == cast.cleo else cast.cleo
    Member.objects.filter(user=other).update(capacity=0)
    other.member.refresh_from_db()
    with pytest.raises(DomainError, match="no free place"):
        working.reassign_within_partner(cast.cleo, accepted, other.member)


def test_the_channel_manager_places_an_unplaced_lead(cast, outbound):
    lead = outbound(country="BR")
    routing.route([lead])
    offer = working.assign_by_manager(cast.ada, lead, cast.dan, "He knows them")
    assert (offer.recipient, fresh(lead).state) == (cast.dan, LeadState.OFFERED)
    assert promise(lead, Kind.ARBITRATE).state == PromiseState.KEPT
    assert "Ada Lind" in offer.decision.sentence
    assert list(offers_to_answer(cast.dan)) == [offer]


def test_a_lead_that_a_partner_had_is_not_given_back_by_hand(cast, offered):
    offer = offered()
    answering.decline_offer(offer.recipient, offer, "quality")
    with pytest.raises(TransitionRefused, match="had the lead before"):
        working.assign_by_manager(cast.ada, offer.lead, offer.recipient)
    assert fresh(offer.lead).state == LeadState.QUALIFIED


def test_only_the_channel_assigns_and_only_to_members_in_business(cast, outbound):
    lead = outbound()
    with pytest.raises(NotAllowed):
        working.assign_by_manager(cast.ben, lead, cast.dan)
    for person in (cast.ben, cast.fay):
        with pytest.raises(InvalidInput):
            working.assign_by_manager(cast.ada, lead, person)


def test_the_vendor_withdraws_only_what_nobody_accepted(cast, offered):
    offer = offered()
    lead = working.withdraw_lead(cast.ada, offer.lead)
    assert (lead.state, fresh(offer).state) == (LeadState.WITHDRAWN, OfferState.RECALLED)
    assert not Promise.objects.about(offer).open().exists()


def test_an_accepted_lead_cannot_be_taken_away(cast, accepted):
    with pytest.raises(TransitionRefused):
        working.withdraw_lead(cast.ada, accepted)


def test_notes_are_for_both_sides_or_for_the_vendor(cast, accepted):
    working.add_note(accepted.member.user, accepted, "Called twice")
    working.add_note(cast.ben, accepted, "Careful, they owe us money", vendor_only=True)
    seen = set(TimelineEntry.objects.visible_to(cast.carl).values_list("detail", flat=True))
    assert "Called twice" in seen
    assert not any("owe us" in detail for detail in seen)
    with pytest.raises(NotAllowed):
        working.add_note(cast.carl, accepted, "x", vendor_only=True)


def test_what_happened_before_acceptance_stays_with_the_vendor(cast, offered):
    Territory.objects.create(name="Everywhere", partner=cast.two, precedence=-1)
    offer = offered()
    answering.decline_offer(offer.recipient, offer, "quality", f"I know {SECRET_EMAIL}")
    routing.route()
    second = Offer.objects.get(lead=offer.lead, state=OfferState.OPEN)
    answering.accept_offer(cast.dan, second)
    read = " ".join(f"{entry.sentence} {entry.detail}" for entry in TimelineEntry.objects.visible_to(cast.dan))
    assert "Accepted by Dan Vogel" in read
    assert "Carl" not in read and "Cleo" not in read and "Partner One" not in read
