"""A decision about who gets the credit for a lead or a deal. The apps above apply it to their own rows."""

from typing import Any

from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused

from .. import rules
from ..models import Campaign, Credited, Member


def decide_credit(
    actor: User, row: Credited, *, referrer: Member | None, campaign: Campaign | None, reason: str
) -> list[str]:
    """Sets referrer and campaign of the locked, unsaved `row` and writes the decision down; returns what changed.

    Credit moves within the partner whose row it is; both sides read who decided and why. Raises NotAllowed for anybody
    but the channel's managers, TransitionRefused while it is no partner's, and InvalidInput without a reason or with
    somebody else's person or campaign.
    """
    if not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers decide who gets the credit."))
    if row.partner is None:
        raise TransitionRefused(_("It belongs to no partner yet, so there is no credit to give."))
    _check(row, referrer, campaign, reason)
    wanted = {"referrer": referrer, "campaign": campaign}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    before = {name: str(getattr(row, name) or _("nobody")) for name in changed}
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        after = {name: str(wanted[name] or _("nobody")) for name in changed}
        moves = ", ".join(f"{before[name]} → {after[name]}" for name in changed)
        sentence = (_("changed the credit: %(moves)s") % {"moves": moves})[:400]
        timeline.record(row, actor, sentence, icon="award", detail=reason.strip(), partner=row.partner)
    return changed


def _check(row: Any, referrer: Member | None, campaign: Campaign | None, reason: str) -> None:
    problems = {}
    if not reason.strip():
        problems["reason"] = _("Say why: both sides read it.")
    if referrer is not None and referrer.partner_id != row.partner_id:
        problems["referrer"] = _("This person is not at the partner whose it is.")
    if campaign is not None and campaign.partner_id != row.partner_id:
        problems["campaign"] = _("This campaign belongs to another partner.")
    if problems:
        raise InvalidInput(next(iter(problems.values())), fields=problems)
