"""Who may move a fee, and from where. Pure."""

from dataclasses import dataclass
from typing import Any

from prm.accounts.enums import MONEY_STAFF

from .enums import FeeState

F = FeeState
SYSTEM: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Transition:
    """Taken by people with one of `who` (nobody: the system takes it) from one of `sources` to `target`."""

    who: frozenset[str]
    sources: frozenset[str]
    target: str


# An accrued fee that is approved early passes through “due” on its way.
FEE: dict[str, Transition] = {
    "mark_due": Transition(SYSTEM, frozenset({F.ACCRUED}), F.DUE),
    "approve": Transition(MONEY_STAFF, frozenset({F.ACCRUED, F.DUE}), F.APPROVED),
    "pay": Transition(MONEY_STAFF, frozenset({F.APPROVED}), F.PAID),
}


def possible(action: str, state: str, role: str) -> bool:
    """Whether a person with this role may take this action from this state."""
    transition = FEE[action]
    return role in transition.who and state in transition.sources


def actions(user: Any, state: str) -> list[str]:
    """What this person can do to a fee in this state."""
    return [name for name in FEE if possible(name, state, user.role)]
