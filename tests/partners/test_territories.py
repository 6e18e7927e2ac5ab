"""Who covers what: clear answers to rules that are unknown, empty or contradict themselves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partners import selectors, services
from partners.coverage import rules_in_words
from partners.models import Territory
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed


def make(cast, **fields):
    return services.create_territory(actor=cast.ada, **{"name": "North", "partner": cast.one, **fields})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"countries": ["XX"]}, "countries"),
        ({"countries": ["Netherlands"]}, "countries"),
        ({"products": ["no-such-product"]}, "products"),
        ({}, "covers_everything"),
        ({"countries": ["", "  "]}, "covers_everything"),
        ({"postal_prefixes": ["10"]}, "countries"),
        ({"countries": ["NL"], "postal_prefixes": ["10", "-"]}, "postal_prefixes"),
        ({"countries": ["NL"], "valid_from": timezone.localdate(), "valid_until": timezone.localdate() - timedelta(1)},
         "valid_until"),
        ({"countries": ["NL"], "valid_until": timezone.localdate() - timedelta(1)}, "valid_until"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_meant_are_refused_by_name(cast, fields, field):
    with pytest.raises(InvalidInput) as refusal:
        make(cast, **fields)
    assert set(refusal.value.fields) == {field}
    assert not Territory.objects.filter(name="North").exists()


def test_everything_may_be_covered_when_it_is_meant(cast):
    territory = make(cast, covers_everything=True)
    assert rules_in_words(territory) == "everything"


def test_values_are_tidied(cast):
    territory = make(cast, countries=["nl", "NL", " be "], regions=[" Drenthe ", ""], postal_prefixes=["10", "10"])
    assert (territory.countries, territory.regions) == (["NL", "BE"], ["Drenthe"])
    assert territory.postal_prefixes == ["10"]


def test_it_belongs_to_a_partner_or_to_a_sales_rep_never_to_both_or_none(cast):
    for owners in ({"partner": None}, {"partner": cast.one, "staff": cast.ben}):
        with pytest.raises(InvalidInput):
            make(cast, countries=["NL"], **owners)
    with pytest.raises(InvalidInput) as refusal:
        make(cast, countries=["NL"], member=cast.dan.member)
    assert set(refusal.value.fields) == {"member"}
    with pytest.raises(InvalidInput):
        make(cast, countries=["NL"], partner=None, staff=cast.carl)


@pytest.mark.parametrize("who", ["ben", "fay", "cleo", "carl", "dan"])
def test_only_the_channel_decides(cast, who):
    territory = Territory.objects.get(partner=cast.one)
    actor = getattr(cast, who)
    for act in (
        lambda: services.create_territory(actor=actor, name="N", partner=cast.one, countries=["NL"]),
        lambda: services.edit_territory(actor=actor, territory=territory, precedence=9),
        lambda: services.end_territory(actor=actor, territory=territory),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_page_makes_edits_and_ends_one(cast, as_):
    client = as_(cast.ada)
    data = {"name": "North", "partner": cast.one.ref, "member": cast.carl.member.ref, "countries": ["NL", "DE"],
            "postal_prefixes": "10, 11\n12", "precedence": 5}  # fmt: skip
    response = client.post(reverse("partners:territory_new"), data)
    territory = Territory.objects.get(name="North")
    assert response["Location"] == territory.get_absolute_url()
    assert territory.postal_prefixes == ["10", "11", "12"] and territory.member == cast.carl.member
    url = reverse("partners:territory_edit", args=[territory.ref])
    page = client.get(url).content.decode()
    assert "10, 11, 12" in page and f'value="{cast.carl.member.ref}" selected' in page
    assert client.post(url, {**data, "postal_prefixes": "99"}).status_code == 302
    assert Territory.objects.get(pk=territory.pk).postal_prefixes == ["99"]
    for _twice in range(2):
        assert client.post(reverse("partners:territory_end", args=[territory.ref])).status_code == 302
    assert not Territory.objects.get(pk=territory.pk).is_in_force
    told = [entry.sentence for entry in timeline.of(cast.one, cast.cleo)]
    assert len([sentence for sentence in told if "ended" in sentence]) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"countries": ["QQ"]},
        {"countries": ["NL"], "precedence": 99999},
        {"countries": ["NL"], "postal_prefixes": "1234567890123"},
        {"countries": ["NL"], "valid_from": "31-31-2026"},
        {"countries": ["NL"], "partner": "P-000000"},
        {"countries": ["NL"], "staff": "U-000000"},
        {"industries": ["astrology"]},
        {"products": ["nothing"]},
    ],
)
def test_bad_input_on_the_page_names_its_field(cast, as_, data):
    sent = {"name": "North", "partner": cast.one.ref, "precedence": 0, **data}
    response = as_(cast.ada).post(reverse("partners:territory_new"), sent)
    assert response.status_code == 422 and response.context["form"].errors
    assert not Territory.objects.filter(name="North").exists()


def test_overlaps_count_every_dimension(cast):
    here = make(cast, countries=["NL"], industries=["health"])
    other = make(cast, name="Elsewhere", countries=["NL"], industries=["energy"])
    wide = make(cast, name="Wide", industries=["health", "energy"], precedence=3)
    found = list(selectors.overlapping(cast.ada, here))
    assert wide in found and other not in found
    assert found[0] == wide
