"""Fees: accrued when a deal is won, due after the policy's days, approved and paid by finance."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from deals.models import Opportunity, Registration
from deals.selectors.credits import Share, helpers_of, shares_of
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.calendar import calendar_of
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .. import plans, rules
from ..enums import FeeState
from ..messages import fees as messages
from ..models import CompensationPlan, Fee
from ..selectors import calculation_for, divided, finance_person, plan_in_force, terms_for

DUE_AFTER = timedelta(days=30)
# After a fee has become due, finance is reminded within a week, and it is told upwards after two.
REMIND_AFTER = timedelta(days=7)
ESCALATE_AT = 2.0  # times the time to the reminder
LONGEST_REFERENCE = 80


@transaction.atomic
def accrue(opportunity: Opportunity, registration: Registration | None, actor: User) -> list[Fee]:
    """The fee of a deal that has just been won, split among the partners by their shares of the credit, the deal's own
    partner first; none when there is nothing to pay, which is then written down.

    `registration` is the one that protected the deal; the plan is the one of the day it was submitted. A deal of the
    vendor's own earns the partners that helped to win it their shares.
    """
    if opportunity.amount is None:
        return []
    if opportunity.partner is None:
        return [fee for row in helpers_of(opportunity).order_by("pk") if (fee := _for_help(opportunity, row))]
    began = registration.submitted_at if registration is not None else opportunity.opened_at
    plan = plan_in_force(timezone.localdate(began or opportunity.closed_at), opportunity.partner)
    if plan is None:
        sentence = _("No fee: no compensation plan was in force when this deal began")
        timeline.record(opportunity, None, sentence, icon="circle-alert", vendor_only=True)
        return []
    return _accrue(opportunity, plan, is_registered=registration is not None)


def _accrue(deal: Opportunity, plan: CompensationPlan, *, is_registered: bool) -> list[Fee]:
    counted = calculation_for(deal, plan, is_registered=is_registered)
    if counted.amount <= 0:
        sentence = _("No fee by %(plan)s") % {"plan": plan}
        timeline.record(deal, None, sentence, icon="circle-alert", partner=deal.partner)
        return []
    assert deal.amount is not None
    shares, currency = shares_of(deal), str(deal.amount.currency)
    percents = [share.percent for share in shares]
    found = divided(counted, deal.amount.amount, percents, currency)
    return [
        earn(deal, plan, share, base, part) for share, (base, part) in zip(shares, found, strict=True) if part.amount
    ]


def _for_help(deal: Opportunity, row: Registration) -> Fee | None:
    """Its share of what the vendor's own deal would earn this partner, by the plan of the day it registered.

    It reads the same as who shares another partner's deal: a fee that failed to come would say whose the deal was.
    """
    assert row.partner is not None and row.submitted_at is not None and deal.amount is not None
    plan = plan_in_force(timezone.localdate(row.submitted_at), row.partner)
    if plan is None:
        return None
    currency = str(deal.amount.currency)
    won = plans.Won(deal.amount.amount, currency, deal.deal_source)
    counted = plans.calculate(won, terms_for(plan, row.partner, currency))
    found = divided(counted, deal.amount.amount, [100 - row.credit_share, row.credit_share], currency)
    base, part = found[1]
    return earn(deal, plan, Share(row.partner, row.credit_share, row), base, part) if part.amount else None


def earn(deal: Opportunity, plan: CompensationPlan, share: Share, base: Decimal, part: plans.Calculation) -> Fee:
    """This partner's part of a deal's fee, and word of it.

    `base` is the value that it is counted from: the deal's for its own partner, its share of that for another.
    """
    assert deal.amount is not None
    row, currency = share.registration, deal.amount.currency
    closed = deal.closed_at or timezone.now()
    fee = Fee.objects.create(
        opportunity=deal,
        registration=row,
        plan=plan,
        base=Money(base, currency),
        amount=Money(part.amount, currency),
        lines=[line.as_json() for line in part.lines],
        earned_on=timezone.localdate(closed),
        due_on=timezone.localdate(closed) + DUE_AFTER,
        partner=share.partner,
        referrer=(row or deal).referrer,
        campaign=(row or deal).campaign,
    )
    words = {"amount": formats.money(fee.amount), "day": formats.short_date(fee.due_on)}
    for subject in (fee, fee.about):
        sentence = _("Fee earned: %(amount)s, due %(day)s") % words
        timeline.record(subject, None, sentence, icon="wallet", partner=share.partner)
    messages.earned(fee)
    return fee


def mark_due(today: date | None = None, limit: int = 200) -> int:
    """Fees whose day (in UTC) has come are owed from now on; returns how many. Safe to run twice, side by side."""
    today = today or timezone.localdate()
    done = 0
    while done < limit and _mark_one_due(today):
        done += 1
    return done


@transaction.atomic
def _mark_one_due(today: date) -> bool:
    rows = Fee.objects.filter(state=FeeState.ACCRUED, due_on__lte=today).order_by("due_on", "pk")
    fee = rows.select_for_update(of=("self",), skip_locked=True).first()
    if fee is None:
        return False
    become_due(fee)
    person = _owe(Kind.APPROVE_FEE, fee)
    if person is not None:
        messages.fell_due(fee, person)
    return True


def become_due(fee: Fee) -> None:
    fee.state = FeeState.DUE
    fee.save(update_fields=["state"])
    timeline.record(fee, None, _("The fee is due"), icon="calendar-clock", partner=fee.partner)


def _owe(kind: Kind, fee: Fee, person: User | None = None) -> User | None:
    """Somebody in finance owes the next step, is reminded after a week, and it is told upwards after two."""
    person = person or finance_person()
    if person is not None:
        due = calendar_of(person).next_open(timezone.now() + REMIND_AFTER)
        owe(kind, fee, person, due_at=due, nudges=(("escalate", ESCALATE_AT),))
    return person


def owe_payment(fee: Fee, person: User) -> None:
    """From now on the money is owed by this person in finance."""
    _owe(Kind.PAY_FEE, fee, person)


def owe(kind: Kind, fee: Fee, person: User, **terms: Any) -> Promise:
    """This person's promise about the fee; `terms` are those of `promises.make`."""
    return promises.make(
        kind=kind,
        subject=fee,
        owed_by=person,
        label=f"{fee.partner} · {formats.money(fee.amount)}",
        url=fee.get_absolute_url(),
        partner=fee.partner,
        **terms,
    )


