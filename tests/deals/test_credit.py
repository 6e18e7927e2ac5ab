"""Campaigns and credit: everything that belongs to one, who brought what, and decisions that move it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deals import services as deal_services
from deals.incentives.models import Fee, MdfRequest
from deals.models import Opportunity, Registration
from deals.services.crediting import change_credit
from leads.services import entering
from leads.services.crediting import change_credit as change_credit_of_lead
from partners import services
from partners.models import Campaign
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed
from tests import world
from tests.leads.conftest import lead_data

from .conftest import facts


@pytest.fixture
def fair(cast):
    return services.create_campaign(actor=cast.cleo, partner=cast.one, name="Spring fair")


@pytest.fixture
def theirs(cast):
    return services.create_campaign(actor=cast.dan, partner=cast.two, name="Spring fair")


def figures(page):
    return [figure for panel in page.context["panels"] for figure in panel.context["figures"]]


def test_a_campaign_page_holds_everything_and_its_figures_open_what_they_count(cast, as_):
    rows = world.make(cast)
    campaign = cast.one.campaigns.get(is_default=True)
    for person in (cast.ada, cast.cleo):
        client = as_(person)
        shown = figures(client.get(campaign.get_absolute_url()))
        assert {figure.label for figure in shown} >= {"Brought to the vendor", "Won", "Registrations", "Earned, EUR"}
        for figure in shown:
            if figure.value.isdigit():
                listed = client.get(figure.href).context["table"].rows
                assert len(listed) == int(figure.value), figure
    assert rows[Fee].campaign == campaign


def test_a_campaign_holds_its_marketing_money_and_what_it_brought(cast, as_):
    rows = world.make(cast)
    campaign = cast.one.campaigns.get(is_default=True)
    request, deal = rows[MdfRequest], rows[Opportunity]
    MdfRequest.objects.filter(pk=request.pk).update(
        campaign=campaign, state="paid", approved=100, actual_cost=400, claimed=100, settled=50, asked=100,
        planned_cost=400, payment_reference="S1", paid_at=timezone.now(),
    )  # fmt: skip
    Opportunity.objects.filter(pk=deal.pk).update(
        campaign=campaign, stage="won", amount=1000, amount_currency=request.currency, closed_at=timezone.now()
    )
    client = as_(cast.cleo)
    shown = {figure.label: figure for figure in figures(client.get(campaign.get_absolute_url()))}
    paid, won = shown["Paid, EUR"], shown["Won by the campaign, EUR"]
    assert (won.value, won.hint) == ("€1,000", "20 times what was paid")
    assert [row.record for row in client.get(won.href).context["table"].rows] == [deal]
    money = [figure for figure in figures(client.get(campaign.get_absolute_url())) if "/mdf/" in figure.href]
    assert [figure.value for figure in money] == ["1", "€0", "€50"] and paid in shown.values()
    assert [len(client.get(figure.href).context["table"].rows) for figure in money] == [1, 0, 1]


def test_a_sales_rep_sees_no_fees_and_finance_no_leads_in_a_campaign(cast, as_):
    world.make(cast)
    url = cast.one.campaigns.get(is_default=True).get_absolute_url()
    titles = {
        name: [panel.context["title"] for panel in as_(getattr(cast, name)).get(url).context["panels"]]
        for name in ("ben", "fay", "ada")
    }
    assert titles == {
        "ben": ["Leads", "Deals"],
        "fay": ["Fees", "Marketing money"],
        "ada": ["Leads", "Deals", "Fees", "Marketing money"],
    }


def test_what_a_person_brought_stands_on_their_page(cast, as_):
    entering.submit_inbound(cast.carl, lead_data())
    page = as_(cast.cleo).get(cast.carl.member.get_absolute_url())
    (leads,) = [panel for panel in page.context["brought"] if panel.context["title"] == "Leads"]
    brought = leads.context["figures"][0]
    assert (brought.value, len(as_(cast.cleo).get(brought.href).context["table"].rows)) == ("1", 1)
    assert as_(cast.dan).get(cast.carl.member.get_absolute_url()).status_code == 404


def test_campaigns_are_made_by_ones_own_admin_and_the_channel(cast, fair, as_):
    for person in (cast.carl, cast.dan, cast.ben, cast.fay):
        with pytest.raises(NotAllowed):
            services.create_campaign(actor=person, partner=cast.one, name="x")
    with pytest.raises(InvalidInput, match="of this name"):
        services.create_campaign(actor=cast.ada, partner=cast.one, name="SPRING fair")
    today = timezone.localdate()
    with pytest.raises(InvalidInput) as refusal:
        services.edit_campaign(actor=cast.ada, campaign=fair, starts_on=today, ends_on=today - timedelta(1))
    assert set(refusal.value.fields) == {"ends_on"}
    default = cast.one.campaigns.get(is_default=True)
    with pytest.raises(InvalidInput, match="always has"):
        services.edit_campaign(actor=cast.ada, campaign=default, name=default.name, ends_on=today)
    page = as_(cast.cleo).post(reverse("partners:campaign_new", args=[cast.one.ref]), {"name": "Autumn"})
    assert page["Location"] == Campaign.objects.get(name="Autumn").get_absolute_url()


def test_the_campaign_is_chosen_where_there_is_a_choice(cast, as_, fair):
    client = as_(cast.carl)
    for name in ("leads:new", "deals:register"):
        assert client.get(reverse(name)).context["form"].fields["campaign"].queryset.count() == 2
    services.edit_campaign(actor=cast.cleo, campaign=fair, ends_on=timezone.localdate() - timedelta(1))
    for name in ("leads:new", "deals:register"):
        assert "campaign" not in client.get(reverse(name)).context["form"].fields


def test_a_registration_goes_to_the_campaign_that_was_named_else_to_the_partners_own(cast, fair, register):
    assert register(cast.carl).campaign.is_default
    named = register(cast.carl, company="Other B.V.", website="other.example", campaign=fair)
    assert Registration.objects.get(pk=named.pk).campaign == fair
    lead = entering.submit_inbound(cast.carl, lead_data(campaign=fair))
    assert (lead.campaign, lead.contact.campaign) == (fair, fair)


def test_nobody_brings_business_into_somebody_elses_campaign(cast, theirs):
    with pytest.raises(InvalidInput) as refusal:
        deal_services.save_draft(cast.carl, None, facts(cast.product, campaign=theirs))
    assert set(refusal.value.fields) == {"campaign"}
    with pytest.raises(InvalidInput):
        entering.submit_inbound(cast.carl, lead_data(campaign=theirs))


def test_a_campaign_that_is_over_keeps_its_draft_but_takes_nothing_new(cast, fair):
    draft = deal_services.save_draft(cast.carl, None, facts(cast.product, campaign=fair))
    services.edit_campaign(actor=cast.ada, campaign=fair, ends_on=timezone.localdate() - timedelta(1))
    fair = Campaign.objects.get(pk=fair.pk)
    kept = deal_services.save_draft(cast.carl, draft, {"need": "More than before, and sooner."})
    assert kept.campaign == fair
    with pytest.raises(InvalidInput):
        deal_services.save_draft(cast.carl, None, facts(cast.product, campaign=fair, external_id="again"))


def test_credit_for_a_deal_is_a_logged_decision_that_unpaid_fees_follow(cast, as_, fair):
    deal = world.make(cast)[Opportunity]
    data = {"referrer": cast.cleo.member.ref, "campaign": fair.ref, "reason": "Cleo met them first."}
    assert as_(cast.ada).post(reverse("deals:credit", args=[deal.ref]), data).status_code == 302
    deal.refresh_from_db()
    assert (deal.referrer, deal.campaign) == (cast.cleo.member, fair)
    fee = deal.fees.get()
    assert (fee.referrer, fee.campaign) == (cast.cleo.member, fair)
    entry = timeline.of(deal, cast.cleo).first()
    assert "Carl Smit → Cleo Maes" in entry.sentence and entry.detail == "Cleo met them first."
    assert not timeline.of(deal, cast.dan).exists()
    Fee.objects.update(state="paid", payment_reference="R1", paid_at=timezone.now(), approved_by=cast.fay)
    change_credit(cast.ada, deal, referrer=cast.carl.member, campaign=fair, reason="She did not.")
    fee.refresh_from_db()
    assert fee.referrer == cast.cleo.member, "what is paid stays as it is"


@pytest.mark.parametrize(("who", "reason", "refusal"), [("ben", "x", NotAllowed), ("cleo", "x", NotAllowed),
                                                       ("ada", "  ", InvalidInput)])  # fmt: skip
def test_credit_moves_by_the_channel_with_a_reason_only(cast, who, reason, refusal):
    deal = world.make(cast)[Opportunity]
    with pytest.raises(refusal):
        change_credit(getattr(cast, who), deal, referrer=cast.cleo.member, campaign=deal.campaign, reason=reason)
    deal.refresh_from_db()
    assert deal.referrer == cast.carl.member


def test_credit_never_leaves_the_partner(cast, theirs):
    deal = world.make(cast)[Opportunity]
    for strange in ({"referrer": cast.dan.member, "campaign": None}, {"referrer": None, "campaign": theirs}):
        with pytest.raises(InvalidInput):
            change_credit(cast.ada, deal, reason="x", **strange)


def test_credit_for_a_lead_takes_its_contact_along(cast, fair):
    lead = entering.submit_inbound(cast.carl, lead_data())
    with pytest.raises(InvalidInput):
        change_credit_of_lead(cast.ada, lead, referrer=None, campaign=fair, reason="x")
    change_credit_of_lead(cast.ada, lead, referrer=cast.cleo.member, campaign=fair, reason="She met them.")
    lead.refresh_from_db()
    lead.contact.refresh_from_db()
    assert lead.referrer == lead.contact.referrer == cast.cleo.member
    assert lead.member == cast.carl.member, "who works it is another question"


def test_campaigns_of_others_are_found_nowhere(cast, as_, theirs, django_assert_num_queries):
    client = as_(cast.cleo)
    assert client.get(theirs.get_absolute_url()).status_code == 404
    for name in ("leads:list", "deals:list", "deals:registrations", "incentives:fees"):
        page = client.get(reverse(name), {"campaign": theirs.ref})
        assert page.status_code == 200 and len(page.context["table"].rows) == 0
    staff = as_(cast.ada)
    staff.get(reverse("partners:campaigns"))
    with django_assert_num_queries(6):
        staff.get(reverse("partners:campaigns"))
    for column in ("name", "partner", "starts_on", "ends_on", "is_default"):
        for sort in (column, f"-{column}"):
            assert len(staff.get(reverse("partners:campaigns"), {"sort": sort}).context["table"].rows) == 3
