"""A lead of the vendor's is entered and checked: it passes, or is held with what is missing."""

import pytest

from leads.enums import Direction, LeadState, Rank, Step
from leads.models import Customer, Lead, Passage
from leads.services import entering, qualifying, routing
from prm.core.errors import InvalidInput, NotAllowed
from prm.promises.enums import Kind
from prm.promises.enums import State as PromiseState
from prm.promises.models import Promise

from .conftest import fresh, lead_data, promise

pytestmark = pytest.mark.django_db


def test_a_good_lead_is_scored_and_waits_for_routing(cast):
    lead = entering.receive_outbound(cast.ada, lead_data())
    assert (lead.state, lead.direction, lead.partner) == (LeadState.QUALIFIED, Direction.OUTBOUND, None)
    assert lead.rank == Rank.HOT
    assert lead.score == sum(line["points"] for line in lead.score_lines)
    assert lead.customer.identity == "d:canary-mill.example"
    assert list(Passage.objects.filter(lead=lead).values_list("step", flat=True)) == [Step.LEAD, Step.QUALIFIED]


def test_a_lead_that_lacks_something_is_held_with_reasons_and_a_clock(cast):
    lead = entering.receive_outbound(cast.ben, lead_data(country="", contact_email="", contact_phone=""))
    assert lead.state == LeadState.HELD
    assert lead.missing == ["contact_way", "country"]
    assert promise(lead, Kind.REVIEW_HELD_LEAD).owed_by == cast.ada
    routing.route()
    assert fresh(lead).state == LeadState.HELD


def test_a_held_lead_goes_on_when_completed(cast):
    lead = entering.receive_outbound(cast.ben, lead_data(country=""))
    lead = qualifying.complete_lead(cast.ben, lead, {"country": "NL", "industry": ""})
    assert lead.state == LeadState.QUALIFIED
    assert fresh(lead.customer).country == "NL"
    assert promise(lead, Kind.REVIEW_HELD_LEAD).state == PromiseState.RELEASED


def test_a_held_lead_stays_held_while_something_lacks(cast):
    lead = entering.receive_outbound(cast.ben, lead_data(country="", need=""))
    lead = qualifying.complete_lead(cast.ben, lead, {"country": "NL"})
    assert (lead.state, lead.missing) == (LeadState.HELD, ["need"])


def test_staff_let_a_held_lead_through_or_disqualify_it(cast):
    through = entering.receive_outbound(cast.ben, lead_data(country=""))
    assert qualifying.qualify_lead(cast.ben, through).state == LeadState.QUALIFIED
    out = entering.receive_outbound(
        cast.ben, lead_data(company="Other", website="", contact_email="", contact_phone="")
    )
    assert qualifying.disqualify_lead(cast.ben, out, "A student").state == LeadState.DISQUALIFIED
    assert not Promise.objects.about(out).open().exists()


def test_a_lead_kept_back_is_offered_to_nobody(cast):
    lead = entering.receive_outbound(cast.ada, lead_data(keep=True))
    assert (lead.state, lead.missing) == (LeadState.HELD, ["kept"])


def test_the_same_person_again_is_held_as_a_duplicate(cast):
    first = entering.receive_outbound(cast.ada, lead_data())
    second = entering.receive_outbound(cast.ada, lead_data(company="CANARY MILL BV", website="canary-mill.example."))
    assert (second.state, second.missing) == (LeadState.HELD, ["duplicate"])
    assert (second.customer_id, second.contact_id) == (first.customer_id, first.contact_id)


def test_an_external_id_is_taken_once(cast):
    first = entering.receive_outbound(None, lead_data(source="crm", external_id="77"))
    again = entering.receive_outbound(None, lead_data(source="crm", external_id="77", company="Renamed"))
    other = entering.receive_outbound(None, lead_data(source="forms", external_id="77"))
    assert again.pk == first.pk
    assert other.pk != first.pk
    assert Lead.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": " !! "}, "company"),
        ({"contact_name": " "}, "contact_name"),
        ({"contact_email": "no"}, "contact_email"),
        ({"value": -1}, "value"),
    ],
)
def test_what_cannot_be_a_lead_is_refused_by_field(cast, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        entering.receive_outbound(cast.ada, lead_data(**changes))
    assert field in refusal.value.fields
    assert not Customer.objects.exists()


@pytest.mark.parametrize("who", ["carl", "cleo", "fay"])
def test_only_selling_staff_enter_the_vendors_leads(cast, who):
    with pytest.raises(NotAllowed):
        entering.receive_outbound(getattr(cast, who), lead_data())
