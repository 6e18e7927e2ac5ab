"""Reminders of promises about registrations and deals, and their escalation."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from deals.models import Opportunity, Registration
from prm.accounts.models import User
from prm.promises.enums import Kind
from prm.promises.models import Nudge, Promise

from . import acting
from .sending import tell


def _key(promise: Promise, nudge: Nudge) -> str:
    return f"{promise.ref}/{nudge.step}/{nudge.at:%Y%m%d%H%M%S}"


def remind(promise: Promise, nudge: Nudge) -> None:
    """To the person who owes it."""
    assert promise.subject is not None
    if promise.owed_by.is_active:
        tell(
            promise.subject,
            key=_key(promise, nudge),
            to=[promise.owed_by],
            template="deal_promise_reminder",
            title=_("Still to do: %(what)s, %(label)s"),
            words={"what": promise.get_kind_display(), "label": promise.subject_label},
            context={"promise": promise, "is_late": promise.due_at <= nudge.at, "act_url": _act_url(promise)},
        )


def _act_url(promise: Promise) -> str:
    """Where the one who owes it does it without signing in; '' for what needs the whole page."""
    subject = promise.subject
    if promise.kind in (Kind.UPDATE_DEAL, Kind.NEW_CLOSE_DATE) and isinstance(subject, Opportunity):
        return acting.update_url(subject, promise.owed_by)
    if promise.kind == Kind.ANSWER_ACTION_REQUIRED and isinstance(subject, Registration):
        return acting.complete_url(subject, promise.owed_by)
    return ""


def escalate(promise: Promise, nudge: Nudge, people: Iterable[User]) -> None:
    """To those who can see to it that it is done."""
    assert promise.subject is not None
    tell(
        promise.subject,
        key=f"{_key(promise, nudge)}/escalated",
        to=[person for person in people if person.is_active and person.pk != promise.owed_by_id],
        template="deal_promise_escalated",
        title=_("Not done yet: %(what)s, %(label)s"),
        words={"what": promise.get_kind_display(), "label": promise.subject_label},
        context={"promise": promise, "is_late": promise.due_at <= nudge.at},
    )
