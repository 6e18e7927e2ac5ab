"""Leads as a test needs them, made by the services that make real ones."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from leads.models import Lead
from leads.services import answering, entering, rejecting, routing
from leads.services.entering import LeadData
from prm.promises.models import Promise

SECRET_NAME = "Zebulon Quist"
SECRET_EMAIL = "zebulon.quist@canary-mill.example"
SECRET_PHONE = "+31 6 9876 5432"


def lead_data(**changes) -> LeadData:
    """A good lead in the Netherlands, with canaries where the contact is."""
    values = {
        "company": "Canary Mill B.V.",
        "website": "https://www.canary-mill.example/",
        "country": "NL",
        "city": "Utrecht",
        "industry": "manufacturing",
        "size": "250-999",
        "contact_name": SECRET_NAME,
        "contact_title": "Head of IT",
        "contact_email": SECRET_EMAIL,
        "contact_phone": SECRET_PHONE,
        "need": f"Forty workstations for the new plant. Call {SECRET_NAME} at {SECRET_PHONE} or {SECRET_EMAIL}.",
        "value": Decimal("60000"),
        "lead_source": "web",
    }
    return LeadData(**(values | changes))


@pytest.fixture
def outbound(cast):
    """`outbound(**changes)`: a lead of the vendor's, qualified and waiting to be routed."""

    def enter(**changes) -> Lead:
        return entering.receive_outbound(cast.ada, lead_data(**changes))

    return enter


@pytest.fixture
def offered(cast, outbound):
    """`offered(**changes)`: the open offer of a routed lead; in the Netherlands it goes to partner one."""

    def offer(**changes):
        lead = outbound(**changes)
        routing.route([lead])
        return lead.offers.select_related("recipient", "lead").get(state="open")

    return offer


@pytest.fixture
def accepted(offered):
    """A lead that the member it was offered to has accepted."""
    offer = offered()
    answering.accept_offer(offer.recipient, offer)
    return fresh(offer.lead)


@pytest.fixture
def inbound(cast):
    """`inbound(**changes)`: a lead that Carl of partner one brought."""

    def submit(**changes) -> Lead:
        return entering.submit_inbound(cast.carl, lead_data(**changes))

    return submit


@pytest.fixture
def monday():
    """Ten o'clock on a Monday, in business hours of everybody in the cast."""
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False) as clock:
        yield clock


def reject(actor, lead, **changes):
    """A complete letter, but for what is changed."""
    parts = {"checked": "Their budget for this year", "what_would_change": "A budget of 5,000"}
    return rejecting.reject_lead(actor, lead, **({"reasons": ["not_qualified"]} | parts | changes))


def promise(subject, kind):
    """The promise of this kind about it."""
    return Promise.objects.about(subject).get(kind=kind)


def fresh(row):
    """The row as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def page(client, name, *args, **query):
    """The text of a page that this client may read."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, f"{name} {response.status_code}"
    return response.content.decode()
