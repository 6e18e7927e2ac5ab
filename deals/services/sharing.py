"""Two after one customer sell it together: one holds it, the other joins, and the credit adds up to 100 %.

The one that holds it is another partner, or the vendor itself with a deal of its own: who joins is told the same.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.enums import HOLDS_THE_CUSTOMER, Involvement, RegistrationState, Stage
from deals.messages import sharing as messages
from deals.models import Opportunity, Registration
from deals.selectors.checking import holder_of, is_sold_directly
from deals.selectors.credits import given_by_the_vendor, helpers_of
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, TransitionRefused, needed
from prm.promises import services as promises
from prm.promises.enums import Kind

from .claims import claim, enter, hold, refuse_closed, refuse_naming


@transaction.atomic
def share(
    actor: User, registration: Registration, *, involvement: str, credit_share: int, reason: str
) -> Registration:
    """Arbitration: the holder keeps customer and protection, this one joins with its share of the holder's credit.

    Split when `involvement` is primary, co-sell when it is influencing. Where the vendor itself sells, `shares_with`
    stays empty. Raises TransitionRefused when nobody is there any more, and InvalidInput for a share that leaves the
    holder none or a reason that names the other side.
    """
    hold(registration, holder=True)
    row = claim(actor, registration, "share")
    assert row is not None
    refuse_closed(row)
    row.decision_note = needed(reason, "reason", _("Say why: the partner reads this."))
    refuse_naming(row, reason=row.decision_note)
    holder = _locked_holder(row)
    _check_share(involvement, credit_share, _held(row, holder))
    if holder is not None:
        holder.credit_share -= credit_share
        holder.save(update_fields=["credit_share"])
    row.involvement, row.credit_share, row.shares_with = involvement, credit_share, holder
    row.decided_at = timezone.now()
    enter(row, RegistrationState.CO_SELLING)
    row.save()
    promises.keep(Kind.ARBITRATE, row)
    _tell(actor, row, holder)
    return row


def _locked_holder(row: Registration) -> Registration | None:
    """The registration that holds the customer; None where the vendor itself sells there."""
    assert row.customer is not None
    found = holder_of(row.customer, row.scope, but_not=row)
    holder = Registration.objects.lock(found) if found is not None else None
    if holder is not None and holder.state in HOLDS_THE_CUSTOMER:
        return holder
    if not is_sold_directly(row.customer, row.scope):
        raise TransitionRefused(_("Nobody holds this customer any more: you can decide for this registration."))
    return None


def _held(row: Registration, holder: Registration | None) -> int:
    """What percent of the credit there is to share."""
    if holder is not None:
        return holder.credit_share
    assert row.customer_id is not None
    return 100 - given_by_the_vendor(row.customer_id, row.scope)


def _check_share(involvement: str, credit_share: int, held: int) -> None:
    if involvement not in Involvement.values:
        sentence = _("Choose how they work together.")
        raise InvalidInput(sentence, fields={"involvement": sentence})
    if not 1 <= credit_share < held:
        words = {"most": held - 1}
        sentence = _("A share is a whole number from 1 to %(most)s: the rest stays with the holder.") % words
        raise InvalidInput(sentence, fields={"credit_share": sentence})


def _tell(actor: User, row: Registration, holder: Registration | None) -> None:
    words = {"share": row.credit_share, "part": Involvement(row.involvement).label}
    sentence = _("decided: sold together with us, %(share)s %% of the credit. %(part)s") % words
    timeline.record(row, actor, sentence, icon="handshake", detail=row.decision_note, partner=row.partner)
    messages.joined(row, actor)
    if holder is None:
        timeline.record(row, actor, _("shares this customer with our own sales"), icon="git-compare", vendor_only=True)
        return
    sentence = _("shares this customer with %(partner)s (%(ref)s)")
    for one, other in ((row, holder), (holder, row)):
        words = {"partner": other.partner, "ref": other.ref}
        timeline.record(one, actor, sentence % words, icon="git-compare", vendor_only=True)
    _tell_share(actor, holder)


def _tell_share(actor: User, holder: Registration) -> None:
    sentence = _("set the share of the credit to %(share)s %%") % {"share": holder.credit_share}
    timeline.record(holder, actor, sentence, icon="percent", partner=holder.partner)
    messages.share_changed(holder, actor)


def give_share_back(row: Registration) -> None:
    """What this one got of another's credit goes back there; nothing when it shared none. The caller saves `row`."""
    if row.state != RegistrationState.CO_SELLING:
        return
    holder = Registration.objects.lock(row.shares_with) if row.shares_with is not None else None
    share, row.involvement, row.credit_share, row.shares_with = row.credit_share, Involvement.PRIMARY, 100, None
    if holder is not None:
        holder.credit_share += share
        holder.save(update_fields=["credit_share"])
        sentence = _("The share of the credit is %(share)s %% again") % {"share": holder.credit_share}
        timeline.record(holder, None, sentence, icon="percent", partner=holder.partner)


def end_with(deal: Opportunity, registration: Registration | None) -> None:
    """The deal that others helped to win is closed: their part is over with it, and they are told how it ended.

    `registration` is the one that held the customer; without it, and without a partner, it was the vendor's own deal.
    Their shares stay as they were.
    """
    if registration is not None:
        rows = Registration.objects.filter(state=RegistrationState.CO_SELLING, shares_with=registration)
    else:
        rows = helpers_of(deal)
    sentence = _("The deal was closed: “%(stage)s”") % {"stage": Stage(deal.stage).label}
    for row in rows.order_by("pk").select_for_update(of=("self",)):
        enter(row, RegistrationState.COMPLETED)
        row.save(update_fields=["state", "state_since"])
        timeline.record(row, None, sentence, icon="handshake", partner=row.partner)
        messages.ended(row, Stage(deal.stage))
