"""The lists of leads and offers: queries, sorting, filters, search, export."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads import selectors
from leads.models import Lead, LeadPolicy
from leads.services import entering, routing
from leads.tables import LeadTable, OfferTable
from partners.models import Member

from .conftest import lead_data, page

pytestmark = pytest.mark.django_db


def fill(cast, count):
    Member.objects.update(capacity=1000)
    LeadPolicy.objects.update(hops=9)
    for number in range(count):
        entering.receive_outbound(cast.ada, lead_data(company=f"Firm {number}", website=f"firm{number}.example"))
        entering.submit_inbound(cast.cleo, lead_data(company=f"Own {number}", website=f"own{number}.example"))
    routing.route(limit=1000)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_lists_ask_as_often_for_thirty_rows_as_for_one(cast, as_):
    clients = {who: as_(getattr(cast, who)) for who in ("ada", "cleo")}

    def costs():
        lists = [f"{reverse(name)}?per_page=100" for name in ("leads:list", "offers:list")]
        return {(who, url): queries(client, url) for who, client in clients.items() for url in lists}

    fill(cast, 1)
    few = costs()
    fill_more(cast)
    assert costs() == few


def fill_more(cast):
    for number in range(30):
        entering.receive_outbound(cast.ada, lead_data(company=f"More {number}", website=f"more{number}.example"))
        entering.submit_inbound(cast.cleo, lead_data(company=f"Also {number}", website=f"also{number}.example"))
    routing.route(limit=1000)


@pytest.mark.parametrize(("name", "table"), [("leads:list", LeadTable), ("offers:list", OfferTable)])
def test_every_column_sorts_both_ways(cast, as_, name, table):
    fill(cast, 3)
    client = as_(cast.ada)
    for column in table.base_columns:
        for sign in ("", "-"):
            page(client, name, sort=f"{sign}{column}")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "Firm"},
        {"q": "L-000000"},
        {"state": "offered"},
        {"rank": "hot"},
        {"direction": "inbound"},
        {"show": "mine"},
        {"show": "open"},
        {"country": "NL"},
        {"q": "%_'\"<script>"},
        {"state": "nonsense"},
        {"sort": "nonsense"},
        {"page": "99"},
    ],
)
def test_lists_take_any_filter(cast, as_, query):
    fill(cast, 1)
    for who in (cast.ada, cast.carl):
        page(as_(who), "leads:list", **query)


def test_a_search_finds_by_company_contact_and_reference(cast, as_, accepted):
    client = as_(cast.ada)
    for text in ("canary", "zebulon", "quist@canary", accepted.ref.lower()):
        assert accepted.ref in page(client, "leads:list", q=text)
    assert accepted.ref not in page(client, "leads:list", q="nobody")


def test_an_export_is_what_is_filtered_and_harmless(cast, as_):
    entering.submit_inbound(cast.carl, lead_data(company="=cmd|' /C calc'!A0", website=""))
    entering.submit_inbound(cast.carl, lead_data(company="Plain", website="plain.example"))
    text = as_(cast.carl).get(reverse("leads:list"), {"export": "csv"}).content.decode()
    assert "'=cmd" in text and "Plain" in text
    assert "Plain" not in as_(cast.carl).get(reverse("leads:list"), {"export": "csv", "q": "cmd"}).content.decode()


def test_a_lead_is_found_by_what_its_partner_entered_not_by_what_we_call_the_company(cast, inbound) -> None:
    lead = inbound(company="Backstube Süd")
    Lead.objects.filter(pk=lead.pk).update(as_entered={"company": "Bäckerei Nord"})
    assert list(selectors.matching(selectors.lead_list(cast.ada), "backerei")) == [lead]
    assert list(selectors.matching(selectors.lead_list(cast.ada), "backstube")) == []
