"""Every mail about leads and offers, rendered: subject, text and HTML, and who it is from."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from djmoney.money import Money

from leads.messages import outbound, sending
from leads.models import Offer
from leads.services import answering, entering, rejecting, reviewing, routing, working
from partners.models import Territory
from prm.accounts import services as accounts
from prm.outbox.models import Message
from prm.promises.services import sweep

from .conftest import fresh, lead_data, reject

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "templates" / "mail"
TEMPLATES = sorted(
    path.name.removesuffix(".subject.txt")
    for pattern in ("lead_*.subject.txt", "offer_*.subject.txt")
    for path in FOLDER.glob(pattern)
)
ODD = "O'Neill & <b>Söhne</b>"


@pytest.fixture
def rendered(cast, monkeypatch):
    """Template → the mails it made while two leads lived through everything that can happen to them."""
    made: dict[str, list[Message]] = {}
    post = sending.post_mail

    def remember(*, template, **kwargs):
        message = post(template=template, **kwargs)
        if message is not None:
            made.setdefault(template, []).append(message)
        return message

    for module in (sending, outbound):
        monkeypatch.setattr(module, "post_mail", remember)
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False) as clock:
        outbound_life(cast, clock)
        clock.move_to("2026-05-04 09:00+00:00")
        inbound_life(cast, clock)
    return made


def outbound_life(cast, clock):
    Territory.objects.create(name="Everywhere", partner=cast.two, precedence=-1)
    lead = entering.receive_outbound(cast.ada, lead_data(company=ODD))
    routing.route([lead])
    offer = Offer.objects.get(lead=lead)
    clock.move_to(offer.answer_by + timedelta(seconds=1))
    sweep()
    routing.route()
    second = Offer.objects.get(lead=lead, state="open")
    answering.accept_offer(second.recipient, second)
    clock.shift(timedelta(days=9))
    sweep()
    lost = entering.receive_outbound(cast.ada, lead_data(company="Far away", website="far.example", country="BR"))
    Territory.objects.filter(name="Everywhere").delete()
    routing.route([lost])
    kept = entering.receive_outbound(cast.ada, lead_data(company="Kept", website="kept.example"))
    routing.route([kept])
    mine = Offer.objects.get(lead=kept)
    answering.accept_offer(mine.recipient, mine)
    other = cast.carl if mine.recipient == cast.cleo else cast.cleo
    working.reassign_within_partner(cast.cleo, kept, other.member)


def inbound_life(cast, clock):
    lead = entering.submit_inbound(cast.carl, lead_data(company=ODD))
    clock.move_to(Offer.objects.get(lead=lead).answer_by - timedelta(hours=1))
    sweep()
    reviewing.request_changes(cast.ben, lead, ["need", "value"], f"How much is it, {ODD}?")
    clock.shift(timedelta(days=5))
    sweep()
    reviewing.answer_request(cast.carl, lead, {"need": "Forty", "value": Money(12, "EUR")})
    reject(cast.ben, lead, checked=f"Checked {ODD}")
    rejecting.appeal(cast.carl, lead, f"{ODD} has a budget")
    rejecting.answer_appeal(cast.ada, lead, f"Let us see, {ODD}", reopen=True)
    rejecting.return_to_review(cast.ada, reject(cast.ben, lead), f"{ODD} is a good customer")
    other = entering.submit_inbound(cast.carl, lead_data(company="Good", website="good.example"))
    answering.accept_in_review(cast.ben, other)
    working.mark_contacted(cast.ben, other)
    accounts.deactivate(actor=cast.gus, user=cast.ben)
    accounts.reactivate(actor=cast.gus, user=cast.ben)


def test_every_mail_is_right(rendered, cast):
    assert sorted(rendered) == TEMPLATES
    for template, mails in rendered.items():
        for mail in mails:
            check(template, fresh(mail))


def check(template, mail):
    where = f"{template}: {mail.subject}"
    assert 5 < len(mail.subject) < 150 and "\n" not in mail.subject, where
    assert mail.text.startswith(f"Hello {mail.recipient.name},"), where
    assert settings.SITE_URL in mail.text and settings.SITE_URL in mail.html, where
    assert not re.search(r"&(amp|lt|#x27|#39);", mail.subject + mail.text), where
    assert "<b>" not in mail.html.replace("<body>", ""), where
    assert not re.search(r"\bNone\b|UNDEFINED|%\(|\{\{|\{%|\n{3,}| ,|\s\.\s", mail.text), f"{where}\n{mail.text}"
    assert mail.recipient.is_active
    if mail.sender_name:
        assert mail.reply_to, where


def test_times_are_in_the_readers_own_zone(cast):
    cast.carl.time_zone = "America/New_York"
    cast.carl.save()
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False):
        lead = entering.submit_inbound(cast.carl, lead_data())
    mail = Message.objects.get(key=f"lead_acknowledged:{lead.ref}:mail")
    assert "EST" in mail.text


def test_no_event_is_told_twice(rendered):
    keys = [message.key for message in Message.objects.all()]
    assert len(keys) == len(set(keys))
