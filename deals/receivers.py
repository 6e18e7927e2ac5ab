"""What this app answers when one of its promises comes near or falls due."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from deals import credit
from deals.enums import CLOSED_STAGES
from deals.messages import reminders
from deals.models import Opportunity, Registration
from deals.selectors import holders_of, won_by_partners
from deals.selectors.people import channel_team
from deals.services import leaving, suspending
from leads.enums import OfferState
from leads.models import Offer
from leads.signals import holders_asked
from partners.models import Partner
from partners.selectors import manager_of
from partners.signals import Results, Step, brought_asked, results_asked, state_changed, steps_asked
from prm.accounts.signals import deactivated
from prm.promises.enums import Kind
from prm.promises.models import DUE_STEP, Nudge, Promise
from prm.promises.signals import fell_due, reminder_due

OURS = frozenset(
    {
        Kind.DECIDE_REGISTRATION,
        Kind.ANSWER_ACTION_REQUIRED,
        Kind.DECIDE_REJECTION_REVIEW,
        Kind.ANSWER_APPEAL,
        Kind.ARBITRATE,
        Kind.UPDATE_DEAL,
        Kind.NEW_CLOSE_DATE,
    }
)


def connect() -> None:
    """Called once, when the app is ready."""
    reminder_due.connect(on_step, dispatch_uid="deals.reminder_due")
    fell_due.connect(on_step, dispatch_uid="deals.fell_due")
    brought_asked.connect(credit.on_brought_asked, dispatch_uid="deals.brought_asked")
    results_asked.connect(on_results_asked, dispatch_uid="deals.results_asked")
    steps_asked.connect(on_steps_asked, dispatch_uid="deals.steps_asked")
    state_changed.connect(on_partner_state_changed, dispatch_uid="deals.partner_state_changed")
    deactivated.connect(on_deactivated, dispatch_uid="deals.deactivated")
    holders_asked.connect(on_holders_asked, dispatch_uid="deals.holders_asked")


def on_deactivated(sender: type, user: Any, **kwargs: Any) -> None:
    leaving.hand_on(user)


def on_partner_state_changed(sender: type, partner: Partner, **kwargs: Any) -> None:
    suspending.follow(partner)


def on_holders_asked(sender: Any, wanted: Mapping[int, tuple[int, str]], **kwargs: Any) -> dict[int, str]:
    return holders_of(wanted)


def on_results_asked(
    sender: type, partners: Collection[int], since: date, until: date, **kwargs: Any
) -> dict[int, Results]:
    return won_by_partners(partners, since, until)


def on_steps_asked(sender: type, of_partner: OuterRef, **kwargs: Any) -> list[Step]:
    answered = Offer.objects.filter(partner=of_partner, state__in=[OfferState.ACCEPTED, OfferState.DECLINED])
    registered = Registration.objects.filter(partner=of_partner, submitted_at__isnull=False)
    label = _("Answer a first lead or register a first deal")
    first_answer = Subquery(answered.order_by("answered_at").values("answered_at")[:1])
    first_registered = Subquery(registered.order_by("submitted_at").values("submitted_at")[:1])
    done, at = Q(Exists(answered)) | Q(Exists(registered)), Least(first_answer, first_registered)
    return [Step("business", 90, label, done, "deals:register", done_at=at)]


def on_step(sender: type, promise: Promise, nudge: Nudge, **kwargs: Any) -> None:
    """Reminds the one who owes it; past the time, or at the steps named so, tells those who can see to it."""
    if promise.kind not in OURS or not _is_ours(promise.subject):
        return
    if nudge.step == "owner":
        reminders.escalate(promise, nudge, [manager_of(promise.partner)] if promise.partner else [])
    elif nudge.step == "channel":
        reminders.escalate(promise, nudge, channel_team())
    elif nudge.step == DUE_STEP:
        _overdue(promise, nudge)
    else:
        reminders.remind(promise, nudge)


def _overdue(promise: Promise, nudge: Nudge) -> None:
    if promise.kind == Kind.DECIDE_REGISTRATION:
        return  # its steps upwards have their own times
    reminders.remind(promise, nudge)
    if promise.kind == Kind.ANSWER_ACTION_REQUIRED:
        assert isinstance(promise.subject, Registration)
        decider = promise.subject.decider
        reminders.escalate(promise, nudge, [decider] if decider is not None else [])
    elif promise.kind not in (Kind.UPDATE_DEAL, Kind.NEW_CLOSE_DATE):
        reminders.escalate(promise, nudge, channel_team())


def _is_ours(subject: Any) -> bool:
    """Whether it is an object of this app that still waits; locked, so that it does until the message is queued."""
    if isinstance(subject, Opportunity):
        return Opportunity.objects.lock(subject).stage not in CLOSED_STAGES
    if isinstance(subject, Registration):
        Registration.objects.lock(subject)
        return True
    return False
