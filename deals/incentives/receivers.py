"""A won deal earns its fee; a promise of finance that falls due is brought back to mind."""

from typing import Any

from django.urls import reverse

from deals.models import Opportunity, Registration
from deals.selectors.people import channel_team
from deals.signals import credit_changed, opportunity_won
from partners.models import Partner
from partners.signals import Panel, brought_asked, panels_asked
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.accounts.models import User
from prm.promises.enums import Kind
from prm.promises.models import Nudge, Promise
from prm.promises.signals import fell_due, reminder_due

from . import credit, messages, services
from .models import Fee
from .selectors import fee_totals, finance_team


def connect() -> None:
    """Called once, when the app is ready."""
    credit_changed.connect(credit.on_credit_changed, dispatch_uid="incentives.credit_changed")
    opportunity_won.connect(on_won, dispatch_uid="incentives.opportunity_won")
    reminder_due.connect(on_step, dispatch_uid="incentives.reminder_due")
    fell_due.connect(on_step, dispatch_uid="incentives.fell_due")
    brought_asked.connect(credit.on_brought_asked, dispatch_uid="incentives.brought_asked")
    panels_asked.connect(on_panels_asked, dispatch_uid="incentives.panels_asked")


def on_won(
    sender: type, opportunity: Opportunity, registration: Registration | None, actor: User, **kwargs: Any
) -> None:
    services.accrue(opportunity, registration, actor)


def on_panels_asked(sender: type, partner: Partner, user: Any, **kwargs: Any) -> list[Panel]:
    """What the partner has earned, on its page, for those who may see its fees."""
    if user.role not in MEMBERS | MONEY_STAFF | CHANNEL:
        return []
    url = reverse("incentives:fees")
    own = f"?partner={partner.ref}&" if user.is_vendor else "?"
    return [Panel("incentives/_partner_panel.html", {"totals": fee_totals(partner), "url": f"{url}{own}"})]


def on_step(sender: type, promise: Promise, nudge: Nudge, **kwargs: Any) -> None:
    if promise.kind not in (Kind.APPROVE_FEE, Kind.PAY_FEE) or not isinstance(promise.subject, Fee):
        return
    fee = Fee.objects.lock(promise.subject)
    if nudge.step == "escalate":
        people = {person.pk: person for person in [*finance_team(), *channel_team()]}
        messages.reminder(fee, promise, nudge, people.values(), escalated=True)
    else:
        people = {promise.owed_by.pk: promise.owed_by} if promise.owed_by.is_active else {}
        messages.reminder(fee, promise, nudge, people.values() or finance_team(), escalated=False)
