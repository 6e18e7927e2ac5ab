"""A fee that is wrong: the partner disputes it, finance answers, cancels or takes back. Paid rows stay as they are."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from partners.models import partner_id_of
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed
from prm.core.money import smallest_unit
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import rules
from ..enums import DisputeState, FeeState
from ..messages import fees as messages
from ..models import Dispute, Fee
from ..selectors import dispute_of, finance_person, whole_of
from .fees import become_due, claim_fee, owe, owe_payment

ANSWER_DAYS = 5.0  # business days
CLOCKS = {FeeState.DUE: Kind.APPROVE_FEE, FeeState.APPROVED: Kind.PAY_FEE}


@transaction.atomic
def dispute_fee(actor: User, fee: Fee, reason: str) -> Dispute:
    """The partner says in words what is wrong, once and within the window. Finance owes an answer; other clocks stand.

    Raises NotAllowed for another partner's people, TransitionRefused when it is too late or was disputed before.
    """
    row = claim_fee(actor, fee, "dispute")
    if partner_id_of(actor) != fee.partner_id:
        raise NotAllowed(_("This fee is not yours."))
    known = dispute_of(fee)
    if known is not None and known.state == DisputeState.OPEN:
        return known
    if row is None or known is not None:
        raise TransitionRefused(_("This fee was disputed and answered before."))
    if not rules.may_dispute(row, timezone.localdate()):
        words = {"day": formats.short_date(rules.dispute_until(row))}
        raise TransitionRefused(_("This fee could be disputed until %(day)s.") % words)
    reason = needed(reason, "reason", _("Say what is wrong: finance reads this."))
    dispute = Dispute.objects.create(fee=row, fee_state=row.state, reason=reason, opened_by=actor)
    if row.state in CLOCKS:
        promises.pause(CLOCKS[FeeState(row.state)], row)
    if row.state != FeeState.PAID:
        row.state = FeeState.DISPUTED
        row.save(update_fields=["state"])
    sentence = _("disputed the fee")
    timeline.record(row, actor, sentence, icon="message-circle-warning", detail=reason, partner=row.partner)
    person = finance_person()
    if person is not None:
        promise = owe(Kind.ANSWER_DISPUTE, row, person, days=ANSWER_DAYS, nudges=(("remind", 0.5), ("escalate", 1.5)))
        messages.disputed(row, dispute, promise)
    return dispute


@transaction.atomic
def answer_dispute(actor: User, fee: Fee, answer: str, correction: Decimal | None = None) -> Dispute:
    """Finance answers: with `correction` (more or less than nothing) the partner was right and a row of its own says
    by how much; without it the fee stands and the answer says why. The fee goes on from where it was.

    Does nothing when it was answered. Raises InvalidInput for an empty answer and an impossible correction.
    """
    row = claim_fee(actor, fee, "answer_dispute")
    dispute = dispute_of(fee)
    if row is None or dispute is None:
        raise TransitionRefused(_("Nobody disputes this fee."))
    if dispute.state != DisputeState.OPEN:
        return dispute
    dispute.answer = needed(answer, "answer", _("Answer in words: the partner reads this."))
    dispute.state, dispute.answered_at, dispute.answered_by = DisputeState.DECLINED, timezone.now(), actor
    if correction is not None:
        dispute.state = DisputeState.UPHELD
        dispute.correction = _correct(row, correction, dispute.answer, FeeState.ACCRUED)
    dispute.save()
    if row.state == FeeState.DISPUTED:
        _go_on(row, dispute)
    sentence = _("corrected the fee") if correction is not None else _("explained the fee")
    timeline.record(row, actor, sentence, icon="message-square", detail=dispute.answer, partner=row.partner)
    promises.keep(Kind.ANSWER_DISPUTE, row)
    messages.dispute_answered(row, dispute)
    return dispute


def _go_on(row: Fee, dispute: Dispute) -> None:
    row.state = dispute.fee_state
    row.save(update_fields=["state"])
    if row.state in CLOCKS:
        promises.resume(CLOCKS[FeeState(row.state)], row)


def _correct(row: Fee, amount: Decimal, reason: str, state: FeeState) -> Fee:
    """Another row that adds `amount` (below nothing: takes away). All rows of a fee together never fall below it.

    Raises InvalidInput otherwise. The fee's row is locked, so two corrections wait for each other.
    """
    currency = str(row.amount.currency)
    whole = whole_of(row)
    sentence = ""
    if not amount:
        sentence = _("More or less than nothing.")
    elif amount % smallest_unit(currency):
        sentence = _("This currency has no such small amounts.")
    elif whole + amount < 0 or abs(amount) > row.base.amount:
        words = {"left": formats.money(whole, currency), "base": formats.money(row.base)}
        sentence = _("Not possible: the fee stands at %(left)s, counted from %(base)s.") % words
    if sentence:
        raise InvalidInput(sentence, fields={"amount": sentence})
    return add_correction(row, amount, reason, state)


def add_correction(row: Fee, amount: Decimal, reason: str, state: FeeState = FeeState.ACCRUED) -> Fee:
    """The row that corrects another by `amount`, which is not nothing. The caller has checked it, under lock."""
    today, currency = timezone.localdate(), str(row.amount.currency)
    return Fee.objects.create(
        opportunity=row.opportunity,
        registration=row.registration,
        plan=row.plan,
        base=row.base,
        amount=Money(amount, currency),
        lines=[{"label": _("Correction of %(ref)s") % {"ref": row.ref}, "percent": None, "amount": f"{amount:f}"}],
        due_on=max(row.due_on, today) if state == FeeState.ACCRUED else today,
        earned_on=today,
        state=state,
        corrects=row,
        reason=reason,
        partner=row.partner,
        referrer=row.referrer,
        campaign=row.campaign,
    )


def _refuse_to_overdraw(row: Fee) -> None:
    """Without this row the others may not fall below nothing. The fee that it corrects is locked against a race."""
    if row.corrects is not None:
        Fee.objects.lock(row.corrects)
    if not rules.may_cancel(row, whole_of(row)):
        raise TransitionRefused(_("More was taken away than would be left. Cancel the row below nothing first."))


@transaction.atomic
def cancel_fee(actor: User, fee: Fee, reason: str) -> Fee:
    """Finance says that an unpaid fee is not owed, and why. Does nothing when it is cancelled.

    Raises TransitionRefused when more was taken away from the fee than would be left of it.
    """
    row = claim_fee(actor, fee, "cancel")
    if row is None:
        return Fee.objects.get(pk=fee.pk)
    _refuse_to_overdraw(row)
    row.reason = needed(reason, "reason", _("Say why: the partner reads this."))
    row.state, row.cancelled_on = FeeState.CANCELLED, timezone.localdate()
    row.save(update_fields=["state", "cancelled_on", "reason"])
    promises.release(None, row)
    timeline.record(row, actor, _("cancelled the fee"), icon="circle-x", detail=row.reason, partner=row.partner)
    messages.cancelled(row, actor)
    return row


@transaction.atomic
def take_from(actor: User, fee: Fee, amount: Decimal, reason: str) -> Fee:
    """Takes `amount` from a fee that is not paid yet, as a row below nothing that is due with it.

    Raises NotAllowed for anybody but finance, and InvalidInput for more than is left of the fee.
    """
    row = claim_fee(actor, fee, "cancel")
    if row is None:
        raise TransitionRefused(_("This fee was cancelled: nothing is left of it."))
    reason = needed(reason, "reason", _("Say why: the partner reads this."))
    taken = _correct(row, -amount, reason, FeeState.ACCRUED)
    _tell_taken(actor, row, taken, reason)
    return taken


def _tell_taken(actor: User, row: Fee, taken: Fee, reason: str) -> None:
    for subject in (row, taken):
        sentence = _("took back %(amount)s") % {"amount": formats.money(abs(taken.amount))}
        timeline.record(subject, actor, sentence, icon="undo-2", detail=reason, partner=row.partner)
    messages.taken_back(taken, actor)


@transaction.atomic
def claw_back(actor: User, fee: Fee, amount: Decimal, reason: str) -> Fee:
    """Takes back (part of) a paid fee: a row below nothing, approved, which finance sets off and gives a reference.

    `amount` is what is taken, above nothing. Raises InvalidInput for more than is left of the fee.
    """
    row = claim_fee(actor, fee, "claw_back")
    if row is None or row.corrects_id is not None:
        raise TransitionRefused(_("Only a paid fee can be taken back, and a correction through the fee it corrects."))
    dispute = dispute_of(row)
    if dispute is not None and dispute.state == DisputeState.OPEN:
        raise TransitionRefused(_("Answer the dispute first."))
    reason = needed(reason, "reason", _("Say why: the partner reads this."))
    if amount <= 0:
        raise InvalidInput(_("More than nothing."), fields={"amount": _("More than nothing.")})
    taken = _correct(row, -amount, reason, FeeState.ACCRUED)
    become_due(taken)
    taken.state, taken.approved_by, taken.approved_at = FeeState.APPROVED, actor, timezone.now()
    taken.save(update_fields=["state", "approved_by", "approved_at"])
    owe_payment(taken, actor)
    _tell_taken(actor, row, taken, reason)
    return taken
