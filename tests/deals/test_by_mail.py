"""Acting from the mail: a GET changes nothing, a POST acts once, as the person it was written for."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deals import services
from deals.messages import acting
from deals.models import Opportunity, Registration
from prm.accounts.models import User
from prm.outbox.models import Message
from prm.promises import services as promises
from tests.unchanged import unchanged

pytestmark = pytest.mark.django_db


def path_of(url: str, settings) -> str:
    return url.removeprefix(settings.SITE_URL)


def typed(deal, **changes):
    amount = deal.amount
    values = {
        "stage": deal.stage, "next_step": deal.next_step, "close_on": deal.close_on.isoformat(), "note": "",
        "amount": str(amount.amount), "currency": str(amount.currency), "version": str(deal.version),
    }  # fmt: skip
    return {**values, **changes}


@pytest.fixture
def link(deal, cleo, settings):
    return path_of(acting.update_url(deal, cleo), settings)


def test_the_reminder_carries_a_link_that_changes_nothing_when_opened(client, deal, settings):
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        promises.sweep(limit=100)
        mail = Message.objects.filter(channel="mail", subject__contains="Still to do").latest("pk")
        url = re.search(r"http\S+/deals/by-mail/\S+", mail.text).group(0)
        with unchanged("GET of the link"):
            page = client.get(path_of(url, settings))
    assert page.status_code == 200
    assert "noindex" in page.content.decode()
    assert mail.recipient.name in page.content.decode()


def test_a_deal_is_updated_once_and_without_signing_in(client, deal, cleo, link):
    page = client.post(link, typed(deal, stage="negotiation", next_step="Sign it", note="They said yes."))
    assert page.status_code == 200
    assert "up to date" in page.content.decode()
    row = Opportunity.objects.get(pk=deal.pk)
    assert (row.stage, row.next_step) == ("negotiation", "Sign it")
    assert "_auth_user_id" not in client.session
    for again in (client.get(link), client.post(link, typed(row, stage="proposal"))):
        assert again.status_code == 410
        assert "has been used" in again.content.decode()
        assert deal.name not in again.content.decode()


def test_nothing_new_needs_a_word(client, deal, link):
    page = client.post(link, typed(deal))
    assert page.status_code == 422
    assert "Nothing has changed?" in page.content.decode()
    assert client.post(link, typed(deal, note="They decide in May.")).status_code == 200


def test_what_cannot_be_is_refused_and_kept(client, deal, link):
    page = client.post(link, typed(deal, close_on="3000-01-01", note="Far away"))
    assert page.status_code == 422
    assert "Far away" in page.content.decode()
    assert Opportunity.objects.get(pk=deal.pk).close_on == deal.close_on


def test_a_link_does_not_outlive_its_time_its_person_or_its_deal(client, deal, cleo, ben, link):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert "too old" in client.get(link).content.decode()
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    assert client.post(link, typed(deal, note="x")).status_code == 410
    User.objects.filter(pk=cleo.pk).update(is_active=True)
    services.lose(ben, deal, "price")
    assert client.post(link, typed(deal, note="x")).status_code == 410


def test_signed_in_as_somebody_else_it_says_so_and_tells_nothing(as_, dan, cleo, deal, link):
    for page in (as_(dan).get(link), as_(dan).post(link, typed(deal, note="mine"))):
        assert page.status_code == 410
        assert "written for somebody else" in page.content.decode()
        assert deal.name not in page.content.decode()
        assert cleo.name not in page.content.decode()
    assert as_(cleo).get(link).status_code == 200


def test_a_link_is_for_one_purpose(client, deal, cleo, link):
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/deals/registrations/by-mail/{token}/").status_code == 410
    assert client.get(f"/offers/answer/{token}/").status_code == 410


def test_somebody_who_may_not_work_the_deal_is_refused(client, deal, dan, settings):
    link = path_of(acting.update_url(deal, dan), settings)
    assert client.post(link, typed(deal, note="x")).status_code == 403


@pytest.fixture
def asked(in_review, ben):
    return services.request_changes(ben, in_review, ["need", "amount"], "How many sites?")


def test_a_registration_is_completed_from_the_mail(client, asked, settings):
    mail = Message.objects.filter(channel="mail", subject__contains="complete your registration").latest("pk")
    link = path_of(re.search(r"http\S+/by-mail/\S+", mail.text).group(0), settings)
    page = client.get(link)
    assert "How many sites?" in page.content.decode()
    assert 'name="company"' not in page.content.decode(), "only what was asked for is open"
    answers = {"need": "Three sites", "amount": "90000", "currency": "EUR", "company": "Hijacked"}
    assert client.post(link, answers).status_code == 200
    row = Registration.objects.get(pk=asked.pk)
    assert (row.state, row.need, row.company) == ("in_review", "Three sites", asked.company)
    assert client.post(link, answers).status_code == 410


def test_asked_again_the_old_link_is_used_up(client, asked, cleo, ben, settings):
    link = path_of(acting.complete_url(asked, cleo), settings)
    services.withdraw(cleo, asked)
    assert client.get(link).status_code == 410
