"""What rows of partners and of leads become."""

import pytest

from leads.enums import LeadState
from leads.models import Contact, Lead, Passage
from partners.enums import PartnerState, PartnerType
from partners.models import Campaign, Partner
from prm.core.models import TimelineEntry

from .files import csv_bytes, run

pytestmark = pytest.mark.django_db

PARTNERS = [
    ("id", "name", "type", "tier", "country", "website", "status", "owner", "currency", "partner since"),
    ("7", "Kestrel", "VAR", "gold", "Germany", "kestrel.example", "Active", "ada@example.com", "EUR", "2024-02-01"),
    ("8", "Lumen", "", "", "", "", "", "", "", ""),
]
NEED = "Needs sensors in nine halls by spring, please"
LEADS = [
    ("Lead Number", "Company", "Name", "E-mail", "Country", "Message", "Lead Source", "Budget", "Employees", "Sector"),
    (1, "Acme BV", "Ann", "ann@acme.example", "NL", NEED, "Trade show", 9000, 120, "medical"),
    (2, "Boreas", "", "bo@boreas.example", "Sweden", "", "", "", "", ""),
    (3, "", "Cy", "cy@c.example", "NL", "", "", "", "", ""),
    (4, "Delta", "Di", "not an address", "NL", "", "", "", "", ""),
    (5, "Echo", "", "", "NL", "", "", "", "", ""),
]  # fmt: skip


def test_partners(cast) -> None:
    report = run(csv_bytes(PARTNERS), kind="partners", actor=cast.ada)
    assert (report.made, report.refused) == (2, 0), report.problems
    kestrel, lumen = Partner.objects.filter(source="import").order_by("external_id")
    assert (kestrel.type, kestrel.tier.name, kestrel.country, kestrel.state) == (
        PartnerType.RESELLER,
        "Gold",
        "DE",
        PartnerState.ACTIVE,
    )
    assert (kestrel.website, kestrel.owner) == ("https://kestrel.example", cast.ada)
    assert (lumen.tier.name, lumen.state, lumen.owner) == ("Silver", PartnerState.PROSPECT, cast.ada)
    assert Campaign.objects.filter(partner=lumen, is_default=True).exists()
    assert run(csv_bytes(PARTNERS), kind="partners", actor=cast.ada).unchanged == 2


def test_partners_known_by_name_are_changed_and_states_go_legal_ways(cast) -> None:
    rows = [("name", "status", "city"), ("partner one", "Prospect", "Utrecht"), ("Partner Two", "suspended", "Bremen")]
    report = run(csv_bytes(rows), kind="partners", actor=cast.ada)
    assert (report.made, report.updated) == (0, 1)
    assert "“Active” cannot become “Prospect”" in report.problems[0].sentence
    cast.two.refresh_from_db()
    assert (cast.two.state, cast.two.city, cast.two.type) == (PartnerState.SUSPENDED, "Bremen", PartnerType.RESELLER)


def test_leads_go_through_the_same_door_as_typed_ones(cast) -> None:
    report = run(csv_bytes(LEADS), kind="leads", actor=cast.ada)
    assert (report.read, report.made, report.refused) == (5, 2, 3)
    assert [problem.line for problem in report.problems] == [4, 5, 6]
    acme, boreas = Lead.objects.order_by("external_id")
    assert (acme.state, acme.customer.industry, acme.customer.size) == (LeadState.QUALIFIED, "health", "50-249")
    assert acme.score and acme.rank and acme.score_lines
    assert (boreas.state, boreas.contact.name) == (LeadState.HELD, "bo@boreas.example")
    assert set(Passage.objects.filter(lead=acme).order_by("pk").values_list("step", flat=True)) == {
        "lead",
        "qualified",
    }
    assert run(csv_bytes(LEADS), kind="leads", actor=cast.ada).unchanged == 2


def test_leads_without_ids_are_known_by_what_they_say(cast) -> None:
    rows = [row[1:] for row in LEADS[:2]]
    assert run(csv_bytes(rows), kind="leads").made == 1
    assert run(csv_bytes(rows), kind="leads").unchanged == 1
    assert Lead.objects.get().external_id == ""


def test_a_held_lead_that_the_file_completes_goes_on(cast) -> None:
    run(csv_bytes(LEADS[:1] + LEADS[2:3]), kind="leads", actor=cast.ada)
    fuller = (
        2,
        "Boreas",
        "",
        "bo@boreas.example",
        "Sweden",
        "Wants forty sensors and a gateway for the new plant",
        "Event",
        60000,
        900,
        "",
    )
    assert run(csv_bytes([LEADS[0], fuller]), kind="leads", actor=cast.ada).updated == 1
    lead = Lead.objects.get()
    assert (lead.state, lead.value.amount) == (LeadState.QUALIFIED, 60000)
    Lead.objects.update(state=LeadState.WITHDRAWN)
    report = run(csv_bytes([LEADS[0], LEADS[2]]), kind="leads", actor=cast.ada)
    assert "an import does not change it any more" in report.problems[0].sentence
    assert Contact.objects.count() == 1
    assert TimelineEntry.objects.filter(object_id=lead.pk, sentence__startswith="Changed by an import").count() == 1
