"""Two partners after one customer sell it together: one holds it, the other joins, and the credit adds up to 100 %."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.enums import HOLDS_THE_CUSTOMER, Involvement, RegistrationState
from deals.messages import sharing as messages
from deals.models import Registration
from deals.selectors.checking import holder_of
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, TransitionRefused, needed
from prm.promises import services as promises
from prm.promises.enums import Kind

from .claims import claim, enter, refuse_naming


@transaction.atomic
def share(
    actor: User, registration: Registration, *, involvement: str, credit_share: int, reason: str
) -> Registration:
    """Arbitration: the holder keeps customer and protection, this one joins with its share of the holder's credit.

    Split when `involvement` is primary, co-sell when it is influencing. Raises TransitionRefused when nobody holds the
    customer any more, and InvalidInput for a share that leaves the holder none or a reason that names the other side.
    """
    row = claim(actor, registration, "share")
    assert row is not None
    row.decision_note = needed(reason, "reason", _("Say why: the partner reads this."))
    refuse_naming(row, reason=row.decision_note)
    holder = _locked_holder(row)
    _check_share(involvement, credit_share, holder)
    holder.credit_share -= credit_share
    holder.save(update_fields=["credit_share"])
    row.involvement, row.credit_share, row.shares_with = involvement, credit_share, holder
    row.decided_at = timezone.now()
    enter(row, RegistrationState.CO_SELLING)
    row.save()
    promises.keep(Kind.ARBITRATE, row)
    _tell(actor, row, holder)
    return row


def _locked_holder(row: Registration) -> Registration:
    assert row.customer is not None
    found = holder_of(row.customer, row.scope, but_not=row)
    holder = Registration.objects.lock(found) if found is not None else None
    if holder is None or holder.state not in HOLDS_THE_CUSTOMER:
        raise TransitionRefused(_("Nobody holds this customer any more: you can decide for this registration."))
    return holder


def _check_share(involvement: str, credit_share: int, holder: Registration) -> None:
    if involvement not in Involvement.values:
        sentence = _("Choose how they work together.")
        raise InvalidInput(sentence, fields={"involvement": sentence})
    if not 1 <= credit_share < holder.credit_share:
        words = {"most": holder.credit_share - 1}
        sentence = _("A share is a whole number from 1 to %(most)s: the rest stays with the holder.") % words
        raise InvalidInput(sentence, fields={"credit_share": sentence})


def _tell(actor: User, row: Registration, holder: Registration) -> None:
    words = {"share": row.credit_share, "part": Involvement(row.involvement).label}
    sentence = _("decided: sold together with us, %(share)s %% of the credit. %(part)s") % words
    timeline.record(row, actor, sentence, icon="handshake", detail=row.decision_note, partner=row.partner)
    sentence = _("shares this customer with %(partner)s (%(ref)s)")
    for one, other in ((row, holder), (holder, row)):
        words = {"partner": other.partner, "ref": other.ref}
        timeline.record(one, actor, sentence % words, icon="git-compare", vendor_only=True)
    messages.joined(row, actor)
    _tell_share(actor, holder)


def _tell_share(actor: User, holder: Registration) -> None:
    sentence = _("set the share of the credit to %(share)s %%") % {"share": holder.credit_share}
    timeline.record(holder, actor, sentence, icon="percent", partner=holder.partner)
    messages.share_changed(holder, actor)


def give_share_back(row: Registration) -> None:
    """What this one got of another's credit goes back there; nothing when it shared none. The caller saves `row`."""
    if row.shares_with is None:
        return
    holder = Registration.objects.lock(row.shares_with)
    holder.credit_share += row.credit_share
    holder.save(update_fields=["credit_share"])
    row.involvement, row.credit_share, row.shares_with = Involvement.PRIMARY, 100, None
    sentence = _("The share of the credit is %(share)s %% again") % {"share": holder.credit_share}
    timeline.record(holder, None, sentence, icon="percent", partner=holder.partner)
