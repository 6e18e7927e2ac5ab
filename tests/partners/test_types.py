"""Types of partner: what an administrator says a new one begins with, and that it does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deals.incentives.models import CompensationPlan
from deals.incentives.selectors import coming_if_won, plan_in_force
from deals.incentives.services import save_plan
from deals.models import Opportunity
from partners import selectors, services
from partners.enums import PartnerType
from partners.models import Member, Partner, TypeDefaults
from partners.tables import TypeDefaultsTable
from prm.core.errors import InvalidInput, NotAllowed
from prm.core.quarters import months_later
from tests.world import make

NEW = {"admin_name": "Nia New", "admin_email": "nia@new.example", "name": "Newcomer", "type": "agent", "country": "NL"}


def say(cast, **fields):
    row = TypeDefaults.objects.get_or_create(type="agent")[0]
    return services.save_type_defaults(actor=cast.gus, row=row, fields=fields)


def test_every_type_has_its_row_on_the_settings_page(cast, as_):
    client, url = as_(cast.gus), reverse("partner_settings:partner_types")
    for kind in PartnerType:
        TypeDefaults.objects.get_or_create(type=kind)
    table = client.get(url).context["table"]
    assert {row.record.type for row in table.rows} == set(PartnerType)
    for name in TypeDefaultsTable.base_columns:
        for sign in ("", "-"):
            assert client.get(url, {"sort": f"{sign}{name}"}).status_code == 200


def test_the_page_saves_and_names_what_is_impossible(cast, as_):
    row = say(cast)
    url, client = row.get_absolute_url(), as_(cast.gus)
    good = {"tier": cast.one.tier.pk, "currency": "USD", "contract_months": "24", "capacity": "3"}
    assert client.post(url, {**good, "contract_months": "0"}).status_code == 422
    assert client.post(url, good).status_code == 302
    row.refresh_from_db()
    assert (row.tier, str(row.currency), row.contract_months, row.capacity) == (cast.one.tier, "USD", 24, 3)
    assert as_(cast.ada).get(url).status_code == 403
    with pytest.raises(NotAllowed):
        services.save_type_defaults(actor=cast.ada, row=row, fields={"capacity": 1})


@pytest.mark.usefixtures("at_noon")
def test_a_new_partner_begins_as_its_type_says(cast, as_):
    say(cast, tier=cast.one.tier, currency="USD", contract_months=24, capacity=3)
    client = as_(cast.ada)
    sent = {**NEW, "tier": "", "currency": "", "owner": cast.ada.pk}
    assert client.post(reverse("partners:new"), sent).status_code == 302
    partner = Partner.objects.get(name="Newcomer")
    assert (partner.tier, str(partner.currency)) == (cast.one.tier, "USD")
    assert Member.objects.get(partner=partner).capacity == 3
    initial = client.get(reverse("partners:contract_new", args=[partner.ref])).context["form"].initial
    assert initial["ends_on"] == months_later(timezone.localdate(), 24) - timedelta(days=1)


def test_what_the_invitation_says_comes_first(cast):
    say(cast, tier=cast.one.tier, currency="USD")
    partner = services.invite_partner(actor=cast.ada, **NEW, tier=cast.two.tier, currency="GBP")
    assert (partner.tier, str(partner.currency)) == (cast.two.tier, "GBP")


def test_without_a_tier_of_its_own_a_type_begins_at_the_lowest(cast):
    assert selectors.defaults_of("agent").tier == cast.two.tier
    assert services.invite_partner(actor=cast.ada, **NEW).tier == cast.two.tier


def test_a_new_partner_is_given_the_plan_of_its_type_and_keeps_it(cast, as_):
    draft(cast, "Agents", is_given=True)
    row = TypeDefaults.objects.get_or_create(type="agent")[0]
    client, url = as_(cast.gus), row.get_absolute_url()
    good = {"tier": "", "currency": "EUR", "contract_months": "12", "capacity": "10"}
    assert client.post(url, {**good, "plan_name": "Nonsense"}).status_code == 422
    assert client.post(url, {**good, "plan_name": "Agents"}).status_code == 302
    partner = services.invite_partner(actor=cast.ada, **NEW)
    assert partner.plan_name == "Agents"
    assert "Agents" in as_(cast.ada).get(partner.get_absolute_url()).content.decode()
    say(cast, plan_name="")
    partner.refresh_from_db()
    assert partner.plan_name == "Agents", "what was agreed stays"
    assert cast.one.plan_name == "", "and who was there before keeps what it had"


def test_a_deal_is_counted_by_the_partners_own_plan_of_the_day(cast):
    """Everybody else goes on with the one for everybody, however new the other one is."""
    today = timezone.localdate()
    general = CompensationPlan.objects.create(name="All", number=1, in_force_from=today - timedelta(days=90))
    first = CompensationPlan.objects.create(
        name="Agents", number=1, is_given=True, in_force_from=today - timedelta(days=30), referral_percent=15
    )
    second = CompensationPlan.objects.create(
        name="Agents", number=2, is_given=True, in_force_from=today - timedelta(days=2), referral_percent=20
    )
    Partner.objects.filter(pk=cast.two.pk).update(plan_name="Agents")
    own = Partner.objects.get(pk=cast.two.pk)
    assert plan_in_force(today) == plan_in_force(today, cast.one) == general
    assert plan_in_force(today, own) == second
    assert plan_in_force(today - timedelta(days=10), own) == first, "frozen by the day of the registration"
    assert plan_in_force(today - timedelta(days=60), own) == general, "before its plan began"
    assert plan_in_force(today - timedelta(days=100), own) is None


def test_what_is_coming_is_counted_by_the_partners_own_plan(cast):
    deal = make(cast)[Opportunity]
    today = timezone.localdate()
    plan = {"in_force_from": today - timedelta(days=9), "outbound_percent": 10, "referral_percent": 10}
    CompensationPlan.objects.create(name="All", number=1, **plan)
    own = {**plan, "outbound_percent": 50, "referral_percent": 50}
    CompensationPlan.objects.create(name="Agents", number=1, is_given=True, **own)
    before = coming_if_won(cast.one)[0].all
    Partner.objects.filter(pk=deal.partner_id).update(plan_name="Agents")
    assert coming_if_won(Partner.objects.select_related("tier").get(pk=cast.one.pk))[0].all > before


def test_versions_of_one_name_are_for_the_same_partners(cast):
    draft(cast, "Agents", is_given=True)
    with pytest.raises(InvalidInput) as refusal:
        draft(cast, "Agents", is_given=False)
    assert set(refusal.value.fields) == {"is_given"}


def draft(cast, name, **changes):
    values = {"name": name, "referral_percent": 10, "registered_uplift": 10, "outbound_percent": 5, "cap": None}
    day = timezone.localdate() + timedelta(days=30)
    return save_plan(cast.gus, None, {**values, "in_force_from": day, **changes})


def test_the_list_of_plans_says_which_versions_count(cast, as_):
    today = timezone.localdate()
    for name, number, days, given in (("All", 1, 90, False), ("All", 2, 9, False), ("Agents", 1, 5, True)):
        CompensationPlan.objects.create(
            name=name, number=number, is_given=given, in_force_from=today - timedelta(days=days)
        )
    table = as_(cast.fay).get(reverse("incentive_settings:plans")).context["table"]
    states = {str(row.record): table.value_state(row.record) for row in table.rows}
    assert states == {"All v1": "past", "All v2": "in force", "Agents v1": "in force"}
    for plan in CompensationPlan.objects.order_by("pk"):
        assert as_(cast.fay).get(plan.get_absolute_url()).status_code == 200
