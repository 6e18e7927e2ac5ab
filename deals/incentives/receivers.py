"""A won deal earns its fee; a promise of finance that falls due is brought back to mind."""

from typing import Any

from django.urls import reverse

from deals.messages.sending import members_to_tell
from deals.models import Opportunity, Registration
from deals.selectors.people import channel_team
from deals.signals import credit_changed, opportunity_won, shares_changed
from partners.models import Partner
from partners.selectors import manager_of
from partners.signals import Panel, brought_asked, panels_asked, plans_asked
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.accounts.models import User
from prm.promises.enums import Kind
from prm.promises.models import DUE_STEP, Nudge, Promise
from prm.promises.signals import fell_due, reminder_due

from . import credit, services
from .messages import fees as fee_messages
from .messages import mdf as mdf_messages
from .models import CompensationPlan, Fee, MdfRequest
from .selectors import budgets_for, fee_totals, finance_team


def connect() -> None:
    """Called once, when the app is ready."""
    credit_changed.connect(credit.on_credit_changed, dispatch_uid="incentives.credit_changed")
    shares_changed.connect(on_shares_changed, dispatch_uid="incentives.shares_changed")
    opportunity_won.connect(on_won, dispatch_uid="incentives.opportunity_won")
    reminder_due.connect(on_step, dispatch_uid="incentives.reminder_due")
    fell_due.connect(on_step, dispatch_uid="incentives.fell_due")
    brought_asked.connect(credit.on_brought_asked, dispatch_uid="incentives.brought_asked")
    plans_asked.connect(on_plans_asked, dispatch_uid="incentives.plans_asked")
    panels_asked.connect(on_panels_asked, dispatch_uid="incentives.panels_asked")


def on_won(
    sender: type, opportunity: Opportunity, registration: Registration | None, actor: User, **kwargs: Any
) -> None:
    services.accrue(opportunity, registration, actor)
    services.accrue_mdf(opportunity)


def on_plans_asked(sender: type, **kwargs: Any) -> list[str]:
    return list(CompensationPlan.objects.order_by("name").values_list("name", flat=True).distinct())


def on_shares_changed(sender: type, opportunity: Opportunity, actor: User, reason: str, **kwargs: Any) -> None:
    services.follow_shares(opportunity, actor, reason)


def on_panels_asked(sender: type, partner: Partner, user: Any, **kwargs: Any) -> list[Panel]:
    """What the partner has earned, on its page, for those who may see its fees."""
    if user.role not in MEMBERS | MONEY_STAFF | CHANNEL:
        return []
    url = reverse("incentives:fees")
    own = f"?partner={partner.ref}&" if user.is_vendor else "?"
    budgets = list(budgets_for(user).open().filter(partner=partner))
    context = {"totals": fee_totals(partner), "url": f"{url}{own}", "budgets": budgets}
    return [Panel("incentives/_partner_panel.html", context, place=30)]


FEES = frozenset({Kind.APPROVE_FEE, Kind.PAY_FEE, Kind.ANSWER_DISPUTE})


def on_step(sender: type, promise: Promise, nudge: Nudge, **kwargs: Any) -> None:
    if isinstance(promise.subject, Fee) and promise.kind in FEES:
        _about_fee(Fee.objects.lock(promise.subject), promise, nudge)
    elif isinstance(promise.subject, MdfRequest):
        _about_request(MdfRequest.objects.lock(promise.subject), promise, nudge)


def _about_fee(fee: Fee, promise: Promise, nudge: Nudge) -> None:
    if nudge.step == "escalate":
        fee_messages.reminder(fee, promise, nudge, _upwards(), escalated=True)
    else:
        people = [promise.owed_by] if promise.owed_by.is_active else finance_team()
        fee_messages.reminder(fee, promise, nudge, people, escalated=False)


def _about_request(row: MdfRequest, promise: Promise, nudge: Nudge) -> None:
    """A claim that nobody makes lapses on its last day; everything else is brought back to mind and told upwards."""
    if promise.kind == Kind.CLAIM_MDF:
        if nudge.step == DUE_STEP:
            services.lapse(row)
        else:
            mdf_messages.claim_soon(row, promise, nudge, members_to_tell(row.partner, row.member))
    elif nudge.step in ("escalate", "channel"):
        people = channel_team() if nudge.step == "channel" else _upwards()
        mdf_messages.reminder(row, promise, nudge, people, escalated=True)
    else:
        mdf_messages.reminder(row, promise, nudge, [promise.owed_by], escalated=False)
        if nudge.step == DUE_STEP and promise.kind == Kind.COMPLETE_MDF:
            mdf_messages.reminder(row, promise, nudge, [manager_of(row.partner)], escalated=True)


def _upwards() -> list[User]:
    """Finance and the channel's managers."""
    return list({person.pk: person for person in [*finance_team(), *channel_team()]}.values())
