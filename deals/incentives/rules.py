"""Who may move a fee or a request for co-marketing money, and from where. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF

from .enums import DisputeState, FeeState, MdfState

F, M = FeeState, MdfState
SYSTEM: frozenset[str] = frozenset()
DISPUTE_DAYS = 15


@dataclass(frozen=True)
class Transition:
    """Taken by people with one of `who` (nobody: the system takes it) from one of `sources` to `target`.

    None leads back: a disputed fee goes on from where it stood, a paid one stays paid.
    """

    who: frozenset[str]
    sources: frozenset[str]
    target: str | None


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


# An accrued fee that is approved early passes through “due” on its way.
FEE: dict[str, Transition] = {
    "mark_due": Transition(SYSTEM, _from(F.ACCRUED), F.DUE),
    "approve": Transition(MONEY_STAFF, _from(F.ACCRUED, F.DUE), F.APPROVED),
    "pay": Transition(MONEY_STAFF, _from(F.APPROVED), F.PAID),
    "answer_dispute": Transition(MONEY_STAFF, _from(F.DISPUTED, F.PAID), None),
    "dispute": Transition(MEMBERS, _from(F.ACCRUED, F.DUE, F.APPROVED, F.PAID), F.DISPUTED),
    "cancel": Transition(MONEY_STAFF, _from(F.ACCRUED, F.DUE, F.APPROVED), F.CANCELLED),
    "claw_back": Transition(MONEY_STAFF, _from(F.PAID), None),
}

MDF: dict[str, Transition] = {
    "answer": Transition(MEMBERS, _from(M.ACTION_REQUIRED), M.SUBMITTED),
    "claim": Transition(MEMBERS, _from(M.APPROVED, M.CLAIM_RETURNED), M.CLAIMED),
    "approve": Transition(CHANNEL, _from(M.SUBMITTED), M.APPROVED),
    "request_changes": Transition(CHANNEL, _from(M.SUBMITTED), M.ACTION_REQUIRED),
    "refuse": Transition(CHANNEL, _from(M.SUBMITTED), M.REFUSED),
    "approve_claim": Transition(MONEY_STAFF, _from(M.CLAIMED), M.PAYABLE),
    "return_claim": Transition(MONEY_STAFF, _from(M.CLAIMED), M.CLAIM_RETURNED),
    "pay": Transition(MONEY_STAFF, _from(M.PAYABLE), M.PAID),
    "withdraw": Transition(
        MEMBERS, _from(M.SUBMITTED, M.ACTION_REQUIRED, M.APPROVED, M.CLAIMED, M.CLAIM_RETURNED), M.WITHDRAWN
    ),
    "lapse": Transition(SYSTEM, _from(M.APPROVED, M.CLAIM_RETURNED), M.LAPSED),
}


def possible(action: str, state: str, role: str, table: dict[str, Transition] = FEE) -> bool:
    """Whether a person with this role may take this action from this state."""
    transition = table[action]
    return role in transition.who and state in transition.sources


def actions(user: Any, fee: Any, dispute: Any, whole: Decimal, today: date) -> list[str]:
    """What this person can do to this fee now; `dispute` is the one about it, or None.

    `whole` is what the fee and its corrections come to.
    """
    names = [name for name in FEE if possible(name, fee.state, user.role)]
    if "dispute" in names and (dispute is not None or not may_dispute(fee, today)):
        names.remove("dispute")
    is_open = dispute is not None and dispute.state == DisputeState.OPEN
    if "answer_dispute" in names and not is_open:
        names.remove("answer_dispute")
    if "claw_back" in names and (is_open or fee.corrects_id is not None or whole <= 0):
        names.remove("claw_back")
    if "cancel" in names and not may_cancel(fee, whole):
        names.remove("cancel")
    return names


def dispute_until(fee: Any) -> date:
    """The last day (UTC) on which the partner can dispute the fee: from when it is earned until after it is due."""
    return fee.due_on + timedelta(days=DISPUTE_DAYS)


def may_dispute(fee: Any, today: date) -> bool:
    """Once, in time, and not a row that is itself a correction."""
    return fee.corrects_id is None and today <= dispute_until(fee)


def may_cancel(fee: Any, whole: Decimal) -> bool:
    """Without this row the other rows of the fee may not fall below nothing; `whole` is what all come to."""
    return whole >= fee.amount.amount


def mdf_actions(user: Any, state: str) -> list[str]:
    """What this person can do to a request in this state."""
    return [name for name in MDF if possible(name, state, user.role, MDF)]
