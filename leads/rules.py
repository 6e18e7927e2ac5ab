"""What may happen to a lead, from which state, by whom. Pure.

Both directions run through the same states. They differ only in who stands where: an outbound lead is offered to a
member and worked by the partner, an inbound lead is in review with a sales rep and worked by the vendor.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from prm.core.refusing import steps

from .enums import FINAL, Action, CloseReason, DeclineReason, Direction, LeadState, Quality, Who

S = LeadState
BOTH = tuple(Direction)
OPEN_STATES = frozenset(S) - FINAL
ANSWERABLE = frozenset({Who.RECIPIENT})
WORKERS = frozenset({Who.WORKER, Who.ADMIN_OF_PARTNER})
OFFICE = frozenset({Who.SYSTEM, Who.CHANNEL, Who.SELLER})
MANAGERS = frozenset({Who.CHANNEL})
READERS = MANAGERS | ANSWERABLE
PORTAL = frozenset({Who.SYSTEM})
BEFORE_ACCEPTANCE = frozenset({S.NEW, S.HELD, S.QUALIFIED, S.OFFERED, S.UNPLACED})


@dataclass(frozen=True)
class Transition:
    """`target` None leaves the state as it is. `who` names, per direction, who may; a direction left out never may."""

    action: Action
    sources: frozenset[LeadState]
    target: LeadState | None
    who: Mapping[str, frozenset[Who]] = field(default_factory=dict)


def _either(who: frozenset[Who]) -> dict[str, frozenset[Who]]:
    return dict.fromkeys(BOTH, who)


def _outbound(who: frozenset[Who]) -> dict[str, frozenset[Who]]:
    return {Direction.OUTBOUND: who}


def _inbound(who: frozenset[Who]) -> dict[str, frozenset[Who]]:
    return {Direction.INBOUND: who}


TRANSITIONS: tuple[Transition, ...] = (
    # checked
    Transition(Action.QUALIFY, frozenset({S.NEW, S.HELD}), S.QUALIFIED, _either(OFFICE)),
    Transition(Action.HOLD, frozenset({S.NEW, S.QUALIFIED}), S.HELD, _outbound(OFFICE)),
    Transition(
        Action.DISQUALIFY,
        frozenset({S.NEW, S.HELD, S.QUALIFIED, S.UNPLACED}),
        S.DISQUALIFIED,
        _outbound(frozenset({Who.CHANNEL, Who.SELLER})),
    ),
    # routed
    Transition(Action.OFFER, frozenset({S.QUALIFIED}), S.OFFERED, _either(PORTAL)),
    Transition(Action.GIVE_UP, frozenset({S.QUALIFIED}), S.UNPLACED, _either(PORTAL)),
    Transition(Action.ASSIGN, frozenset({S.HELD, S.QUALIFIED, S.OFFERED, S.UNPLACED}), S.OFFERED, _either(MANAGERS)),
    # answered
    Transition(Action.ACCEPT, frozenset({S.OFFERED}), S.ACCEPTED, _either(ANSWERABLE)),
    Transition(Action.DECLINE, frozenset({S.OFFERED}), S.QUALIFIED, _outbound(ANSWERABLE)),
    Transition(Action.EXPIRE, frozenset({S.OFFERED}), S.QUALIFIED, _outbound(PORTAL)),
    Transition(Action.RECALL, frozenset({S.OFFERED}), S.QUALIFIED, _outbound(MANAGERS)),
    Transition(Action.REQUEST_CHANGES, frozenset({S.OFFERED}), S.ACTION_REQUIRED, _inbound(ANSWERABLE)),
    Transition(Action.ANSWER, frozenset({S.ACTION_REQUIRED}), S.OFFERED, _inbound(frozenset({Who.SUBMITTER}))),
    Transition(Action.REJECT, frozenset({S.OFFERED}), S.REJECTED, _inbound(ANSWERABLE)),
    Transition(Action.CONFIRM_REJECTION, frozenset({S.OFFERED}), S.REJECTED, _inbound(READERS)),
    Transition(Action.RETURN_TO_REVIEW, frozenset({S.OFFERED}), None, _inbound(READERS)),
    Transition(Action.APPEAL, frozenset({S.REJECTED}), None, _inbound(frozenset({Who.SUBMITTER}))),
    Transition(Action.ANSWER_APPEAL, frozenset({S.REJECTED}), None, _inbound(MANAGERS)),
    Transition(Action.REOPEN, frozenset({S.REJECTED}), S.OFFERED, _inbound(MANAGERS)),
    # worked
    Transition(Action.CONTACT, frozenset({S.ACCEPTED}), S.CONTACTED, _either(WORKERS)),
    Transition(Action.CONVERT, frozenset({S.ACCEPTED, S.CONTACTED}), S.CONVERTED, _either(WORKERS | MANAGERS)),
    Transition(Action.CLOSE, frozenset({S.ACCEPTED, S.CONTACTED}), S.CLOSED, _either(WORKERS | MANAGERS)),
    Transition(
        Action.REASSIGN,
        frozenset({S.ACCEPTED, S.CONTACTED}),
        None,
        _outbound(frozenset({Who.ADMIN_OF_PARTNER, Who.CHANNEL, Who.SYSTEM})),
    ),
    # looked back on
    Transition(Action.RATE, frozenset({S.CONVERTED, S.CLOSED}), None, _either(WORKERS)),
    # taken back
    Transition(
        Action.WITHDRAW,
        OPEN_STATES,
        S.WITHDRAWN,
        _inbound(frozenset({Who.SUBMITTER})),
    ),
    Transition(Action.WITHDRAW, BEFORE_ACCEPTANCE, S.WITHDRAWN, _outbound(MANAGERS)),
    # found to be one with another
    Transition(Action.MERGE, frozenset({S.NEW, S.HELD, S.QUALIFIED, S.UNPLACED}), S.WITHDRAWN, _outbound(MANAGERS)),
    Transition(Action.SEPARATE, frozenset({S.WITHDRAWN}), S.NEW, _outbound(MANAGERS)),
    # written down
    Transition(
        Action.NOTE,
        OPEN_STATES | {S.CONVERTED, S.CLOSED},
        None,
        _either(WORKERS | {Who.CHANNEL, Who.SELLER, Who.SUBMITTER, Who.RECIPIENT}),
    ),
)


def transition(state: str, action: str, direction: str) -> Transition | None:
    """The row that lets this action happen to a lead of this direction from this state; None if there is none."""
    for row in TRANSITIONS:
        if row.action == action and state in row.sources and direction in row.who:
            return row
    return None


def target_of(row: Transition, state: str) -> LeadState:
    return row.target or LeadState(state)


def may(state: str, action: str, direction: str, standing: Collection[str]) -> bool:
    """Whether somebody with this standing may do this now."""
    row = transition(state, action, direction)
    return row is not None and not row.who[direction].isdisjoint(standing)


def actions_for(state: str, direction: str, standing: Collection[str]) -> list[Action]:
    """Everything this person may do now, in the order of the table."""
    return [
        action
        for action in dict.fromkeys(row.action for row in TRANSITIONS)
        if may(state, action, direction, standing)
    ]


WHILE_A_LETTER_IS_READ = frozenset({Action.CONFIRM_REJECTION, Action.RETURN_TO_REVIEW})
NOT_WHILE_IT_IS_READ = frozenset({Action.ACCEPT, Action.REQUEST_CHANGES, Action.REJECT})


def fits_the_merge(action: str, lead: Any) -> bool:
    """Only a lead that was merged into another one can come back from it."""
    return action != Action.SEPARATE or lead.merged_into_id is not None


def fits_now(action: str, lead: Any, now: datetime) -> bool:
    """Whether a letter of rejection, the appeal against it, a merge or the time of a rating leave room for the action.

    A lead whose rejection a second reader reads is in review as before, and its partner knows nothing of it.
    """
    if action in WHILE_A_LETTER_IS_READ:
        return lead.rejection_started_at is not None
    if action in NOT_WHILE_IT_IS_READ:
        return lead.rejection_started_at is None
    if action == Action.SEPARATE:
        return fits_the_merge(action, lead)
    if action == Action.RATE:
        return lead.rating_until is None or now <= lead.rating_until
    if action == Action.APPEAL:
        return steps.may_appeal(lead, now)
    return lead.has_open_appeal if action in (Action.ANSWER_APPEAL, Action.REOPEN) else True


# Whose lead gives way to no other; and the one that is kept must be going somewhere still.
WITH_SOMEBODY = frozenset({S.OFFERED, S.ACTION_REQUIRED, S.ACCEPTED, S.CONTACTED, S.CONVERTED})
KEEPS = OPEN_STATES | {S.CONVERTED}

# What a person on a lead's page is offered first. Order matters; the rest goes into the menu.
OBVIOUS = (
    Action.CONFIRM_REJECTION,
    Action.ANSWER_APPEAL,
    Action.APPEAL,
    Action.ACCEPT,
    Action.ANSWER,
    Action.CONTACT,
    Action.CONVERT,
    Action.ASSIGN,
    Action.QUALIFY,
)
# A lead that waits for somebody's answer, or for the router, needs no hand yet.
ASSIGNED_BY_HAND = frozenset({S.UNPLACED})


def obvious(state: str, actions: Collection[str]) -> Action | None:
    """The one next step to show as a button; None when it is somebody else's turn."""
    found = (action for action in OBVIOUS if action in actions)
    return next((action for action in found if action != Action.ASSIGN or state in ASSIGNED_BY_HAND), None)


