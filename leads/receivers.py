"""What this app answers when a promise of its own comes near or falls due, and what others ask of it."""

from collections.abc import Callable
from typing import Any

from django.db.models.signals import post_migrate
from django.utils import timezone

from partners.signals import brought_asked, load_asked
from prm.accounts.signals import deactivated
from prm.outbox.services import write_with
from prm.promises.enums import Kind
from prm.promises.models import Promise
from prm.promises.signals import fell_due, reminder_due

from . import bulk_messages, credit, messages
from .enums import OfferState
from .models import Lead, Offer
from .services import leaving, policies
from .services.answering import expire_offer
from .services.seats import member_loads


def connect() -> None:
    """Called once, when the app is ready."""
    reminder_due.connect(on_reminder_due, dispatch_uid="leads.reminder_due")
    fell_due.connect(on_fell_due, dispatch_uid="leads.fell_due")
    deactivated.connect(on_deactivated, dispatch_uid="leads.deactivated")
    load_asked.connect(on_load_asked, dispatch_uid="leads.load_asked")
    brought_asked.connect(credit.on_brought_asked, dispatch_uid="leads.brought_asked")
    write_with(bulk_messages.OFFER_MADE, bulk_messages.write_offer_made)


def on_reminder_due(sender: type, promise: Promise, nudge: Any, **kwargs: Any) -> None:
    subject = promise.subject
    if isinstance(subject, Offer):
        if promise.kind == Kind.ANSWER_OFFER and subject.state == OfferState.OPEN:
            messages.offer_reminder(subject, promise, nudge.step)
    elif isinstance(subject, Lead):
        answer = REMINDERS.get(promise.kind)
        if answer:
            answer(subject, promise, nudge.step)


def _remind_of_progress(lead: Lead, promise: Promise, step: str) -> None:
    idle = timezone.now() - lead.last_activity_at
    if idle.days >= policies.current_policy().idle_nudge_days:
        messages.lead_idle(lead, promise, step, idle.days)


REMINDERS: dict[str, Callable[[Lead, Promise, str], None]] = {
    Kind.CONTACT_CUSTOMER: messages.contact_reminder,
    Kind.PROGRESS_LEAD: _remind_of_progress,
    Kind.ANSWER_ACTION_REQUIRED: messages.answer_reminder,
    Kind.REVIEW_HELD_LEAD: messages.manager_reminder,
    Kind.ARBITRATE: messages.manager_reminder,
    Kind.DECIDE_REJECTION_REVIEW: messages.manager_reminder,
    Kind.ANSWER_APPEAL: messages.manager_reminder,
}


REMINDED_WHEN_DUE = frozenset(REMINDERS) - {Kind.PROGRESS_LEAD, Kind.ANSWER_ACTION_REQUIRED}


def on_fell_due(sender: type, promise: Promise, nudge: Any, **kwargs: Any) -> None:
    """An offer that nobody answered goes on; everything else is shown as late to whoever can do something about it."""
    subject = promise.subject
    if isinstance(subject, Offer) and promise.kind == Kind.ANSWER_OFFER:
        if not expire_offer(subject) and subject.lead.is_inbound:
            messages.promise_is_late(subject.lead, promise, nudge.step)
    elif isinstance(subject, Lead):
        if promise.kind in REMINDED_WHEN_DUE:
            REMINDERS[promise.kind](subject, promise, nudge.step)
        messages.promise_is_late(subject, promise, nudge.step)


def on_deactivated(sender: type, user: Any, **kwargs: Any) -> None:
    """After the deals above, which lock their rows before leads."""
    leaving.hand_on(user)


def on_load_asked(sender: Any, users: Any, **kwargs: Any) -> dict[int, int]:
    return member_loads(users)


def install_defaults(sender: Any, **kwargs: Any) -> None:
    """A fresh (or flushed) database has a policy and scoring rules from the start."""
    policies.install_defaults()


def connect_installation(app: Any) -> None:
    post_migrate.connect(install_defaults, sender=app, dispatch_uid="leads.defaults")
