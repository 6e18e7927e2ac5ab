"""What a deal needs to enter a stage, and how long it may stay there without a change. Pure: values in, words out."""

from collections.abc import Collection, Mapping
from typing import Any

from .enums import OPEN_STAGES, Stage

# What can be asked for before a deal enters a stage: fields of the deal.
CRITERIA = ("contact", "amount", "close_on", "next_step", "product", "competitors")
ENTERED = OPEN_STAGES[1:]
MOST_DAYS = 365
Needs = Mapping[str, Collection[str]]


def first_needs() -> dict[str, list[str]]:
    """Until somebody publishes others."""
    return {
        Stage.ENGAGING.value: ["contact"],
        Stage.PROPOSAL.value: ["contact", "amount"],
        Stage.NEGOTIATION.value: ["contact", "amount", "close_on", "next_step"],
    }


def first_days() -> dict[str, int]:
    """Days that a deal usually stays in a stage, until somebody publishes others."""
    return {
        Stage.PROSPECTING.value: 14,
        Stage.ENGAGING.value: 21,
        Stage.PROPOSAL.value: 21,
        Stage.NEGOTIATION.value: 14,
    }


def lacking(before: str, after: str, needs: Needs, deal: Any) -> list[str]:
    """Fields that the deal lacks to move on to this stage, in the order of CRITERIA; moving back needs nothing."""
    order = [str(stage) for stage in OPEN_STAGES]
    if before not in order or after not in order or order.index(after) <= order.index(before):
        return []
    passed = order[order.index(before) + 1 : order.index(after) + 1]
    wanted = {name for stage in passed for name in needs.get(stage, ())}
    return [name for name in CRITERIA if name in wanted and getattr(deal, name) in (None, "")]


def stall_days(stage: str, days: Mapping[str, int], shortest: int) -> int:
    """Days without a change after which a deal in this stage has stalled: twice what is usual, or the policy's."""
    return max(shortest, 2 * days.get(stage, 0))
