"""Held leads: what each lacks, completed one by one or many at once, and checked again after a change of the rules."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads import tasks
from leads.enums import LeadState, Step
from leads.models import LeadPolicy, Offer, Passage, ScoringRule
from leads.services import entering, holding, policies, qualifying, routing, working
from leads.tables import HeldTable
from partners.models import Product
from prm.core.errors import NotAllowed
from prm.outbox.models import Message

from .conftest import fresh, lead_data, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast):
    """`held(name, **changes)`: a lead of a company of this name, held for want of a country unless changed."""

    def enter(name, **changes):
        values = {"company": name, "website": f"{name.lower()}.example", "country": ""} | changes
        return entering.receive_outbound(cast.ada, lead_data(**values))

    return enter


def complete_url(*leads):
    return reverse("leads:held_complete") + "?" + "&".join(f"lead={lead.ref}" for lead in leads)


def passed(lead):
    return list(Passage.objects.filter(lead=lead, step=Step.QUALIFIED))


def test_the_list_says_what_each_lacks_and_how_many_points(cast, as_, held):
    ScoringRule.objects.update(points=5)
    LeadPolicy.objects.update(minimum_score=15)
    held("Alpha")
    held("Beta", country="NL", contact_title="", contact_phone="", need="Yes", value=None, size="", lead_source="cold")
    text = page(as_(cast.ben), "leads:held")
    assert "the country" in text
    assert "10 points: it has 5 of the 15 that are needed" in text
    assert "Alpha" not in page(as_(cast.ben), "leads:held", missing="score")


def test_a_file_of_the_held_leads_says_the_same(cast, as_, held):
    lead = held("Alpha", contact_email="", contact_phone="")
    text = page(as_(cast.ada), "leads:held", export="csv")
    assert "an e-mail address or a phone number; the country" in text and lead.ref in text and "<" not in text


def test_the_list_asks_as_often_for_thirty_rows_as_for_one(cast, as_, held):
    client = as_(cast.ada)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            page(client, "leads:held")
        return len(asked)

    held("Alpha")
    page(client, "leads:held")
    few = cost()
    for number in range(30):
        held(f"More{number}")
    assert cost() == few <= 15


def test_every_column_sorts_both_ways(cast, as_, held):
    held("Alpha")
    client = as_(cast.ada)
    for name, column in HeldTable.base_columns.items():
        if column.orderable is not False:
            for sort in (name, f"-{name}"):
                assert "Alpha" in page(client, "leads:held", sort=sort)


def test_one_is_completed_and_released_on_one_page(cast, as_, held):
    lead = held("Alpha", need="", product=None)
    client = as_(cast.ben)
    text = page(client, "leads:qualify", lead.ref)
    assert text.index("What is missing") < text.index('name="country"') < text.index("What else is known of it")
    answer = client.post(
        reverse("leads:qualify", args=[lead.ref]), {"decision": "complete", "country": "NL", "need": "Forty chairs"}
    )
    assert answer.status_code == 302
    assert fresh(lead).state == LeadState.QUALIFIED
    assert len(passed(lead)) == 1


def test_a_value_can_be_added_when_the_policy_asks_for_it(cast, as_, held):
    LeadPolicy.objects.update(required=["value"])
    lead = held("Alpha", value=None)
    assert lead.missing == ["value"]
    data = {"decision": "complete", "value": "1200", "currency": "USD"}
    as_(cast.ben).post(reverse("leads:qualify", args=[lead.ref]), data)
    assert (fresh(lead).state, str(fresh(lead).value)) == (LeadState.QUALIFIED, "$1,200.00")


def test_many_are_completed_at_once_and_each_that_stays_says_why(cast, as_, held):
    Product.objects.update_or_create(code="chairs", defaults={"name": "Chairs", "is_active": True})
    chairs = Product.objects.get(code="chairs")
    good, poor, known = held("Alpha"), held("Beta", contact_email="", contact_phone=""), held("Gamma", need="")
    client = as_(cast.ben)
    answer = client.post(complete_url(good, poor, known), {"country": "NL", "product": chairs.pk}, follow=True)
    assert [fresh(lead).state for lead in (good, poor, known)] == ["qualified", "held", "qualified"]
    text = answer.content.decode()
    assert "1 lead still lacks what is said beside it; 2 went on." in text
    assert "an e-mail address or a phone number" in text
    assert len(passed(good)) == len(passed(known)) == 1 and not passed(poor)
    routing.route()
    assert Offer.objects.filter(lead__in=[good, known], state="open").count() == 2


def test_what_is_known_is_not_overwritten(cast, as_, held):
    lead = held("Alpha", country="BE", need="", product=None)
    other = held("Beta")
    as_(cast.ben).post(complete_url(lead, other), {"country": "NL", "industry": "retail"})
    assert (str(fresh(lead.customer).country), fresh(lead.customer).industry) == ("BE", "manufacturing")
    assert str(fresh(other.customer).country) == "NL"


def test_a_lead_that_went_on_meanwhile_is_left_alone(cast, held):
    lead, gone = held("Alpha"), held("Beta")
    qualifying.disqualify_lead(cast.ben, gone, "A student")
    result = holding.complete_many(cast.ben, [gone, lead], {"country": "NL"})
    assert [row.state for row in result] == [LeadState.DISQUALIFIED, LeadState.QUALIFIED]
    assert str(fresh(gone.customer).country) == ""


def test_nothing_chosen_and_strange_references_lead_back_to_the_list(cast, as_, held):
    held("Alpha")
    for query in ("", "?lead=L-0000000", "?lead="):
        answer = as_(cast.ada).get(reverse("leads:held_complete") + query, follow=True)
        assert "Tick the leads first" in answer.content.decode()


def test_only_people_who_may_qualify_complete(cast, held):
    lead = held("Alpha")
    for person in (cast.fay, cast.cleo):
        with pytest.raises(NotAllowed):
            holding.complete_many(person, [lead], {"country": "NL"})


def test_changed_rules_release_whoever_passes_now_and_tell_nobody_twice(cast, held):
    lead, poor, kept = held("Alpha"), held("Beta", need="", product=None), held("Gamma", country="NL", keep=True)
    told = Message.objects.count()
    assert holding.recheck_held(cast.ada) == holding.Rechecked(3, 0, 0)
    assert Message.objects.count() == told
    policies.change_policy(cast.ada, {"required": ["need"]})
    assert holding.recheck_held(cast.ada) == holding.Rechecked(3, 1, 0)
    assert [fresh(row).state for row in (lead, poor, kept)] == ["qualified", "held", "held"]
    assert fresh(kept).missing == ["kept"]
    assert len(passed(lead)) == 1


def test_all_are_checked_again_from_the_page(cast, as_, held):
    lead = held("Alpha")
    LeadPolicy.objects.update(required=[])
    answer = as_(cast.ben).post(reverse("leads:held_recheck"), follow=True)
    assert "1 of 1 held leads went on" in answer.content.decode()
    assert fresh(lead).state == LeadState.QUALIFIED


def test_beyond_the_first_the_bulk_queue_checks(cast, held):
    leads = [held(name) for name in ("Alpha", "Beta", "Gamma")]
    LeadPolicy.objects.update(required=[])
    assert holding.recheck_held(cast.ada, limit=1) == holding.Rechecked(1, 1, 2)
    tasks.recheck_held()
    assert {fresh(lead).state for lead in leads} == {LeadState.QUALIFIED}


def test_a_double_passes_once_the_earlier_lead_is_closed(cast, held):
    first = held("Alpha", country="NL")
    second = held("Alpha", country="NL")
    assert second.missing == ["duplicate"]
    holding.recheck_held(cast.ada)
    assert fresh(second).state == LeadState.HELD
    working.withdraw_lead(cast.ada, first)
    holding.recheck_held(cast.ada)
    assert fresh(second).state == LeadState.QUALIFIED
