"""From the vendor to a partner: routed to one person, and answered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.enums import LeadState, OfferState, Step
from leads.models import Lead, LeadPolicy, Offer, Passage
from leads.selectors import leads_to_settle
from leads.services import answering, entering, placing, routing
from partners.models import Member, Partner, Territory
from prm.core.errors import DomainError, InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.promises.enums import Kind
from prm.promises.enums import State as PromiseState
from prm.promises.services import sweep

from .conftest import fresh, lead_data, promise

pytestmark = pytest.mark.django_db


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
