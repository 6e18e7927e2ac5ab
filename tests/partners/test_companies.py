"""A partner's facts, its states, and the programme's tiers and products."""

import pytest
from django.urls import reverse

from leads.services import seats
from partners import rules, services
from partners.enums import PartnerState
from partners.models import Partner, Product, Tier
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused

EVERY_STEP = [(old, new) for old in PartnerState for new in PartnerState if old != new]


@pytest.mark.parametrize(("old", "new"), EVERY_STEP)
def test_every_step_between_states(cast, old, new):
    """The table says which steps there are; the service takes those and no other."""
    Partner.objects.filter(pk=cast.one.pk).update(state=old)
    allowed = (str(old), str(new)) in {
        ("prospect", "active"), ("prospect", "ended"), ("active", "suspended"), ("active", "ended"),
        ("suspended", "active"), ("suspended", "ended"), ("ended", "prospect"),
    }  # fmt: skip
    if allowed:
        services.change_partner_state(actor=cast.ada, partner=cast.one, state=new, reason="Because")
    else:
        with pytest.raises(TransitionRefused):
            services.change_partner_state(actor=cast.ada, partner=cast.one, state=new, reason="Because")
    assert Partner.objects.get(pk=cast.one.pk).state == (new if allowed else old)
    assert rules.can_change_state(old, new) == allowed


def test_the_same_state_again_changes_nothing(cast):
    services.change_partner_state(actor=cast.ada, partner=cast.one, state="active")
    assert not timeline.of(cast.one, cast.ada).exists()


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_taking_something_away_needs_a_reason_that_the_partner_does_not_read(cast, as_, state):
    url = reverse("partners:state", args=[cast.one.ref])
    client = as_(cast.ada)
    assert client.post(url, {"state": state, "reason": "  "}).status_code == 422
    assert client.post(url, {"state": state, "reason": "Unpaid invoices"}).status_code == 302
    assert "Unpaid invoices" in client.get(cast.one.get_absolute_url()).content.decode()
    assert "Unpaid invoices" not in as_(cast.cleo).get(cast.one.get_absolute_url()).content.decode()


def test_a_suspended_partner_is_not_open_for_business(cast):
    services.change_partner_state(actor=cast.ada, partner=cast.one, state="suspended", reason="x")
    assert not Partner.objects.get(pk=cast.one.pk).is_open_for_business
    assert cast.one not in Partner.objects.active()


def test_the_first_activation_sets_the_day_of_joining(cast):
    Partner.objects.filter(pk=cast.one.pk).update(state="prospect", joined_on=None)
    assert services.change_partner_state(actor=cast.ada, partner=cast.one, state="active").joined_on is not None


@pytest.mark.parametrize("who", ["ben", "fay", "cleo", "carl", "dan"])
def test_states_are_the_channels_decision(cast, who):
    with pytest.raises(NotAllowed):
        services.change_partner_state(actor=getattr(cast, who), partner=cast.one, state="suspended", reason="x")


def test_a_partner_admin_edits_what_the_company_says_of_itself(cast, as_):
    url = reverse("partners:edit", args=[cast.one.ref])
    data = {"about": "We sell.", "website": "https://one.example", "city": "Utrecht", "phone": "1",
            "tier": cast.two.tier.pk, "state": "ended", "owner": cast.gus.pk, "name": "Renamed"}  # fmt: skip
    assert as_(cast.cleo).post(url, data).status_code == 302
    one = Partner.objects.get(pk=cast.one.pk)
    assert (one.about, one.city) == ("We sell.", "Utrecht")
    assert (one.name, one.tier, one.state, one.owner) == ("Partner One", cast.one.tier, "active", cast.ada)


@pytest.mark.parametrize("name", ["tier", "name", "owner", "contract_ends_on", "currency"])
def test_the_service_refuses_what_the_form_does_not_offer(cast, name):
    value = {"tier": cast.two.tier, "name": "X", "owner": cast.gus, "contract_ends_on": None, "currency": "USD"}[name]
    Partner.objects.filter(pk=cast.one.pk).update(contract_ends_on="2030-01-01")
    with pytest.raises(NotAllowed):
        services.update_partner(actor=cast.cleo, partner=cast.one, changes={name: value})


