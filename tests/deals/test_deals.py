"""A deal is worked by both sides: credit, updates that collide, notes, winning, losing, stalling."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from djmoney.money import Money

from deals import selectors, services
from deals.models import Opportunity
from deals.signals import opportunity_won
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, StaleVersion, TransitionRefused
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

from .test_registering import _lead


def test_credit_goes_to_person_partner_and_campaign(approved, cast, cleo, ben) -> None:
    deal, contact = approved.opportunity, approved.opportunity.contact
    campaign = cast.one.campaigns.get(is_default=True)
    for thing in (approved, deal, contact):
        assert (thing.partner, thing.referrer.user, thing.campaign) == (cast.one, cleo, campaign)
    assert (deal.member.user, deal.sales_rep, deal.deal_source) == (cleo, ben, "registration")
    assert (contact.name, contact.email, deal.customer) == ("Ida Visser", "ida@hofmann.example", approved.customer)
    assert (deal.amount, deal.product, deal.close_on) == (approved.amount, approved.product, approved.close_on)


def test_both_sides_read_who_changed_what(deal, cleo, ben) -> None:
    services.update_deal(ben, deal, {"stage": "proposal", "amount": Money("90000", "EUR")})
    entry = timeline.of(deal, cleo).first()
    assert entry.actor_name == "Ben Alder" and "Proposal" in entry.sentence
    assert "€84,000 → €90,000" in entry.detail


def test_updates_restart_the_clock_and_do_not_double_it(deal, cleo) -> None:
    first = Promise.objects.get(kind="update_deal")
    assert (first.owed_by, first.side) == (cleo, "partner")
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        services.update_deal(cleo, deal, {"next_step": "Call"})
    again = Promise.objects.get(kind="update_deal")
    assert again.pk == first.pk and again.due_at > first.due_at and again.state == "open"


def test_an_update_that_comes_late_is_kept_late(deal, cleo) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        services.update_deal(cleo, deal, {"next_step": "Call"})
    assert sorted(Promise.objects.filter(kind="update_deal").values_list("state", flat=True)) == ["late", "open"]


def test_a_stalled_deal_reminds_its_member_and_then_the_manager(deal, cleo, ada) -> None:
    Message.objects.all().delete()
    promise = Promise.objects.get(kind="update_deal")
    sweep(now=promise.due_at + timedelta(minutes=1))
    assert {message.recipient for message in Message.objects.filter(channel="mail")} == {cleo}
    sweep(now=promise.nudges.get(step="owner").at)
    assert ada in {message.recipient for message in Message.objects.filter(channel="mail")}


def test_stalled_deals_are_found(deal, cleo, ben, ada, dan, fay, gus) -> None:
    assert not selectors.deals_stalled(cleo).exists()
    Opportunity.objects.filter(pk=deal.pk).update(last_activity_at=timezone.now() - timedelta(days=31))
    for person in (cleo, ben, ada, gus):
        assert list(selectors.deals_stalled(person)) == [deal]
    for person in (dan, fay):
        assert not selectors.deals_stalled(person).exists()


# -- two people at once


def test_the_same_change_twice_is_no_conflict(deal, cleo, ben) -> None:
    deal.refresh_from_db()
    services.update_deal(ben, deal, {"next_step": "Call"})
    services.update_deal(cleo, deal, {"next_step": "Call"}, deal.version)
    with pytest.raises(StaleVersion):
        services.update_deal(cleo, deal, {"next_step": "Write"}, deal.version)


BAD = [
    {"stage": "won"},
    {"stage": "lost"},
    {"stage": "nonsense"},
    {"amount": Money("0", "EUR")},
    {"amount": Money("-1", "EUR")},
    {"close_on": timezone.localdate() - timedelta(days=1)},
    {"name": "  "},
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_updates_that_make_no_sense(bad, deal, cleo) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.update_deal(cleo, deal, bad)
    assert set(refusal.value.fields) == set(bad)


def test_a_date_that_has_passed_may_stay(deal, cleo) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Opportunity.objects.filter(pk=deal.pk).update(close_on=yesterday)
    services.update_deal(cleo, deal, {"next_step": "Call", "close_on": yesterday})
    assert Opportunity.objects.get(pk=deal.pk).next_step == "Call"


def test_only_named_fields_change(deal, cleo) -> None:
    with pytest.raises(ValueError):
        services.update_deal(cleo, deal, {"partner": None})


def test_another_rep_does_not_work_it(deal, ben) -> None:
    from tests.cast import _user

    stranger = _user("Bob Boer", "sales_rep")
    with pytest.raises(NotAllowed):
        services.update_deal(stranger, deal, {"next_step": "x"})
    Opportunity.objects.filter(pk=deal.pk).update(sales_rep=None)
    services.update_deal(stranger, deal, {"next_step": "x"})


# -- notes


def test_a_note_for_our_own_people(as_, deal, ben, cleo) -> None:
    as_(ben).post(f"{deal.get_absolute_url()}note/", {"note": "They pay late.", "vendor_only": "on"})
    as_(ben).post(f"{deal.get_absolute_url()}note/", {"note": "Good meeting."})
    seen = as_(cleo).get(deal.get_absolute_url()).content.decode()
    assert "Good meeting." in seen and "They pay late." not in seen
    as_(cleo).post(f"{deal.get_absolute_url()}note/", {"note": "Ours too.", "vendor_only": "on"})
    assert "Ours too." in as_(cleo).get(deal.get_absolute_url()).content.decode()


@pytest.mark.parametrize("note", ["", "   ", "x" * 4001])
def test_notes_that_are_none(note, deal, cleo) -> None:
    with pytest.raises(InvalidInput):
        services.add_note(cleo, deal, note)


# -- the end


@pytest.fixture
def heard():
    told = []

    def receiver(sender, opportunity, registration, actor, **kwargs):
        told.append((opportunity, registration and registration.state, actor))

    opportunity_won.connect(receiver)
    yield told
    opportunity_won.disconnect(receiver)


def test_winning_tells_the_rooms_above_once(deal, cleo, heard) -> None:
    services.win(cleo, deal, Money("90000", "EUR"), "Signed today.")
    assert heard == [(deal, "approved", cleo)]
    row = Opportunity.objects.get(pk=deal.pk)
    assert (row.stage, row.amount.amount) == ("won", 90000) and row.closed_at
    with pytest.raises(TransitionRefused):
        services.win(cleo, deal)
    assert len(heard) == 1
    assert Promise.objects.get(kind="update_deal").state == "kept"


def test_what_a_receiver_raises_undoes_the_win(deal, cleo) -> None:
    def explode(**kwargs):
        raise RuntimeError

    opportunity_won.connect(explode)
    try:
        with pytest.raises(RuntimeError):
            services.win(cleo, deal)
    finally:
        opportunity_won.disconnect(explode)
    assert Opportunity.objects.get(pk=deal.pk).stage == "prospecting"


def test_winning_needs_an_amount(deal, cleo) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(amount=None)
    with pytest.raises(InvalidInput) as refusal:
        services.win(cleo, deal)
    assert set(refusal.value.fields) == {"amount"}


def test_the_other_side_hears_of_the_end(approved, cleo, ben) -> None:
    services.win(cleo, approved.opportunity)
    mail = Message.objects.get(key__startswith=f"{approved.opportunity.ref}/won", channel="mail")
    assert mail.recipient == ben and "Cleo Maes" in mail.text


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_losing_needs_a_reason(reason, deal, cleo) -> None:
    with pytest.raises(InvalidInput):
        services.lose(cleo, deal, reason)


# -- out of a lead


def test_a_lead_becomes_a_deal_with_its_credit(as_, cast, cleo) -> None:
    lead = _lead(cast, cast.one, cleo)
    client, url = as_(cleo), f"/deals/convert/{lead.ref}/"
    assert "Kaas en Co" in client.get(url).content.decode()
    answer = client.post(url, {"name": "Kaas", "product": "gtx-pro", "amount": "500", "currency": "EUR"})
    deal = Opportunity.objects.get()
    assert answer.url == deal.get_absolute_url()
    assert (deal.lead, deal.member.user, deal.partner, deal.deal_source) == (lead, cleo, cast.one, "outbound_lead")
    lead.refresh_from_db()
    assert lead.state == "converted"
    again = client.get(url)
    assert (again.status_code, again.url) == (302, deal.get_absolute_url())
    assert services.convert_lead(cleo, lead, {"name": "Again"}) == deal and Opportunity.objects.count() == 1


def test_winning_it_is_the_last_step_of_the_waterfall(cast, cleo) -> None:
    lead = _lead(cast, cast.one, cleo)
    deal = services.convert_lead(cleo, lead, {})
    services.win(cleo, deal)
    assert {"opportunity", "won"} <= set(lead.passages.values_list("step", flat=True))


def test_anothers_lead_is_not_there(as_, cast, cleo, dan) -> None:
    lead = _lead(cast, cast.one, cleo)
    for url in (f"/deals/convert/{lead.ref}/", f"/deals/of-lead/{lead.ref}/"):
        assert as_(dan).get(url).status_code == 404
    assert as_(dan).post(f"/deals/convert/{lead.ref}/", {"name": "x"}).status_code == 404


def test_the_deals_of_a_lead_as_a_part_and_as_a_page(as_, cast, cleo) -> None:
    lead = _lead(cast, cast.one, cleo)
    client, url = as_(cleo), f"/deals/of-lead/{lead.ref}/"
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert f"/deals/convert/{lead.ref}/" in part and "<html" not in part
    assert "<html" in client.get(url).content.decode()
    deal = services.convert_lead(cleo, lead, {})
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert deal.ref in part and "/convert/" not in part


def test_totals_stand_by_currency(cast, deal) -> None:
    now = timezone.now()
    for amount, currency in ((100, "USD"), (50, "USD"), (None, "EUR")):
        money = Money(amount, currency) if amount else None
        Opportunity.objects.create(name="x", deal_source="import", stage_since=now, last_activity_at=now, amount=money)
    assert selectors.totals(Opportunity.objects.all()) == [("USD", 2, 150), ("EUR", 1, 84000)]
