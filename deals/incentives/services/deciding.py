"""The channel manager's verbs on a request: approve, ask for more, refuse with reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.calendar import calendar_of
from prm.core.errors import InvalidInput, TransitionRefused, needed
from prm.promises import services as promises
from prm.promises.enums import Kind

from ..enums import EntryKind, MdfState, Pot, RefusalReason
from ..messages import mdf as messages
from ..models import MdfRequest
from ..selectors import current_mdf_policy
from .budgets import check_amount, move
from .requesting import claim_request, enter, owe, people_of

# A claim that nears its last day is brought back to mind so many days before.
WARN_DAYS = (14, 3)


@transaction.atomic
def approve_request(actor: User, request: MdfRequest, amount: Decimal | None = None, note: str = "") -> MdfRequest:
    """Reserves the amount (what was asked for when left out) in the budget. Does nothing when it is approved.

    Raises InvalidInput for more than was asked for, and TransitionRefused for more than the budget holds.
    """
    row = claim_request(actor, request, "approve")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    amount = row.asked if amount is None else amount
    check_amount(amount, str(row.currency))
    if amount > row.asked:
        words = {"asked": formats.money(row.asked, str(row.currency))}
        sentence = _("At most what was asked for: %(asked)s.") % words
        raise InvalidInput(sentence, fields={"amount": sentence})
    move(row.budget, EntryKind.RESERVE, Pot.AVAILABLE, Pot.RESERVED, amount, actor=actor, request=row)
    row.approved, row.decided_by, row.decided_at = amount, actor, timezone.now()
    row.decision_note = note.strip()
    row.claim_by = row.ends_on + timedelta(days=current_mdf_policy().claim_days)
    enter(row, MdfState.APPROVED)
    row.save()
    words = {"amount": formats.money(amount, str(row.currency)), "day": formats.short_date(row.claim_by)}
    sentence = _("approved %(amount)s; to be claimed by %(day)s") % words
    timeline.record(row, actor, sentence, icon="circle-check", detail=row.decision_note, partner=row.partner)
    promises.keep(Kind.APPROVE_MDF, row)
    expect_claim(row)
    messages.approved(row, people_of(row), actor)
    return row


def expect_claim(row: MdfRequest, until: datetime | None = None) -> None:
    """The partner claims by the last day of the request, or by `until` when that is later; warned before it lapses."""
    people = people_of(row)
    if not people:
        return
    assert row.claim_by is not None
    start = timezone.now()
    # The end of the last day, wherever the partner sits.
    last = datetime.combine(row.claim_by + timedelta(days=1), datetime.min.time(), start.tzinfo)
    due = max(filter(None, (last, until, start + timedelta(days=1))))
    hours = calendar_of(people[0]).business_hours_between
    whole = hours(start, due)
    moments = [(days, due - timedelta(days=days)) for days in WARN_DAYS]
    steps = [(f"warn{days}", hours(start, at) / whole) for days, at in moments if at > start and whole]
    owe(Kind.CLAIM_MDF, row, people[0], due_at=due, nudges=steps)


@transaction.atomic
def request_changes(actor: User, request: MdfRequest, note: str) -> MdfRequest:
    """Back to the partner, with what is missing; our clock stands meanwhile. Raises InvalidInput without a note."""
    row = claim_request(actor, request, "request_changes")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    row.request_note = needed(note, "note", _("Say what is missing: the partner reads this."))
    enter(row, MdfState.ACTION_REQUIRED)
    row.save(update_fields=["request_note", "state", "state_since"])
    sentence = _("asked to complete the request")
    timeline.record(row, actor, sentence, icon="circle-question-mark", detail=row.request_note, partner=row.partner)
    promises.pause(Kind.APPROVE_MDF, row)
    people = people_of(row)
    if people:
        promise = owe(Kind.COMPLETE_MDF, row, people[0], days=float(current_mdf_policy().answer_days))
        messages.action_required(row, people, actor, promise)
    return row


def cooled_at(row: MdfRequest) -> datetime:
    """Before this moment nobody refuses: there was hardly time to read it."""
    calendar = calendar_of(row.partner.owner)
    return calendar.add_business_hours(row.submitted_at, current_mdf_policy().cooling_hours)


@transaction.atomic
def refuse_request(
    actor: User, request: MdfRequest, reasons: Sequence[str], checked: str, what_would_change: str
) -> MdfRequest:
    """A letter made of these parts. Raises InvalidInput for a missing part, TransitionRefused when too fast."""
    row = claim_request(actor, request, "refuse")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    if timezone.now() < cooled_at(row):
        words = {"time": formats.absolute(cooled_at(row), timezone.now())}
        sentence = _("A refusal is possible from %(time)s. If something is missing, ask the partner to complete it.")
        raise TransitionRefused(sentence % words)
    if not reasons or set(reasons) - set(RefusalReason.values):
        raise InvalidInput(_("Choose a reason."), fields={"reasons": _("Choose a reason.")})
    row.refusal_reasons = list(reasons)
    row.refusal_checked = needed(checked, "checked", _("Say what you checked."))
    row.refusal_changes = needed(what_would_change, "what_would_change", _("Say what would change the answer."))
    row.decided_by, row.decided_at = actor, timezone.now()
    enter(row, MdfState.REFUSED)
    row.save()
    labels = ", ".join(str(RefusalReason(reason).label) for reason in row.refusal_reasons)
    sentence = _("refused the request")
    timeline.record(row, actor, sentence, icon="circle-x", detail=labels, partner=row.partner)
    promises.keep(Kind.APPROVE_MDF, row)
    messages.refused(row, people_of(row), actor)
    return row
