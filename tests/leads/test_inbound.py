"""From a partner to the vendor: submitted, acknowledged at once and reviewed, taken on or given back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.enums import LeadState, OfferState, Source
from leads.models import Customer, Lead, Offer
from leads.selectors import company_of, contact_of, inbound_to_review, leads_to_answer
from leads.services import answering, entering, rejecting, reviewing, routing, working
from partners.models import Partner, StaffProfile, Territory
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.errors import InvalidInput, NotAllowed
from prm.outbox.models import Message
from prm.promises.enums import Kind, Side
from prm.promises.enums import State as PromiseState
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import fresh, lead_data, promise

pytestmark = pytest.mark.django_db


def test_credit_goes_to_the_person_the_partner_and_the_campaign(cast, inbound):
    lead = inbound()
    for row in (lead, lead.contact):
        assert row.partner == cast.one
        assert row.referrer == cast.carl.member
        assert row.campaign.is_default and row.campaign.partner == cast.one
    assert lead.lead_source == Source.PARTNER


def test_it_is_with_a_sales_rep_in_the_same_moment(cast, inbound):
    lead = inbound()
    assert (lead.state, lead.state_words, lead.receiver) == (LeadState.OFFERED, "In review", cast.ben)
    offer = Offer.objects.get(lead=lead)
    assert (offer.recipient, offer.partner) == (cast.ben, None)
    clock = promise(offer, Kind.ANSWER_OFFER)
    assert (clock.owed_by, clock.side, clock.partner) == (cast.ben, Side.VENDOR, cast.one)
    assert list(inbound_to_review(cast.ben)) == [offer]


def test_the_rep_thanks_at_once_with_both_cards(cast, inbound):
    lead = inbound()
    mail = Message.objects.get(key=f"lead_acknowledged:{lead.ref}:mail")
    assert mail.recipient == cast.carl
    assert mail.reply_to == cast.ben.email
    assert mail.sender_name.startswith("Ben Alder via")
    assert "Thank you" in mail.subject
    for person in (cast.ben, cast.carl):
        assert person.name in mail.text and person.email in mail.text and person.phone in mail.text
    assert [file["name"] for file in mail.attachments] == ["Ben-Alder.vcf", "Carl-Smit.vcf"]
    assert "I decide by" in mail.text
    assert promise(lead, Kind.ACKNOWLEDGE).state == PromiseState.KEPT


def test_a_partners_lead_is_never_held_by_its_score(inbound):
    lead = inbound(contact_title="", need="x", value=None, industry="", size="", contact_email="", website="")
    assert (lead.state, lead.missing) == (LeadState.OFFERED, [])


def test_a_specialist_for_the_product_gets_it(cast, inbound):
    special = User.objects.create_user("sue@example.com", name="Sue Park", role=Role.SALES_REP)
    StaffProfile.objects.create(user=special).products.add(cast.product)
    Territory.objects.create(name="Europe, GTX", staff=special, countries=["NL", "BE", "DE"])
    assert inbound(product=cast.product).receiver == special


def test_nobody_covers_it_so_the_partners_own_contact_gets_it(cast, inbound):
    assert inbound(country="BR").receiver == cast.ben


def test_without_any_sales_rep_the_channel_manager_gets_it(cast):
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    chosen = routing.choose_reviewer(country="BR", partner=Partner.objects.get(pk=cast.one.pk))
    assert chosen.user == cast.ada
    assert "looks after the partner" in chosen.sentence


def test_away_reps_are_passed_by(cast, inbound):
    second = User.objects.create_user("sue@example.com", name="Sue Park", role=Role.SALES_REP)
    Territory.objects.create(name="Benelux", staff=second, countries=["NL"])
    cast.ben.away_from = timezone.localdate()
    cast.ben.save()
    assert inbound().receiver == second


def test_an_external_id_is_taken_once_per_partner(cast, inbound):
    first = inbound(external_id="A1")
    assert inbound(external_id="A1").pk == first.pk
    other = entering.submit_inbound(cast.dan, lead_data(external_id="A1"))
    assert other.pk != first.pk
    assert Message.objects.filter(key__startswith="lead_acknowledged", key__endswith=":mail").count() == 2


def test_the_same_lead_twice_is_refused_with_its_reference(inbound):
    first = inbound()
    with pytest.raises(InvalidInput, match=first.ref):
        inbound(company="CANARY MILL", website="canary-mill.example")
    assert Lead.objects.count() == 1


def test_two_partners_bring_the_same_customer_and_neither_learns_of_the_other(cast, inbound):
    first = inbound(contact_phone="+31 20 111 1111", city="Utrecht")
    second = entering.submit_inbound(
        cast.dan, lead_data(company="Canary-Mill", contact_phone="", contact_title="", city="", industry="", size="")
    )
    assert first.customer_id == second.customer_id
    assert first.contact_id != second.contact_id
    seen = contact_of(second, cast.dan)
    assert (seen.company, seen.phone, seen.title) == ("Canary-Mill", "", "")
    assert company_of(second, cast.dan).place == "Netherlands"
    assert company_of(second, cast.dan).industry == ""


def test_what_a_partner_says_does_not_change_what_we_know(cast, inbound):
    known = entering.receive_outbound(cast.ada, lead_data(industry="", city="Utrecht")).customer
    inbound(city="Rotterdam", industry="retail")
    known = Customer.objects.get(pk=known.pk)
    assert (known.city, known.industry) == ("Utrecht", "")


@pytest.mark.parametrize("who", ["ada", "ben", "fay", "gus"])
def test_only_members_bring_leads(cast, who):
    with pytest.raises(NotAllowed):
        entering.submit_inbound(getattr(cast, who), lead_data())


def test_a_partner_without_a_contract_brings_none(cast):
    Partner.objects.filter(pk=cast.two.pk).update(state="suspended")
    with pytest.raises(NotAllowed, match="call us"):
        entering.submit_inbound(User.objects.get(pk=cast.dan.pk), lead_data())


# -- reviewing


def test_the_rep_takes_it_and_works_it(cast, inbound):
    lead = answering.accept_in_review(cast.ben, inbound())
    lead = fresh(lead)
    assert (lead.state, lead.partner, lead.referrer) == (LeadState.ACCEPTED, cast.one, cast.carl.member)
    clock = promise(lead, Kind.CONTACT_CUSTOMER)
    assert (clock.owed_by, clock.side, clock.partner) == (cast.ben, Side.VENDOR, cast.one)
    working.mark_contacted(cast.ben, lead)
    working.mark_converted(cast.ben, lead)
    told = Message.objects.filter(recipient=cast.carl, channel="mail").values_list("key", flat=True)
    assert {key.split(":")[0] for key in told} == {"lead_acknowledged", "lead_accepted_by_vendor", "lead_progressed"}


def test_the_partner_does_not_work_what_the_vendor_works(cast, inbound):
    lead = fresh(answering.accept_in_review(cast.ben, inbound()))
    for person in (cast.carl, cast.cleo):
        with pytest.raises(NotAllowed):
            working.mark_contacted(person, lead)
        with pytest.raises(NotAllowed):
            working.close_lead(person, lead, "no_need")


@pytest.mark.parametrize("who", ["carl", "cleo", "dan", "ada", "gus"])
def test_nobody_but_the_receiver_decides(cast, inbound, who):
    lead, person = inbound(), getattr(cast, who)
    for attempt in (
        lambda: answering.accept_in_review(person, lead),
        lambda: reviewing.request_changes(person, lead, ["need"], "More"),
        lambda: rejecting.reject_lead(person, lead, reasons=["not_qualified"], checked="x", what_would_change="y"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert fresh(lead).state == LeadState.OFFERED


def test_asking_for_more_opens_only_the_named_fields_and_stops_the_clock(cast, inbound, monday):
    lead = reviewing.request_changes(cast.ben, inbound(), ["need", "contact_phone"], "How many seats?")
    offer = Offer.objects.get(lead=lead)
    due = promise(offer, Kind.ANSWER_OFFER).due_at
    assert lead.state == LeadState.ACTION_REQUIRED
    assert promise(lead, Kind.ANSWER_ACTION_REQUIRED).owed_by == cast.carl
    assert list(leads_to_answer(cast.carl)) == [lead]
    monday.shift(timedelta(days=1))
    answers = {
        "need": "Forty seats",
        "contact_phone": "+31 20 222 2222",
        "value": 9,
        "contact_email": "x@evil.example",
    }
    lead = reviewing.answer_request(cast.carl, lead, answers)
    lead = fresh(lead)
    assert (lead.state, lead.need, lead.contact.phone) == (LeadState.OFFERED, "Forty seats", "+31 20 222 2222")
    assert lead.contact.email != "x@evil.example"
    assert lead.open_fields == []
    assert promise(offer, Kind.ANSWER_OFFER).due_at == due + timedelta(days=1)
    assert promise(lead, Kind.ANSWER_ACTION_REQUIRED).state == PromiseState.KEPT


def test_an_answer_must_be_complete(cast, inbound):
    lead = reviewing.request_changes(cast.ben, inbound(), ["need", "contact_email"], "?")
    with pytest.raises(InvalidInput) as refusal:
        reviewing.answer_request(cast.carl, lead, {"need": ""})
    assert set(refusal.value.fields) == {"need", "contact_email"}
    with pytest.raises(InvalidInput):
        reviewing.answer_request(cast.carl, lead, {"need": "x", "contact_email": "nonsense"})
    assert fresh(lead).state == LeadState.ACTION_REQUIRED


def test_asking_needs_a_field_and_words(cast, inbound):
    lead = inbound()
    for fields, note in (([], "x"), (["need"], " "), (["score"], "x")):
        with pytest.raises(InvalidInput):
            reviewing.request_changes(cast.ben, lead, fields, note)


def test_the_partner_withdraws_at_any_time(cast, inbound):
    in_review = inbound()
    working.withdraw_lead(cast.carl, in_review, "They bought elsewhere")
    assert Offer.objects.get(lead=in_review).state == OfferState.RECALLED
    taken = inbound(contact_email="other@canary-mill.example")
    answering.accept_in_review(cast.ben, taken)
    assert working.withdraw_lead(cast.cleo, taken).state == LeadState.WITHDRAWN
    assert not Promise.objects.about(taken).open().exists()


@pytest.mark.parametrize("who", ["dan", "ben", "ada"])
def test_nobody_else_withdraws_it(cast, inbound, who):
    with pytest.raises(NotAllowed):
        working.withdraw_lead(getattr(cast, who), inbound())


def test_a_review_that_is_late_stays_and_goes_up(cast, inbound, monday):
    lead = inbound()
    offer = Offer.objects.get(lead=lead)
    monday.move_to(offer.answer_by + timedelta(minutes=1))
    sweep()
    assert (fresh(offer).state, fresh(lead).state) == (OfferState.OPEN, LeadState.OFFERED)
    assert Message.objects.filter(recipient=cast.ada, key__startswith="late:").count() == 1
    answering.accept_in_review(cast.ben, lead)
    assert promise(offer, Kind.ANSWER_OFFER).state == PromiseState.LATE


def test_the_channel_manager_gives_it_to_another_rep(cast, inbound):
    lead = inbound()
    second = User.objects.create_user("sue@example.com", name="Sue Park", role=Role.SALES_REP)
    working.assign_by_manager(cast.ada, lead, second)
    lead = fresh(lead)
    assert lead.receiver == second
    with pytest.raises(NotAllowed):
        answering.accept_in_review(cast.ben, lead)
    answering.accept_in_review(second, lead)
    assert fresh(lead).state == LeadState.ACCEPTED
