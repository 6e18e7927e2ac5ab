"""Saying no: never at once and never bare. A second reader or a cooling time stands before the letter.

A rejection is started with reasons, with what was checked, and with what would change the answer. A second reader (the
partner's channel manager) lets it out or returns it; until then the partner's registration is simply in review. Who
started it may let it out alone only after the policy's cooling hours. A contested registration has the channel manager
as its only reader, so it cannot be declined before the cooling hours since it was submitted have run.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals import rules
from deals.enums import RegistrationState, RejectionReason
from deals.messages import registrations as messages
from deals.models import Registration
from deals.selectors import current_policy
from partners.selectors import manager_of, named_sales_rep, second_reader_for
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.calendar import calendar_of
from prm.core.errors import TransitionRefused, needed
from prm.core.refusing import steps
from prm.promises import services as promises
from prm.promises.enums import Kind

from .claims import claim, enter, refuse_naming
from .clocks import ask_for_decision, owe
from .slots import customer_was_freed, take


@transaction.atomic
def start_rejection(
    actor: User, registration: Registration, reasons: Sequence[str], checked: str, what_would_change: str
) -> Registration:
    """Writes the letter and asks a second reader. The partner learns nothing yet; our clock to decide runs on."""
    row = claim(actor, registration, "reject")
    assert row is not None
    _write_letter(actor, row, reasons, checked, what_would_change)
    enter(row, RegistrationState.REJECTING)
    row.save()
    sentence = _("started a rejection: a second reader checks it first")
    timeline.record(row, actor, sentence, icon="scale", detail=row.rejection_checked, vendor_only=True)
    assert row.partner is not None
    reader = second_reader_for(row.partner, actor)
    promise = owe(Kind.DECIDE_REJECTION_REVIEW, row, reader, days=float(current_policy().second_reading_days))
    messages.second_reading(row, reader, promise.due_at)
    return row


def _write_letter(
    actor: User, row: Registration, reasons: Sequence[str], checked: str, what_would_change: str
) -> None:
    steps.write_letter(row, actor, RejectionReason.values, reasons, checked, what_would_change)
    refuse_naming(row, checked=row.rejection_checked, what_would_change=row.rejection_changes)


def cooled_at(row: Registration) -> datetime:
    """From when whoever started the rejection may let it out alone (UTC)."""
    return steps.cooled_at(row, current_policy().cooling_hours)


@transaction.atomic
def confirm_rejection(actor: User, registration: Registration) -> Registration:
    """Lets the letter out. Raises NotAllowed for who started it before the cooling time, and for strangers."""
    row = claim(actor, registration, "confirm_rejection")
    assert row is not None
    from_when = cooled_at(row)
    if not rules.may_confirm_rejection(actor, row, from_when, timezone.now()):
        raise steps.needs_a_reader(from_when)
    promises.keep(Kind.DECIDE_REJECTION_REVIEW, row)
    promises.keep(Kind.DECIDE_REGISTRATION, row)
    _reject(actor, row)
    return row


@transaction.atomic
def decline_contested(
    actor: User, registration: Registration, reasons: Sequence[str], checked: str, what_would_change: str
) -> Registration:
    """Arbitration against this registration, with the same letter. Raises TransitionRefused within the first hours."""
    row = claim(actor, registration, "decline_contested")
    assert row is not None
    assert row.submitted_at is not None
    from_when = calendar_of(actor).add_business_hours(row.submitted_at, current_policy().cooling_hours)
    if timezone.now() < from_when:
        sentence = _("No registration is declined within its first hours. You can do this from %(time)s.")
        raise TransitionRefused(sentence % {"time": formats.absolute(from_when, timezone.now())})
    _write_letter(actor, row, reasons, checked, what_would_change)
    promises.keep(Kind.ARBITRATE, row)
    _reject(actor, row)
    return row


def _reject(actor: User, row: Registration) -> None:
    held = row.state == RegistrationState.REJECTING
    row.decided_at = timezone.now()
    steps.let_out(row, current_policy().appeal_days)
    enter(row, RegistrationState.REJECTED)
    row.save()
    detail = "\n".join([*messages.reasons_in_words(row), row.rejection_checked, row.rejection_changes])
    timeline.record(row, actor, _("answered: not approved"), icon="circle-x", detail=detail, partner=row.partner)
    assert row.partner is not None
    messages.rejected(row, row.rejection_by or actor, named_sales_rep(row.partner))
    if held:
        customer_was_freed(row)


@transaction.atomic
def return_to_review(actor: User, registration: Registration, note: str) -> Registration:
    """The second reader sees it differently (or who started it thinks again): back in review, the letter is gone."""
    row = claim(actor, registration, "return")
    assert row is not None
    starter = row.rejection_by
    note = needed(note, "note", _("Say why: your colleague reads this."))
    steps.forget_letter(row)
    enter(row, RegistrationState.IN_REVIEW)
    row.save()
    promises.keep(Kind.DECIDE_REJECTION_REVIEW, row)
    sentence = _("returned the rejection to review")
    timeline.record(row, actor, sentence, icon="undo-2", detail=note, vendor_only=True)
    if starter is not None and starter.pk != actor.pk:
        messages.returned(row, actor, starter, note)
    return row


@transaction.atomic
def appeal(actor: User, registration: Registration, reason: str) -> Registration:
    """The partner asks the channel manager to look again: once, within the time that the letter named.

    Raises TransitionRefused.
    """
    row = claim(actor, registration, "appeal")
    assert row is not None
    steps.write_appeal(row, reason, row.partner.owner if row.partner else "")
    row.save(update_fields=steps.APPEAL)
    timeline.record(row, actor, _("appealed"), icon="megaphone", detail=row.appeal_reason, partner=row.partner)
    assert row.partner is not None
    manager = manager_of(row.partner)
    promise = owe(Kind.ANSWER_APPEAL, row, manager, days=float(current_policy().appeal_answer_days))
    messages.appealed(row, actor, manager, promise.due_at)
    return row


@transaction.atomic
def answer_appeal(actor: User, registration: Registration, answer: str, *, reopen: bool) -> Registration:
    """The channel manager answers: the decision stands, or the registration is reviewed again.

    Reopened, it is contested when somebody else holds the customer by now. Raises TransitionRefused without an appeal.
    """
    row = claim(actor, registration, "reopen" if reopen else "answer_appeal")
    assert row is not None
    steps.write_answer(row, answer)
    refuse_naming(row, answer=row.appeal_answer)
    row.save(update_fields=steps.ANSWER)
    promises.keep(Kind.ANSWER_APPEAL, row)
    sentence = _("reopened the registration") if reopen else _("answered the appeal: the decision stands")
    timeline.record(row, actor, sentence, icon="message-square", detail=row.appeal_answer, partner=row.partner)
    if reopen:
        _reopen(row)
    messages.appeal_answered(row, actor, reopened=reopen)
    return row


def _reopen(row: Registration) -> None:
    steps.forget_letter(row)
    row.decided_at = None
    is_free = take(row, RegistrationState.IN_REVIEW)
    ask_for_decision(row, is_free=is_free, thank=False)
