"""Who sets a goal and who answers for the partner. Pure."""

from typing import Any

from prm.accounts.enums import CHANNEL, Role

from .enums import GoalState

# A goal can be answered as long as it waits, and talked about again after it was agreed.
ANSWERS = {
    GoalState.AGREED: (GoalState.PROPOSED, GoalState.QUESTIONED),
    GoalState.QUESTIONED: (GoalState.PROPOSED, GoalState.AGREED, GoalState.QUESTIONED),
}


def may_set(user: Any) -> bool:
    return bool(user.is_active and user.role in CHANNEL)


def may_answer(user: Any, partner_id: int) -> bool:
    """An admin of the partner whose goal it is."""
    member = getattr(user, "member", None) if not user.is_vendor else None
    return bool(user.is_active and user.role == Role.PARTNER_ADMIN and member and member.partner_id == partner_id)


def possible(answer: str, state: str) -> bool:
    return state in ANSWERS[GoalState(answer)]