def test_a_partner_rep_and_another_partner_edit_nothing(cast):
    for who in (cast.carl, cast.dan, cast.ben, cast.fay):
        with pytest.raises(NotAllowed):
            services.update_partner(actor=who, partner=cast.one, changes={"about": "Hacked"})


def test_a_channel_manager_edits_everything_and_the_names_of_the_fields_are_told(cast, as_):
    services.update_partner(actor=cast.ada, partner=cast.one, changes={"tier": cast.two.tier, "city": "Delft"})
    sentence = timeline.of(cast.one, cast.cleo).get().sentence
    assert "tier" in sentence and "city" in sentence


def test_an_owner_must_run_the_channel(cast):
    with pytest.raises(InvalidInput) as refusal:
        services.update_partner(actor=cast.ada, partner=cast.one, changes={"owner": cast.ben})
    assert set(refusal.value.fields) == {"owner"}


def test_renaming_to_a_name_that_is_taken(cast, as_):
    response = as_(cast.ada).post(reverse("partners:edit", args=[cast.one.ref]), {"name": "partner TWO"})
    assert response.status_code == 422
    with pytest.raises(InvalidInput):
        services.update_partner(actor=cast.ada, partner=cast.one, changes={"name": "partner TWO"})
    assert Partner.objects.get(pk=cast.one.pk).name == "Partner One"


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "not a url at all"])
def test_a_website_is_a_web_address(cast, as_, website):
    response = as_(cast.cleo).post(reverse("partners:edit", args=[cast.one.ref]), {"website": website})
    assert response.status_code == 422


@pytest.mark.parametrize("who", ["ada", "ben", "cleo"])
def test_only_administrators_change_the_programme(cast, who):
    with pytest.raises(NotAllowed):
        services.save_tier(actor=getattr(cast, who), tier=None, fields={"name": "Platinum", "rank": 9})
    with pytest.raises(NotAllowed):
        services.save_product(actor=getattr(cast, who), product=None, fields={"code": "x", "name": "X", "family": "x"})


def test_tiers_and_products_are_made_and_changed(cast, as_):
    client = as_(cast.gus)
    tier = {"name": "Platinum", "rank": 9, "uplift_points": "2.5", "benefits": "All"}
    assert client.post(reverse("partner_settings:tier_new"), tier).status_code == 302
    made = Tier.objects.get(name="Platinum")
    url = reverse("partner_settings:tier", args=[made.ref])
    assert client.post(url, {**tier, "rank": cast.one.tier.rank}).status_code == 422
    assert client.post(url, {**tier, "name": "Diamond"}).status_code == 302
    assert Tier.objects.get(pk=made.pk).name == "Diamond"


def test_a_products_code_stays(cast, as_):
    url = reverse("partner_settings:product", args=[cast.product.ref])
    data = {"name": "GTX Professional", "code": "other", "family": "gtx", "is_active": "on"}
    assert as_(cast.gus).post(url, data).status_code == 302
    product = Product.objects.get(pk=cast.product.pk)
    assert (product.name, product.code) == ("GTX Professional", "gtx-pro")
    with pytest.raises(InvalidInput):
        services.save_product(actor=cast.gus, product=product, fields={"code": "other"})


def test_an_administrator_says_what_reaches_a_sales_rep(cast, as_):
    client, url = as_(cast.gus), reverse("partner_settings:sales_rep", args=[cast.ben.ref])
    assert "Ben" in client.get(reverse("partner_settings:sales_reps")).content.decode()
    assert client.post(url, {"products": cast.product.pk, "capacity": "0"}).status_code == 422
    assert client.post(url, {"products": cast.product.pk, "capacity": "7"}).status_code == 302
    seat = next(seat for seat in seats.staff_seats(cast.one) if seat.key == cast.ben.ref)
    assert (seat.capacity, seat.products) == (7, {cast.product.code})
    assert cast.product.name in client.get(reverse("partner_settings:sales_reps")).content.decode()
    assert client.get(reverse("partner_settings:sales_rep", args=[cast.ada.ref])).status_code == 404
    for person, user, error in ((cast.ada, cast.ben, NotAllowed), (cast.gus, cast.carl, InvalidInput)):
        with pytest.raises(error):
            services.save_sales_rep(actor=person, user=user, products=[], capacity=5)
