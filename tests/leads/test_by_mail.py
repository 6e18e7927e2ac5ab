"""Answering from the mail: a GET changes nothing, a POST acts once, as the person it was written for."""

import re
from datetime import timedelta

import pytest
import time_machine

from leads import messages
from leads.enums import OfferState
from leads.services import answering, reviewing
from partners.models import Member
from prm.outbox.models import Message
from tests.unchanged import unchanged

from .conftest import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(offered):
    return offered()


@pytest.fixture
def url(offer, settings):
    return messages.answer_url(offer).removeprefix(settings.SITE_URL)


def test_opening_the_link_changes_nothing(client, url):
    with unchanged("GET of the link"):
        page = client.get(url)
    assert page.status_code == 200
    assert page["Cache-Control"].startswith("max-age=0")
    assert "noindex" in page.content.decode()


def test_accepting_works_once_and_without_signing_in(client, url, offer):
    page = client.post(url, {"answer": "accept"})
    assert page.status_code == 200
    assert "The lead is yours" in page.content.decode()
    assert fresh(offer).state == OfferState.ACCEPTED
    assert fresh(offer.lead).member.user == offer.recipient
    assert "_auth_user_id" not in client.session
    for again in (client.get(url), client.post(url, {"answer": "accept"}), client.post(url, {"reason": "quality"})):
        assert again.status_code == 410
    assert fresh(offer).state == OfferState.ACCEPTED


def test_declining_asks_for_a_reason_and_keeps_what_was_typed(client, url, offer):
    page = client.post(url, {"note": "We are closing down"})
    assert page.status_code == 422
    assert "We are closing down" in page.content.decode()
    assert fresh(offer).state == OfferState.OPEN
    page = client.post(url, {"reason": "no_capacity", "note": ""})
    assert "Declined" in page.content.decode()
    assert fresh(offer).state == OfferState.DECLINED


def test_a_link_of_an_offer_that_went_on_is_refused_in_words(client, cast, url, offer):
    answering.recall_offer(cast.ada, offer)
    page = client.post(url, {"answer": "accept"})
    assert page.status_code == 410
    assert "things have moved on" in page.content.decode()


def test_somebody_who_left_cannot_answer(client, url, offer):
    offer.recipient.is_active = False
    offer.recipient.save()
    assert client.post(url, {"answer": "accept"}).status_code == 410
    assert fresh(offer).state == OfferState.OPEN


def test_an_old_link_is_refused(client, url, offer):
    with time_machine.travel(offer.offered_at + timedelta(days=8)):
        page = client.post(url, {"answer": "accept"})
    assert page.status_code == 410
    assert "too old" in page.content.decode()


@pytest.mark.parametrize("token", ["x", "a.b.c", "%2e%2e", "." * 50])
def test_an_invented_link_is_refused(client, token):
    assert client.get(f"/offers/answer/{token}/").status_code in (404, 410)


def test_a_refusal_is_shown_on_the_page(client, url, offer):
    Member.objects.filter(user=offer.recipient).update(capacity=0)
    page = client.post(url, {"answer": "accept"})
    assert page.status_code == 409
    assert "no free place" in page.content.decode()


def test_a_form_from_elsewhere_is_refused(url, offer):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, {"answer": "accept"}).status_code == 403
    assert fresh(offer).state == OfferState.OPEN


# -- completing a lead


@pytest.fixture
def asked(cast, inbound):
    return reviewing.request_changes(cast.ben, inbound(), ["need"], "How many desks?")


def test_what_was_asked_for_is_completed_from_the_mail_once(client, cast, asked, settings):
    mail = Message.objects.filter(channel="mail", recipient=cast.carl, text__contains="/leads/by-mail/").latest("pk")
    link = re.search(r"http\S+/leads/by-mail/\S+", mail.text).group(0).removeprefix(settings.SITE_URL)
    with unchanged("GET of the link"):
        page = client.get(link).content.decode()
    assert "How many desks?" in page
    assert 'name="company"' not in page, "only what was asked for is open"
    assert client.post(link, {"need": "Forty desks", "company": "Hijacked"}).status_code == 200
    lead = fresh(asked)
    assert (lead.state, lead.need, lead.company_name) == ("offered", "Forty desks", asked.company_name)
    assert client.post(link, {"need": "Fifty"}).status_code == 410


def test_a_link_of_another_partner_is_refused(as_, cast, asked, settings):
    link = messages.complete_url(asked, cast.carl).removeprefix(settings.SITE_URL)
    page = as_(cast.dan).get(link)
    assert page.status_code == 410
    assert asked.company_name not in page.content.decode()