NEEDS_A_NOTE = frozenset({DeclineReason.OTHER})
POOR_QUALITY = frozenset({Quality.USELESS, Quality.WEAK})  # whoever says so says why
QUALITY_WANTED = frozenset({CloseReason.WRONG_DATA, CloseReason.NO_ANSWER, CloseReason.NO_NEED})


def may_be_rejected(requested_at: datetime | None, hours_in_review: float, cooling_hours: float) -> bool:
    """A rejection is never instant: the partner was asked for more first, or the cooling time has run."""
    return requested_at is not None or hours_in_review >= cooling_hours


# What a sales rep may ask a partner to complete, and where it is written.
LEAD_FIELDS = {
    "need": gettext_lazy("What they need"),
    "value": gettext_lazy("Estimated value"),
    "product": gettext_lazy("Product"),
}
CONTACT_FIELDS = {
    "contact_name": gettext_lazy("Contact"),
    "contact_title": gettext_lazy("Job title"),
    "contact_email": gettext_lazy("E-mail"),
    "contact_phone": gettext_lazy("Phone"),
}
COMPANY_FIELDS = {
    "website": gettext_lazy("Website"),
    "city": gettext_lazy("City"),
    "postcode": gettext_lazy("Postcode"),
    "industry": gettext_lazy("Industry"),
    "size": gettext_lazy("Company size"),
}
ASKABLE = {**LEAD_FIELDS, **CONTACT_FIELDS, **COMPANY_FIELDS}
