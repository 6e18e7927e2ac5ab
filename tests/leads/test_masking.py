"""Until somebody accepts, the contact's name, address and number are nowhere: no page, list, export, mail, notice."""

import json

import pytest
from django.urls import reverse

from leads import messages
from leads.models import Offer
from leads.selectors import contact_of
from leads.services import answering, routing
from partners.models import Territory
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import SECRET_EMAIL, SECRET_NAME, SECRET_PHONE, fresh

pytestmark = pytest.mark.django_db
SECRETS = (SECRET_NAME, "Zebulon", "Quist", SECRET_EMAIL, SECRET_PHONE, "9876 5432")


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


@pytest.fixture
def offer(offered):
    return offered()


def test_one_function_masks(cast, offer):
    seen = contact_of(offer.lead, offer.recipient)
    assert seen.masked
    assert seen.title == "Head of IT"
    assert leaks(json.dumps(seen.__dict__)) == []
    assert "Forty workstations" in seen.need


def test_nobody_at_all_sees_no_contact(offer):
    assert contact_of(offer.lead, None).masked


@pytest.mark.parametrize("name", ["offers:list", "offers:detail", "offers:accept", "offers:decline"])
def test_no_page_shows_it(as_, offer, name):
    args = [] if name == "offers:list" else [offer.ref]
    page = as_(offer.recipient).get(reverse(name, args=args))
    assert page.status_code == 200
    assert offer.lead.customer.name in page.content.decode()
    assert leaks(page.content.decode()) == []


@pytest.mark.parametrize("query", [{"export": "csv"}, {"export": "xlsx"}, {"q": SECRET_EMAIL}, {"q": "Zebulon"}])
def test_no_list_export_or_search_shows_it(as_, offer, query):
    for name in ("offers:list", "leads:list"):
        page = as_(offer.recipient).get(reverse(name), query)
        body = page.content.decode(errors="replace").replace(f'value="{query.get("q")}"', "")
        assert leaks(body) == []
        assert "Canary Mill" not in body or "export" in query


def test_the_lead_itself_is_not_there_yet(as_, offer):
    assert as_(offer.recipient).get(reverse("leads:detail", args=[offer.lead.ref])).status_code == 404


def test_the_link_of_the_mail_shows_masked_data_only(client, offer):
    page = client.get(messages.answer_url(offer).removeprefix("http://127.0.0.1:8000"))
    assert page.status_code == 200
    assert "Canary Mill" in page.content.decode()
    assert leaks(page.content.decode()) == []


def test_no_mail_notice_promise_or_timeline_holds_it(cast, offer):
    sweep(now=Promise.objects.about(offer).get().nudges.first().at)
    for message in Message.objects.filter(recipient=offer.recipient):
        assert leaks(f"{message.subject} {message.text} {message.html} {message.attachments}") == []
    assert Message.objects.filter(key__startswith="offer_reminder").exists()
    for promise in Promise.objects.visible_to(offer.recipient):
        assert leaks(promise.subject_label) == []
    assert not TimelineEntry.objects.visible_to(offer.recipient).exists()


def test_after_acceptance_it_is_there_for_this_partner(cast, as_, offer):
    answering.accept_offer(offer.recipient, offer)
    lead = fresh(offer.lead)
    for person in (cast.cleo, cast.carl, cast.ada, cast.ben):
        page = as_(person).get(reverse("leads:detail", args=[lead.ref])).content.decode()
        assert SECRET_EMAIL in page and SECRET_PHONE in page
    mail = Message.objects.get(key=f"lead_is_yours:{offer.ref}:mail")
    assert SECRET_EMAIL in mail.text
    assert mail.attachments[0]["name"] == "Zebulon-Quist.vcf"
    assert as_(cast.dan).get(reverse("leads:detail", args=[lead.ref])).status_code == 404


def test_a_partner_that_declined_never_sees_it(cast, as_, offer):
    Territory.objects.create(name="Everywhere", partner=cast.two, precedence=-1)
    answering.decline_offer(offer.recipient, offer, "quality")
    routing.route()
    second = Offer.objects.get(lead=offer.lead, state="open")
    answering.accept_offer(cast.dan, second)
    page = as_(offer.recipient).get(reverse("offers:detail", args=[offer.ref])).content.decode()
    assert leaks(page) == []
    assert "Partner Two" not in page and "Dan" not in page
    assert as_(cast.dan).get(reverse("offers:detail", args=[offer.ref])).status_code == 404
