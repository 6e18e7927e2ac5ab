"""Types of partner: what an administrator says a new one begins with, and that it does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partners import selectors, services
from partners.enums import PartnerType
from partners.models import Member, Partner, TypeDefaults
from partners.tables import TypeDefaultsTable
from prm.core.errors import NotAllowed
from prm.core.quarters import months_later

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
