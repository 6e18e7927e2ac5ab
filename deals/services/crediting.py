"""Who gets the credit for a deal: a decision of the channel's managers, with a reason that both sides read."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from deals.messages import sharing as messages
from deals.models import Opportunity, Registration
from deals.selectors.credits import registrations_of_deal
from deals.signals import credit_changed, shares_changed
from partners.models import Campaign, Member
from partners.rules import runs_the_channel
from partners.services import decide_credit
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed

from .claims import refuse_naming


@transaction.atomic
def change_credit(
    actor: User, opportunity: Opportunity, *, referrer: Member | None, campaign: Campaign | None, reason: str
) -> Opportunity:
    """The deal's referrer and campaign; its fees that are not paid follow. Raises what `decide_credit` raises."""
    row = Opportunity.objects.lock(opportunity)
    changed = decide_credit(actor, row, referrer=referrer, campaign=campaign, reason=reason)
    if changed:
        row.save(update_fields=changed)
        credit_changed.send(sender=Opportunity, opportunity=row)
    return row


@transaction.atomic
def change_shares(actor: User, opportunity: Opportunity, shares: Mapping[str, int], reason: str) -> Opportunity:
    """Other shares for a deal that several partners sell, by the reference of each registration, in percent.

    Fees that were earned are corrected by rows of their own, never edited. Each partner is told its own share only.
    Does nothing when nothing changes. Raises NotAllowed for anybody but the channel's managers, TransitionRefused for
    a deal that nobody shares, and InvalidInput for shares that do not add up and a reason that is empty or names
    another partner.
    """
    if not runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers decide who gets the credit."))
    deal = Opportunity.objects.lock(opportunity)
    rows = _locked(registrations_of_deal(deal))
    if len(rows) < 2:
        raise TransitionRefused(_("One partner sells this deal alone: there is nothing to share."))
    _check_shares(rows, shares)
    reason = needed(reason, "reason", _("Say why: each of them reads it."))
    changed = [row for row in rows if row.credit_share != shares[row.ref]]
    for row in changed:
        refuse_naming(row, *(one.partner.name for one in rows if one.pk != row.pk and one.partner), reason=reason)
        _give_share(actor, row, shares[row.ref], reason)
    if changed:
        words = ", ".join(f"{row.partner} {shares[row.ref]} %" for row in rows)
        sentence = (_("changed the shares of the credit: %(shares)s") % {"shares": words})[:400]
        timeline.record(deal, actor, sentence, icon="percent", detail=reason, vendor_only=True)
        shares_changed.send(sender=Opportunity, opportunity=deal, actor=actor, reason=reason)
    return deal


def _locked(rows: list[Registration]) -> list[Registration]:
    """The same rows, locked in the order of everybody."""
    locked = {row.pk: Registration.objects.lock(row) for row in sorted(rows, key=lambda one: one.pk)}
    return [locked[row.pk] for row in rows]


def _check_shares(rows: list[Registration], shares: Mapping[str, int]) -> None:
    refs = [row.ref for row in rows]
    problems = {}
    if set(shares) != set(refs) or sum(shares.values()) != 100:
        problems = dict.fromkeys(refs, _("All shares together are 100 %."))
    problems |= {
        ref: _("A share is a whole number from 1 to 99.") for ref in refs if not 1 <= shares.get(ref, 0) <= 99
    }
    if problems:
        raise InvalidInput(
            next(iter(problems.values())), fields={f"share_{ref}": one for ref, one in problems.items()}
        )


def _give_share(actor: User, row: Registration, percent: int, reason: str) -> None:
    row.credit_share = percent
    row.save(update_fields=["credit_share"])
    row.refresh_from_db(fields=["version"])
    sentence = _("set the share of the credit to %(share)s %%") % {"share": percent}
    timeline.record(row, actor, sentence, icon="percent", detail=reason, partner=row.partner)
    messages.share_changed(row, actor)
