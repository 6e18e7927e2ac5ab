"""Every mail of this app, as somebody reads it: subject, text and HTML."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from djmoney.money import Money

from deals import services
from deals.approvals import Step
from deals.incentives import services as fees
from deals.incentives.models import Fee
from deals.models import ApprovalPolicy, Registration
from deals.services.crediting import change_shares
from partners.services import change_partner_state
from prm.outbox import rendering
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import LETTER, TOGETHER

FOLDER = Path(settings.BASE_DIR) / "templates" / "mail"
PREFIXES = ("registration_", "registrations_", "protection_", "deal_", "fee_")
TEMPLATES = {
    path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt") if path.name.startswith(PREFIXES)
}


@pytest.fixture
def sent(monkeypatch):
    """Which templates were rendered, in the order of events."""
    seen = []
    original = rendering.render_mail

    def render(template, context, person=None):
        seen.append(template)
        return original(template, context, person)

    monkeypatch.setattr("prm.outbox.services.posting.render_mail", render)
    return seen


def everything_that_can_happen(cast, register):
    """One walk through all events of registrations, deals and fees, with names that need escaping."""
    row = register(cast.cleo, company="O'Neill & Söhne <GmbH>")
    for state in ("suspended", "active"):
        change_partner_state(actor=cast.ada, partner=cast.one, state=state, reason="A bill is open.")
    services.request_changes(cast.ben, row, ["need"], "How many sites & desks?")
    services.answer_action_required(cast.cleo, row, {"need": "Four; 'all' of them"})
    services.reassign_reviewer(cast.ada, row, cast.gus)
    services.reassign_reviewer(cast.ada, row, cast.ben)
    services.start_rejection(cast.ben, row, **LETTER)
    services.return_to_review(cast.ada, row, "I know them.")
    services.start_rejection(cast.ben, row, **LETTER)
    services.confirm_rejection(cast.ada, row)
    services.appeal(cast.cleo, row, "The budget is signed.")
    services.answer_appeal(cast.ada, row, "You are right.", reopen=True)
    rival = register(cast.dan, company="Rival", website="hofmann.example")
    row = services.approve(cast.ben, Registration.objects.get(pk=row.pk), "Welcome!")
    services.share(cast.ada, rival, **TOGETHER)
    services.sweep_protection(today=timezone.localdate() + timedelta(days=61))
    services.extend(cast.ben, row, "They called.")
    deal = row.opportunity
    services.update_deal(cast.cleo, deal, {"stage": "proposal"})
    _let_promises_pass()
    services.withdraw(cast.dan, rival)
    services.win(cast.cleo, deal, Money("1000", "EUR"))
    _lost_and_lapsed(cast, register)
    _paid(cast)
    _shared(cast, register)
    _step_by_step(cast, register)


def _let_promises_pass():
    for promise in Promise.objects.filter(state="open"):
        for nudge in promise.nudges.order_by("at"):
            sweep(now=nudge.at + timedelta(seconds=1))


def _lost_and_lapsed(cast, register):
    lost = services.approve(cast.ben, register(cast.cleo, company="Zuidema", website="z.example"))
    services.lose(cast.ben, lost.opportunity, "price", "Too dear.")
    lapsed = services.approve(cast.ben, register(cast.cleo, company="Bakker", website="b.example"))
    services.sweep_protection(today=lapsed.protection.ends_on + timedelta(days=1))


def _step_by_step(cast, register):
    """Ben approves, then Ada, because of the amount."""
    step = Step("channel_manager", over={"EUR": Decimal(1)})
    ApprovalPolicy.objects.create(number=1, is_current=True, steps=[step.as_json()])
    row = register(cast.cleo, company="Grand 'Hotel' & Co", website="grand.example")
    for person in (cast.ben, cast.ada):
        services.approve(person, row)


def _shared(cast, register):
    """Two partners win a deal, and then their shares change."""
    held = register(cast.cleo, company="Both & 'Sons'", website="both.example")
    other = register(cast.dan, company="Both & Sons", website="both.example")
    services.share(cast.ada, other, **TOGETHER)
    deal = services.win(cast.cleo, services.approve(cast.ben, held).opportunity, Money("1000", "EUR"))
    change_shares(cast.ada, deal, {held.ref: 60, other.ref: 40}, "Dan's people did more & sooner.")


def _paid(cast):
    fee = Fee.objects.get()
    fees.mark_due(today=fee.due_on)
    _let_promises_pass()
    fees.approve_fee(cast.fay, fee)
    fees.pay_fee(cast.fay, fee, "SEPA 4711")
    _disputed_and_taken_back(cast, fee)


def _disputed_and_taken_back(cast, fee):
    """The partner doubts the paid fee, finance corrects it, cancels the correction and takes a part back."""
    fees.dispute_fee(cast.carl, fee, "The bonus 'for speed' & depth is missing.")
    dispute = fees.answer_dispute(cast.fay, fee, "You are right.", Decimal("10"))
    fees.cancel_fee(cast.fay, dispute.correction, "Paid with the other order.")
    fees.claw_back(cast.fay, fee, Decimal("5"), "The customer sent one desk back.")


@pytest.fixture
def mails(sent, plan, cast, register):
    with time_machine.travel(timezone.now().replace(hour=9, minute=0)):
        everything_that_can_happen(cast, register)
    return list(Message.objects.filter(channel="mail"))


def test_every_mail_is_sent_by_something(mails, sent) -> None:
    assert TEMPLATES - set(sent) == set()
    assert {template for template in sent if template.startswith(PREFIXES)} == TEMPLATES


def test_every_mail_reads_well(mails) -> None:
    for mail in mails:
        assert mail.subject and "\n" not in mail.subject
        for text in (mail.subject, mail.text):
            for flaw in ("&#x27;", "&amp;", "&lt;", "None", "{{", "{%", "<time", "\n\n\n"):
                assert flaw not in text, f"{flaw} in {mail.key}: {text}"
        assert mail.text.startswith("Hello "), mail.text
        assert f"{settings.SITE_URL}/" in mail.text, mail.key
        assert "<GmbH>" not in mail.html and "None" not in mail.html, mail.key
        assert "O'Neill & Söhne <GmbH>" in mail.text or "Neill" not in mail.text


def test_every_mail_carries_its_reference_and_a_button(mails) -> None:
    for mail in mails:
        ref = mail.key.split("/")[0]
        if not ref.startswith("X-"):
            assert ref in mail.subject, mail.subject
        assert "<html" in mail.html and f'href="{settings.SITE_URL}/' in mail.html


def test_answers_go_to_a_person_on_the_other_side(mails, cast) -> None:
    partners = {cast.cleo.pk, cast.carl.pk, cast.dan.pk}
    vendors = {person.email for person in (cast.ada, cast.ben, cast.fay, cast.gus)}
    to_partners = [mail for mail in mails if mail.recipient_id in partners]
    assert to_partners
    for mail in to_partners:
        assert mail.reply_to in vendors | {""}


def test_the_same_event_is_told_once(mails) -> None:
    assert len({mail.key for mail in mails}) == len(mails)
    notices = Message.objects.filter(channel="notice").values_list("key", flat=True)
    assert {key.removesuffix("/notice") for key in notices} == {mail.key.removesuffix("/mail") for mail in mails}


def test_times_are_the_readers(cast, register) -> None:
    """Ben in Amsterdam and a reader in New York read the same moment each in their own time."""
    cast.cleo.time_zone = "America/New_York"
    cast.cleo.save()
    register(cast.cleo)
    due = Promise.objects.get(kind="decide_registration").due_at
    import zoneinfo

    for person, zone in ((cast.cleo, "America/New_York"), (cast.ben, "Europe/Amsterdam")):
        mail = Message.objects.get(channel="mail", recipient=person)
        local = due.astimezone(zoneinfo.ZoneInfo(zone))
        assert f"{local:%H:%M} {local:%Z}" in mail.text
