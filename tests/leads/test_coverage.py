"""Where territories overlap, what falls between them, and who would get a lead that does not exist."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.coverage import selectors
from leads.coverage.comparing import (
    BY_SCORE,
    DEPENDS,
    FIRST,
    SECOND,
    Holding,
    Segment,
    holes,
    meets,
    overlaps,
    uncovered,
    winner,
)
from leads.routing import area
from partners.models import Partner, Territory
from tests.unchanged import unchanged


def holding(name, group="", **rules):
    return Holding(name, "/", name, group or name, area(name, **rules))


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ({}, {}, True),
        ({"countries": ["NL"]}, {}, True),
        ({"countries": ["NL"]}, {"countries": ["nl", "BE"]}, True),
        ({"countries": ["NL"]}, {"countries": ["BE"]}, False),
        ({"regions": ["Noord  Holland"]}, {"regions": ["noord holland"]}, True),
        ({"countries": ["NL"], "industries": ["health"]}, {"countries": ["NL"], "industries": ["retail"]}, False),
        ({"postal_prefixes": ["10"]}, {"postal_prefixes": ["1012"]}, True),
        ({"postal_prefixes": ["10"]}, {"postal_prefixes": ["20"]}, False),
        ({"postal_prefixes": ["10"]}, {}, True),
        ({"sizes": ["1-9"], "products": ["a"]}, {"sizes": ["1-9"], "products": ["b"]}, False),
    ],
)
def test_two_areas_meet_when_some_lead_could_fall_into_both(one, other, answer):
    assert meets(area("a", **one), area("b", **other)) is answer
    assert meets(area("b", **other), area("a", **one)) is answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ({"countries": ["NL"]}, {"countries": ["NL"]}, BY_SCORE),
        ({"countries": ["NL"]}, {}, FIRST),
        ({"countries": ["NL"]}, {"countries": ["NL"], "industries": ["health"]}, SECOND),
        ({"postal_prefixes": ["10"]}, {"postal_prefixes": ["1012"]}, SECOND),
        ({"postal_prefixes": ["10", "2011"]}, {"postal_prefixes": ["1012", "20"]}, DEPENDS),
    ],
)
def test_the_narrower_of_two_wins_as_the_engine_would_have_it(one, other, answer):
    assert winner(area("a", **one), area("b", **other)) == answer


def test_areas_of_one_partner_and_of_other_precedences_do_not_compete():
    rows = [
        holding("everywhere", group="p1"),
        holding("home", group="p1", countries=["NL"]),
        holding("rival", group="p2", countries=["NL", "BE"]),
        holding("above", group="p3", countries=["NL"], precedence=5),
    ]
    found = {(pair.first.ref, pair.second.ref) for pair in overlaps(rows)}
    assert found == {("everywhere", "rival"), ("home", "rival")}


def test_a_pair_that_shares_many_countries_is_named_once_and_pairs_are_capped():
    rows = [holding(str(number), countries=["NL", "BE", "DE"]) for number in range(30)]
    assert len(overlaps(rows)) == 30 * 29 // 2
    assert len(overlaps(rows, most=100)) == 100


def test_an_area_that_covers_everything_leaves_no_hole_and_one_that_covers_nothing_fills_none():
    counted = Counter({Segment(country="FR"): 2, Segment(): 1})
    assert holes(counted, [area("everything")]) == []
    assert sum(hole.leads for hole in holes(counted, [])) == 3


def test_holes_are_whole_countries_or_a_kind_of_lead_within_one():
    counted = Counter(
        {
            Segment(country="FR", industry="health"): 2,
            Segment(country="FR", industry="retail"): 1,
            Segment(country="NL", industry="health", product="gtx-pro"): 4,
            Segment(country="NL", industry="retail"): 9,
        }
    )
    found = holes(counted, [area("shops", countries=["NL"], industries=["retail"])])
    assert [(hole.country, hole.industry, hole.whole_country, hole.leads) for hole in found] == [
        ("NL", "health", False, 4),
        ("FR", "", True, 3),
    ]


def test_what_is_covered_by_postcode_is_no_hole():
    amsterdam, utrecht = (Segment(country="NL", postcode=code) for code in ("1012 AB", "3511 XX"))
    assert uncovered([amsterdam, utrecht], [area("a", countries=["NL"], postal_prefixes=["10"])]) == {utrecht}


def test_recent_leads_outside_every_territory_are_counted_and_opened(cast, outbound, as_):
    for number, country in enumerate(["FR", "FR", "NL"]):
        outbound(company=f"Mill {number}", website="", contact_email=f"a@mill{number}.example", country=country)
    client = as_(cast.ada)
    rows = client.get(reverse("leads:holes")).context["table"].rows
    assert [(row.record.country, row.record.leads) for row in rows] == [("FR", 2)]
    shown = client.get(reverse("leads:uncovered"), {"country": "FR"}).context["table"].rows
    assert {row.record.customer.country for row in shown} == {"FR"} and len(shown) == 2
    assert len(client.get(reverse("leads:uncovered"), {"country": "NL"}).context["table"].rows) == 0


def test_a_partner_that_cannot_get_leads_covers_nothing(cast, outbound):
    outbound()
    assert selectors.holes() == []
    Partner.objects.filter(pk=cast.one.pk).update(contract_ends_on=timezone.localdate() - timedelta(1))
    assert [hole.country for hole in selectors.holes()] == ["NL"]


def test_overlaps_of_partners_and_of_sales_reps_stand_in_one_list(cast, as_):
    Territory.objects.create(name="Holland too", partner=cast.two, countries=["NL"])
    Territory.objects.create(name="Ended", partner=cast.two, countries=["NL"], is_active=False)
    Territory.objects.create(name="Also Europe", staff=cast.ada, countries=["BE"])
    page = as_(cast.ada).get(reverse("leads:overlaps"))
    found = {(row.record.first.area.name, row.record.second.area.name) for row in page.context["table"].rows}
    assert found == {("Benelux", "Holland too"), ("Also Europe", "Europe")}
    text = as_(cast.ada).get(reverse("leads:overlaps"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "Neither is narrower" in text and "Holland too" in text


COUNTS = {"leads:holes": 5, "leads:overlaps": 4, "leads:uncovered": 7}


@pytest.mark.parametrize("name", COUNTS)
def test_the_lists_ask_as_often_for_many_rows_and_sort_both_ways(cast, as_, outbound, django_assert_num_queries, name):
    client = as_(cast.ada)

    def more(count):
        for number in range(count):
            company = f"M{count} {number}"
            email = f"a@m{count}-{number}.example"
            outbound(company=company, website="", contact_email=email, country="FR")
            Territory.objects.create(name=company, partner=cast.two if number % 2 else cast.one, countries=["PL"])

    more(2)
    client.get(reverse(name))
    with django_assert_num_queries(COUNTS[name]):
        page = client.get(reverse(name))
    more(6)
    with django_assert_num_queries(COUNTS[name]):
        client.get(reverse(name))
    for column, made in page.context["table"].base_columns.items():
        if made.orderable is not False and column not in ("partner", "member"):
            assert client.get(reverse(name), {"sort": column}).status_code == 200
            assert client.get(reverse(name), {"sort": f"-{column}"}).status_code == 200


def test_the_engine_answers_about_a_lead_that_does_not_exist(cast, as_):
    client = as_(cast.ada)
    with unchanged("asking"):
        page = client.get(reverse("leads:who_would_get"), {"country": "NL", "rank": "hot", "value": "60000"})
    answer = page.context["answer"]
    assert answer.decision.chosen in (cast.carl.ref, cast.cleo.ref)
    assert {line.group_name for line in answer.able} == {"Partner One"}
    assert [line.refused for line in answer.refused] == ["Outside the territory."]
    assert answer.decision.sentence in page.content.decode()


def test_where_no_territory_reaches_the_answer_says_so(cast, as_):
    page = as_(cast.ada).get(reverse("leads:who_would_get"), {"country": "JP"})
    assert page.context["answer"].decision.chosen is None
    assert "No territory covers it." in page.content.decode()


@pytest.mark.parametrize("query", [{"country": "XX"}, {"value": "-1"}, {"value": "NaN"}, {"postcode": "1" * 50}])
def test_facts_that_make_no_sense_are_named(cast, as_, query):
    page = as_(cast.ada).get(reverse("leads:who_would_get"), query)
    assert page.status_code == 200 and page.context["answer"] is None
    assert set(page.context["form"].errors) == set(query)


def test_a_hole_leads_to_a_territory_that_fills_it(cast, as_):
    page = as_(cast.ada).get(reverse("partners:territory_new"), {"country": "FR", "industry": "health"})
    assert page.context["form"].initial["countries"] == ["FR"]
    assert page.context["form"].initial["industries"] == ["health"]
