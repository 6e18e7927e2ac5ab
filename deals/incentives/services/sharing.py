"""Fees of a deal that several partners sell: what changes for one changes for the others, by rows of their own."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from deals.models import Opportunity
from deals.selectors.credits import Share, shares_of
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, TransitionRefused

from .. import plans
from ..enums import FeeState
from ..messages import fees as messages
from ..models import Fee
from ..selectors import BESIDE, whole_of
from .disputing import add_correction, claw_back, take_from
from .fees import earn


def _fees_of(deal: Opportunity) -> dict[int, Fee]:
    """The first fee of each partner, by the partner's row number; locked in the order in which everybody locks."""
    rows = Fee.objects.filter(opportunity=deal, corrects=None).select_related(*BESIDE, "campaign")
    return {fee.partner_id or 0: fee for fee in rows.select_for_update(of=("self",)).order_by("pk")}


def follow_shares(deal: Opportunity, actor: User, reason: str) -> list[Fee]:
    """Divides what the deal's fees come to anew, by the shares as they are now; returns the corrections.

    A partner whose fee was cancelled is left out. Nothing before the deal is won.
    """
    fees = _fees_of(deal)
    shares = [share for share in shares_of(deal) if not _is_cancelled(fees.get(share.partner.pk))]
    if not fees or not shares:
        return []
    wholes = {partner: whole_of(fee) for partner, fee in fees.items() if fee.state != FeeState.CANCELLED}
    currency = str(next(iter(fees.values())).amount.currency)
    parts = plans.split(sum(wholes.values(), Decimal(0)), [share.percent for share in shares], currency)
    made = []
    for share, part in zip(shares, parts, strict=True):
        difference = part - wholes.get(share.partner.pk, Decimal(0))
        if difference:
            made.append(_follow(deal, fees, share, difference, actor, reason))
    return made


def _is_cancelled(fee: Fee | None) -> bool:
    return fee is not None and fee.state == FeeState.CANCELLED


def _follow(
    deal: Opportunity, fees: dict[int, Fee], share: Share, difference: Decimal, actor: User, reason: str
) -> Fee:
    fee = fees.get(share.partner.pk)
    if fee is None:  # its part was less than a cent before
        part = plans.Calculation(difference, (plans.shared_line(difference, share.percent),))
        return earn(deal, next(iter(fees.values())).plan, share, difference, part)
    made = add_correction(fee, difference, reason)
    words = {"share": share.percent, "amount": formats.money(made.amount)}
    sentence = _("Share of the credit now %(share)s %%: %(amount)s") % words
    for subject in (fee, made):
        timeline.record(subject, actor, sentence, icon="percent", detail=reason, partner=fee.partner)
    messages.share_changed(made, actor, share.percent)
    return made


@transaction.atomic
def claw_back_by_shares(actor: User, fee: Fee, amount: Decimal, reason: str) -> list[Fee]:
    """Takes back `amount` of the whole fee of a deal that several partners sell, from each by its share.

    What was paid is set off as in `claw_back`; what was not paid yet is corrected. All or nothing: raises what
    `claw_back` raises, and TransitionRefused while a part of it is disputed.
    """
    fees = _fees_of(fee.opportunity)
    shares = [share for share in shares_of(fee.opportunity) if _is_owed(fees.get(share.partner.pk))]
    weights = [share.percent for share in shares]
    if not shares or amount <= 0:
        raise InvalidInput(_("More than nothing."), fields={"amount": _("More than nothing.")})
    try:
        parts = plans.split(amount, weights, str(fee.amount.currency))
    except ValueError as error:
        sentence = _("This currency has no such small amounts.")
        raise InvalidInput(sentence, fields={"amount": sentence}) from error
    chosen = [(fees[share.partner.pk], part) for share, part in zip(shares, parts, strict=True) if part]
    if any(row.state == FeeState.DISPUTED for row, _part in chosen):
        raise TransitionRefused(_("A part of this fee is disputed. Answer the dispute first."))
    return [
        claw_back(actor, row, part, reason) if row.state == FeeState.PAID else take_from(actor, row, part, reason)
        for row, part in chosen
    ]


def _is_owed(fee: Fee | None) -> bool:
    return fee is not None and fee.state != FeeState.CANCELLED