def claim_fee(actor: User, fee: Fee, action: str) -> Fee | None:
    """The fee, locked; None when it is there already. Raises NotAllowed and TransitionRefused."""
    row = Fee.objects.lock(fee)
    transition = rules.FEE[action]
    if not actor.is_active or actor.role not in transition.who:
        raise NotAllowed(_("Your role may not do this."))
    if row.state == transition.target:
        return None
    if not rules.possible(action, row.state, actor.role):
        words = {"state": FeeState(row.state).label}
        raise TransitionRefused(_("This is not possible: the fee is “%(state)s”. Nothing was changed.") % words)
    return row


@transaction.atomic
def approve_fee(actor: User, fee: Fee) -> Fee:
    """Finance agrees to pay. One that is approved before its day becomes due at once. Does nothing when approved."""
    row = claim_fee(actor, fee, "approve")
    if row is None:
        return Fee.objects.get(pk=fee.pk)
    if row.state == FeeState.ACCRUED:
        become_due(row)
    row.state, row.approved_by, row.approved_at = FeeState.APPROVED, actor, timezone.now()
    row.save(update_fields=["state", "approved_by", "approved_at"])
    timeline.record(row, actor, _("approved the fee"), icon="circle-check", partner=row.partner)
    promises.keep(Kind.APPROVE_FEE, row)
    owe_payment(row, actor)
    messages.approved(row)
    return row


@transaction.atomic
def pay_fee(actor: User, fee: Fee, reference: str) -> Fee:
    """The money is on its way under this payment reference. From now on the row is final. Does nothing when paid."""
    row = claim_fee(actor, fee, "pay")
    if row is None:
        return Fee.objects.get(pk=fee.pk)
    row.payment_reference = needed(
        reference, "reference", _("Give the payment reference, so that both sides find it.")
    )
    if len(row.payment_reference) > LONGEST_REFERENCE:
        sentence = _("At most %(limit)s characters.") % {"limit": LONGEST_REFERENCE}
        raise InvalidInput(sentence, fields={"reference": sentence})
    row.state, row.paid_by, row.paid_at = FeeState.PAID, actor, timezone.now()
    row.save(update_fields=["state", "paid_by", "paid_at", "payment_reference"])
    promises.keep(Kind.PAY_FEE, row)
    for subject in (row, row.about):
        words = {"amount": formats.money(row.amount), "reference": row.payment_reference}
        sentence = _("paid the fee of %(amount)s (%(reference)s)") % words
        timeline.record(subject, actor, sentence, icon="banknote", partner=row.partner)
    messages.paid(row)
    return row
