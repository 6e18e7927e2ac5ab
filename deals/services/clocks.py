"""Promises about registrations: who owes the decision, by when, and who is told when it is late."""

from typing import Any

from django.utils.translation import gettext as _

from deals.messages import registrations as messages
from deals.models import Registration
from deals.selectors import current_policy
from deals.selectors.approving import reviewer_for
from partners.enums import PartnerState
from partners.selectors import manager_of
from prm.accounts.models import User
from prm.core import timeline
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .chains import begin_chain
from .slots import record_conflict

ACKNOWLEDGE_HOURS = 1
# What the vendor owes about an undecided registration; it stands while the partner is not active.
STANDING = (Kind.DECIDE_REGISTRATION, Kind.ARBITRATE)
# Business days after the start at which a late decision is told upwards.
OWNER_AFTER, CHANNEL_AFTER = 1.0, 2.0


def label_of(row: Registration) -> str:
    return f"{row.company} · {row.product.name if row.product else ''}".strip(" ·")


def owe(kind: str, row: Registration, person: User, **terms: Any) -> Promise:
    """The promise of this person about the registration; `terms` are those of `promises.make`."""
    return promises.make(
        kind=kind,
        subject=row,
        owed_by=person,
        label=label_of(row),
        url=row.get_absolute_url(),
        partner=row.partner,
        **terms,
    )


def ask_for_decision(row: Registration, *, is_free: bool, thank: bool = True) -> None:
    """Somebody is found who decides, owes it by a time and, with `thank`, thanks the partner at once."""
    if is_free:
        promise = _ask_reviewer(row)
        messages.arrived(row, promise.owed_by, promise.due_at)
    else:
        promise = _ask_manager(row)
        messages.to_settle(row, promise.owed_by, promise.due_at)
    if thank:
        _acknowledge(row, promise, contested=not is_free)


def _ask_reviewer(row: Registration) -> Promise:
    if row.reviewer is None or not row.reviewer.is_active:
        route(row)
    assert row.reviewer is not None
    begin_chain(row)
    return promise_decision(row, row.reviewer, float(current_policy().decide_days))


def route(row: Registration) -> None:
    """Finds the reviewer, who will also be the sales rep of the deal, and writes down why this one."""
    chosen = reviewer_for(row)
    row.reviewer, row.routing_sentence, row.routing_lines = chosen.user, chosen.sentence[:400], chosen.lines
    row.save(update_fields=["reviewer", "routing_sentence", "routing_lines"])
    words = {"name": chosen.user}
    timeline.record(row, None, _("%(name)s reviews it") % words, icon="user-check", partner=row.partner)
    sentence = _("was chosen as reviewer")
    timeline.record(row, chosen.user, sentence, icon="route", detail=row.routing_sentence, vendor_only=True)


def promise_decision(row: Registration, decider: User, days: float) -> Promise:
    """The decider's clock; half-way a reminder, then the partner's channel manager hears of it, then all of them."""
    nudges = (("remind", 0.5), ("owner", OWNER_AFTER / days), ("channel", CHANNEL_AFTER / days))
    return stand_with_partner(row, owe(Kind.DECIDE_REGISTRATION, row, decider, days=days, nudges=nudges))


def stand_with_partner(row: Registration, promise: Promise) -> Promise:
    """A clock of STANDING stands from its beginning while the partner is not active."""
    if row.partner is not None and row.partner.state != PartnerState.ACTIVE:
        return promises.pause(promise.kind, row) or promise
    return promise


def _ask_manager(row: Registration) -> Promise:
    assert row.partner is not None
    record_conflict(row)
    sentence = _("Kept: a channel manager decides, because the customer is not free for this product")
    timeline.record(row, None, sentence, icon="scale", partner=row.partner)
    promise = owe(Kind.ARBITRATE, row, manager_of(row.partner), days=float(current_policy().arbitrate_days))
    return stand_with_partner(row, promise)


def _acknowledge(row: Registration, promise: Promise, *, contested: bool) -> None:
    """Promised and kept in the same breath, so that the scorecard knows how fast we say thanks."""
    start = {"hours": ACKNOWLEDGE_HOURS, "nudges": (), "started_at": row.submitted_at}
    owe(Kind.ACKNOWLEDGE, row, promise.owed_by, **start)
    messages.acknowledged(row, promise.owed_by, promise.due_at, contested=contested)
    promises.keep(Kind.ACKNOWLEDGE, row)


def hand_over_clock(row: Registration, reviewer: User) -> None:
    """The decision is this reviewer’s now; both sides meet."""
    promise = promises.pass_on(Kind.DECIDE_REGISTRATION, row, reviewer)
    if promise is not None:
        messages.arrived(row, reviewer, promise.due_at)
        messages.handed_over(row, reviewer, promise.due_at)
