"""From the vendor to a partner: entered, checked, routed, answered, worked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.enums import Direction, LeadState, OfferState, Rank, Step
from leads.models import Customer, Lead, LeadPolicy, Offer, Passage
from leads.selectors import leads_to_settle, offers_to_answer
from leads.services import answering, entering, placing, qualifying, routing, working
from partners.models import Member, Partner, Territory
from prm.core.errors import DomainError, InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.promises.enums import Kind
from prm.promises.enums import State as PromiseState
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import SECRET_EMAIL, fresh, lead_data

pytestmark = pytest.mark.django_db


def promise(subject, kind):
    return Promise.objects.about(subject).get(kind=kind)


# -- entering


def test_a_good_lead_is_scored_and_waits_for_routing(cast):
    lead = entering.receive_outbound(cast.ada, lead_data())
    assert (lead.state, lead.direction, lead.partner) == (LeadState.QUALIFIED, Direction.OUTBOUND, None)
    assert lead.rank == Rank.HOT
    assert lead.score == sum(line["points"] for line in lead.score_lines)
    assert lead.customer.identity == "d:canary-mill.example"
    assert list(Passage.objects.filter(lead=lead).values_list("step", flat=True)) == [Step.LEAD, Step.QUALIFIED]


def test_a_lead_that_lacks_something_is_held_with_reasons_and_a_clock(cast):
    lead = entering.receive_outbound(cast.ben, lead_data(country="", contact_email="", contact_phone=""))
    assert lead.state == LeadState.HELD
    assert lead.missing == ["contact_way", "country"]
    assert promise(lead, Kind.REVIEW_HELD_LEAD).owed_by == cast.ada
    routing.route()
    assert fresh(lead).state == LeadState.HELD


def test_a_held_lead_goes_on_when_completed(cast):
    lead = entering.receive_outbound(cast.ben, lead_data(country=""))
    lead = qualifying.complete_lead(cast.ben, lead, {"country": "NL", "industry": ""})
    assert lead.state == LeadState.QUALIFIED
    assert fresh(lead.customer).country == "NL"
    assert promise(lead, Kind.REVIEW_HELD_LEAD).state == PromiseState.RELEASED


def test_a_held_lead_stays_held_while_something_lacks(cast):
    lead = entering.receive_outbound(cast.ben, lead_data(country="", need=""))
    lead = qualifying.complete_lead(cast.ben, lead, {"country": "NL"})
    assert (lead.state, lead.missing) == (LeadState.HELD, ["need"])


def test_staff_let_a_held_lead_through_or_disqualify_it(cast):
    through = entering.receive_outbound(cast.ben, lead_data(country=""))
    assert qualifying.qualify_lead(cast.ben, through).state == LeadState.QUALIFIED
    out = entering.receive_outbound(
        cast.ben, lead_data(company="Other", website="", contact_email="", contact_phone="")
    )
    assert qualifying.disqualify_lead(cast.ben, out, "A student").state == LeadState.DISQUALIFIED
    assert not Promise.objects.about(out).open().exists()


def test_a_lead_kept_back_is_offered_to_nobody(cast):
    lead = entering.receive_outbound(cast.ada, lead_data(keep=True))
    assert (lead.state, lead.missing) == (LeadState.HELD, ["kept"])


def test_the_same_person_again_is_held_as_a_duplicate(cast):
    first = entering.receive_outbound(cast.ada, lead_data())
    second = entering.receive_outbound(cast.ada, lead_data(company="CANARY MILL BV", website="canary-mill.example."))
    assert (second.state, second.missing) == (LeadState.HELD, ["duplicate"])
    assert (second.customer_id, second.contact_id) == (first.customer_id, first.contact_id)


def test_an_external_id_is_taken_once(cast):
    first = entering.receive_outbound(None, lead_data(source="crm", external_id="77"))
    again = entering.receive_outbound(None, lead_data(source="crm", external_id="77", company="Renamed"))
    other = entering.receive_outbound(None, lead_data(source="forms", external_id="77"))
    assert again.pk == first.pk
    assert other.pk != first.pk
    assert Lead.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": " !! "}, "company"),
        ({"contact_name": " "}, "contact_name"),
        ({"contact_email": "no"}, "contact_email"),
        ({"value": -1}, "value"),
    ],
)
def test_what_cannot_be_a_lead_is_refused_by_field(cast, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        entering.receive_outbound(cast.ada, lead_data(**changes))
    assert field in refusal.value.fields
    assert not Customer.objects.exists()


@pytest.mark.parametrize("who", ["carl", "cleo", "fay"])
def test_only_selling_staff_enter_the_vendors_leads(cast, who):
    with pytest.raises(NotAllowed):
        entering.receive_outbound(getattr(cast, who), lead_data())


# -- routing


def test_a_lead_is_offered_to_one_named_member_with_a_clock(cast, outbound):
    lead = outbound()
    [decision] = routing.route([lead])
    offer = Offer.objects.get(lead=lead)
    lead = fresh(lead)
    assert offer.recipient in (cast.cleo, cast.carl)
    assert (offer.partner, offer.state, offer.hop) == (cast.one, OfferState.OPEN, 1)
    assert (lead.state, lead.partner, lead.hops) == (LeadState.OFFERED, None, 1)
    clock = promise(offer, Kind.ANSWER_OFFER)
    assert (clock.owed_by, clock.due_at) == (offer.recipient, offer.answer_by)
    assert clock.allowed_hours == pytest.approx(8)  # a hot lead: one business day
    assert decision.chosen == offer.recipient
    assert {line.name for line in decision.lines} == {"Cleo Maes", "Carl Smit", "Dan Vogel"}
    assert next(line for line in decision.lines if line.name == "Dan Vogel").refused


def test_routing_again_does_nothing(offered):
    offer = offered()
    assert routing.route() == []
    assert Offer.objects.filter(lead=offer.lead).count() == 1


def test_a_decision_can_be_repeated(outbound):
    lead = outbound()
    before = routing.preview([lead])[0]
    [kept] = routing.route([lead])
    assert before.chosen == kept.chosen.ref
    assert fresh(kept).lines == list(before.lines)


def test_nobody_covers_it_so_the_channel_manager_gets_it(cast, outbound):
    lead = outbound(country="BR", postcode="")
    [decision] = routing.route([lead])
    assert decision.chosen is None
    assert fresh(lead).state == LeadState.UNPLACED
    assert promise(lead, Kind.ARBITRATE).owed_by == cast.ada
    assert list(leads_to_settle(cast.ada)) == [lead]
    assert list(leads_to_settle(cast.ben)) == []


def test_members_who_are_away_full_or_closed_get_nothing(cast, outbound):
    cast.cleo.away_from = timezone.localdate()
    cast.cleo.save()
    Member.objects.filter(user=cast.carl).update(capacity=0)
    lead = outbound()
    routing.route([lead])
    assert fresh(lead).state == LeadState.UNPLACED


def test_a_partner_whose_contract_ended_gets_nothing(cast, outbound):
    Partner.objects.filter(pk=cast.one.pk).update(contract_ends_on=timezone.localdate() - timedelta(days=1))
    lead = outbound()
    routing.route([lead])
    assert fresh(lead).state == LeadState.UNPLACED


def test_no_seat_gets_more_than_fits_within_a_batch(cast):
    Member.objects.update(capacity=2)
    for number in range(6):
        entering.receive_outbound(cast.ada, lead_data(contact_email=f"p{number}@canary-mill.example"))
    routing.route()
    assert Offer.objects.filter(recipient=cast.cleo).count() == 2
    assert Offer.objects.filter(recipient=cast.carl).count() == 2
    assert Lead.objects.filter(state=LeadState.UNPLACED).count() == 2


def test_one_broken_lead_holds_up_no_other(cast, outbound, monkeypatch):
    broken, fine = outbound(), outbound(company="Other", website="other.example", contact_email="a@other.example")
    real = placing.write

    def fails(outcomes, *args):
        if any(one.lead.pk == broken.pk and one.recipient for one in outcomes):
            raise RuntimeError("boom")
        return real(outcomes, *args)

    monkeypatch.setattr(placing, "write", fails)
    routing.route()
    assert fresh(broken).state == LeadState.UNPLACED
    assert fresh(fine).state == LeadState.OFFERED


# -- answering


def test_accepting_makes_it_theirs_alone_and_starts_the_clocks(cast, offered):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    lead = fresh(offer.lead)
    assert (lead.state, lead.partner, lead.member.user) == (LeadState.ACCEPTED, cast.one, offer.recipient)
    assert lead.campaign.is_default and lead.campaign.partner == cast.one
    assert promise(offer, Kind.ANSWER_OFFER).state == PromiseState.KEPT
    assert promise(lead, Kind.CONTACT_CUSTOMER).allowed_hours == pytest.approx(8)
    assert promise(lead, Kind.PROGRESS_LEAD).due_at > timezone.now() + timedelta(days=29)
    steps = set(Passage.objects.filter(lead=lead).values_list("step", flat=True))
    assert steps == {Step.LEAD, Step.QUALIFIED, Step.OFFERED, Step.ACCEPTED}


def test_accepting_twice_is_accepting_once(offered):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    answering.accept_offer(offer.recipient, offer)
    assert TimelineEntry.objects.filter(sentence__startswith="Accepted").count() == 1


def test_an_admin_accepts_for_the_colleague_who_was_named(cast, offered):
    Member.objects.filter(user=cast.cleo).update(capacity=0)
    offer = offered()
    assert offer.recipient == cast.carl
    answering.accept_offer(cast.cleo, offer)
    assert fresh(offer.lead).member.user == cast.carl


@pytest.mark.parametrize("who", ["dan", "ada", "ben", "fay"])
def test_nobody_else_may_answer(cast, offered, who):
    offer = offered()
    for attempt in (answering.accept_offer, lambda actor, one: answering.decline_offer(actor, one, "quality")):
        with pytest.raises(NotAllowed):
            attempt(getattr(cast, who), offer)
    assert fresh(offer).state == OfferState.OPEN


def test_a_colleague_who_is_no_admin_may_not_answer(cast, offered):
    Member.objects.filter(user=cast.carl).update(capacity=0)
    offer = offered()
    assert offer.recipient == cast.cleo
    with pytest.raises(NotAllowed):
        answering.accept_offer(cast.carl, offer)


def test_somebody_deactivated_may_not_answer(offered):
    offer = offered()
    offer.recipient.is_active = False
    offer.recipient.save()
    with pytest.raises(NotAllowed):
        answering.accept_offer(offer.recipient, offer)


def test_no_more_than_the_places_allow(cast, offered):
    offer = offered()
    Member.objects.filter(user=offer.recipient).update(capacity=0)
    with pytest.raises(DomainError, match="no free place"):
        answering.accept_offer(offer.recipient, offer)
    assert fresh(offer).state == OfferState.OPEN


def test_a_declined_lead_goes_on_and_never_comes_back(cast, offered):
    Territory.objects.create(name="Everywhere", partner=cast.two, precedence=-1)
    offer = offered()
    answering.decline_offer(offer.recipient, offer, "wrong_fit", "Not our product")
    assert fresh(offer).decline_reason == "wrong_fit"
    routing.route()
    second = Offer.objects.get(lead=offer.lead, state=OfferState.OPEN)
    assert (second.recipient, second.hop) == (cast.dan, 2)
    answering.decline_offer(cast.dan, second, "quality")
    routing.route()
    assert fresh(offer.lead).state == LeadState.UNPLACED


def test_declining_needs_a_reason_and_another_reason_needs_words(offered):
    offer = offered()
    for reason, field in (("", "reason"), ("whatever", "reason"), ("other", "note")):
        with pytest.raises(InvalidInput) as refusal:
            answering.decline_offer(offer.recipient, offer, reason)
        assert field in refusal.value.fields


def test_after_the_last_hop_the_channel_manager_decides(cast, offered):
    LeadPolicy.objects.update(hops=1)
    Territory.objects.create(name="Everywhere", partner=cast.two)
    offer = offered()
    answering.decline_offer(offer.recipient, offer, "quality")
    [decision] = routing.route()
    assert (decision.chosen, fresh(offer.lead).state) == (None, LeadState.UNPLACED)


def test_an_offer_that_nobody_answers_goes_on(cast, offered):
    Territory.objects.create(name="Everywhere", partner=cast.two, precedence=-1)
    offer = offered()
    sweep(now=offer.answer_by + timedelta(seconds=1))
    assert fresh(offer).state == OfferState.EXPIRED
    assert promise(offer, Kind.ANSWER_OFFER).state == PromiseState.BROKEN
    with pytest.raises(TransitionRefused, match="over"):
        answering.accept_offer(offer.recipient, offer)
    routing.route()
    assert Offer.objects.get(lead=offer.lead, state=OfferState.OPEN).recipient == cast.dan


def test_a_recalled_offer_goes_on_and_counts_for_nobody(cast, offered):
    offer = offered()
    answering.recall_offer(cast.ada, offer)
    assert fresh(offer).state == OfferState.RECALLED
    assert promise(offer, Kind.ANSWER_OFFER).state == PromiseState.RELEASED
    assert fresh(offer.lead).state == LeadState.QUALIFIED


# -- working


@pytest.fixture
def accepted(offered):
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    return fresh(offer.lead)


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
