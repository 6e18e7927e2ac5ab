"""Who may do what to a registration or a deal, and from which state. Pure: no database, no clock.

A transition says which roles may take it, from which states, and where it leads; None leads nowhere (the state stays).
What depends on more than role and state (whose registration it is, whose turn, a second reader) is a predicate below.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prm.accounts.enums import CHANNEL, MEMBERS, SELLING_STAFF
from prm.core.refusing.steps import may_appeal, may_let_out

from .enums import CLOSED_STAGES, OPEN_STAGES, RegistrationState, Stage

R = RegistrationState
SYSTEM: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Transition:
    """Taken by people with one of `who` (nobody: the system takes it) from one of `sources` to `target`."""

    who: frozenset[str]
    sources: frozenset[str]
    target: str | None = None


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


REGISTRATION: dict[str, Transition] = {
    "edit": Transition(MEMBERS, _from(R.DRAFT)),
    "submit": Transition(MEMBERS, _from(R.DRAFT), R.IN_REVIEW),
    "withdraw": Transition(
        MEMBERS,
        _from(R.DRAFT, R.IN_REVIEW, R.ACTION_REQUIRED, R.CONTESTED, R.REJECTING, R.APPROVED, R.CO_SELLING),
        R.WITHDRAWN,
    ),
    "request_changes": Transition(SELLING_STAFF, _from(R.IN_REVIEW), R.ACTION_REQUIRED),
    "answer": Transition(MEMBERS, _from(R.ACTION_REQUIRED), R.IN_REVIEW),
    # In review it stays while further steps of the chain wait (deals/approvals.py); so does what is awarded.
    "approve": Transition(SELLING_STAFF, _from(R.IN_REVIEW), R.APPROVED),
    "reject": Transition(SELLING_STAFF, _from(R.IN_REVIEW), R.REJECTING),
    "return": Transition(SELLING_STAFF, _from(R.REJECTING), R.IN_REVIEW),
    "confirm_rejection": Transition(SELLING_STAFF, _from(R.REJECTING), R.REJECTED),
    "reassign": Transition(CHANNEL, _from(R.IN_REVIEW, R.ACTION_REQUIRED, R.REJECTING)),
    "award": Transition(CHANNEL, _from(R.CONTESTED, R.CO_SELLING), R.APPROVED),
    "share": Transition(CHANNEL, _from(R.CONTESTED), R.CO_SELLING),
    "decline_contested": Transition(CHANNEL, _from(R.CONTESTED), R.REJECTED),
    "appeal": Transition(MEMBERS, _from(R.REJECTED)),
    "answer_appeal": Transition(CHANNEL, _from(R.REJECTED)),
    "reopen": Transition(CHANNEL, _from(R.REJECTED), R.IN_REVIEW),
    "extend": Transition(MEMBERS | SELLING_STAFF, _from(R.APPROVED)),
    "lapse": Transition(SYSTEM, _from(R.APPROVED), R.LAPSED),
    "complete": Transition(SYSTEM, _from(R.APPROVED, R.CO_SELLING), R.COMPLETED),
}

# A customer that turns out to be taken leads here in place of the target: nothing is lost, somebody decides.
CONTESTABLE = frozenset({"submit", "answer", "reopen"})

OPEN = frozenset(OPEN_STAGES)
WORKERS = MEMBERS | SELLING_STAFF
DEAL: dict[str, Transition] = {
    "update": Transition(WORKERS, OPEN),
    "win": Transition(WORKERS, OPEN, Stage.WON),
    "lose": Transition(WORKERS, OPEN, Stage.LOST),
    "note": Transition(WORKERS, OPEN | CLOSED_STAGES),
    "contact": Transition(WORKERS, OPEN),
    "file": Transition(WORKERS, OPEN | CLOSED_STAGES),
    "remove_contact": Transition(WORKERS, OPEN),
    "remove_file": Transition(WORKERS, OPEN),
}

# What an action-required can open, with what the reviewer and the member read.
OPENABLE_FIELDS = (
    "company",
    "website",
    "country",
    "city",
    "postcode",
    "contact_name",
    "contact_title",
    "contact_email",
    "contact_phone",
    "product",
    "amount",
    "close_on",
    "need",
)
# What a registration must say before somebody can decide about it.
NEEDED_TO_SUBMIT = ("company", "country", "contact_name", "contact_email", "product", "amount", "close_on", "need")
# These say which customer and product it is about, so a change of them asks again who holds the customer.
IDENTIFYING_FIELDS = frozenset({"company", "website", "country", "city", "postcode", "product"})

# The chain of approvals is counted from these, so a change of them asks again who approves.
COUNTED_FIELDS = frozenset({"product", "amount"})


def possible(table: dict[str, Transition], action: str, state: str, role: str) -> bool:
    """Whether a person with this role may take this action from this state."""
    transition = table[action]
    return role in transition.who and state in transition.sources


def shown_state(state: str, *, to_vendor: bool) -> str:
    """The state as this side knows it: until a rejection is confirmed, the partner's registration is in review."""
    return R.IN_REVIEW if state == R.REJECTING and not to_vendor else state


def decides(user: Any, registration: Any) -> bool:
    """Whose step of the chain is open decides, the reviewer first; a channel manager or administrator may step in."""
    return user.role in CHANNEL or (user.role in SELLING_STAFF and registration.decider_id == user.pk)


def may_confirm_rejection(user: Any, registration: Any, cooled_at: datetime, now: datetime) -> bool:
    """A second reader at once; whoever started it only after the cooling time, when nobody else has read it.

    A second reader is a channel manager, an administrator or the reviewer, and never the person who started.
    """
    is_starter = registration.rejection_by_id == user.pk
    return may_let_out(registration, user, cooled_at, now) and (is_starter or decides(user, registration))


def works_deal(user: Any, deal: Any, partner_id: int | None) -> bool:
    """Members of the deal's partner, its sales rep (any rep while it has none), and the channel's managers."""
    if user.role in MEMBERS:
        return partner_id is not None and deal.partner_id == partner_id
    if user.role in CHANNEL:
        return True
    return user.role in SELLING_STAFF and deal.sales_rep_id in (None, user.pk)


def may_remove_file(user: Any, file: Any) -> bool:
    """Each side takes back what it added; the channel's managers anything."""
    return user.role in CHANNEL or file.uploaded_by.is_vendor == user.is_vendor


def shows_progress(stage: str, idle_days: int, stall_days: int) -> bool:
    """Whether a deal has moved enough to have its protection extended: beyond the first stage, and not stalled."""
    return stage in OPEN and stage != Stage.PROSPECTING and idle_days <= stall_days


def registration_actions(user: Any, registration: Any, now: datetime) -> Collection[str]:
    """What this person can do here now, the most obvious first. Confirming a rejection is asked for separately."""
    names = [name for name in REGISTRATION if possible(REGISTRATION, name, registration.state, user.role)]
    if user.role not in MEMBERS and not decides(user, registration):
        return []
    if "appeal" in names and not may_appeal(registration, now):
        names.remove("appeal")
    if registration.state == R.REJECTED and not registration.has_open_appeal:
        names = [name for name in names if name not in ("answer_appeal", "reopen")]
    return names
