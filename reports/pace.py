"""How fast a quarter's goal comes nearer. Values in, words' values out: no database, no clock."""

from dataclasses import dataclass
from decimal import Decimal

WEEK = 7


@dataclass(frozen=True)
class Pace:
    """Won per week so far, and needed per week from now on to reach the goal; None where no time has gone or is left.

    `due_by_now` is the part of the goal that an even pace would have reached.
    """

    so_far: Decimal | None
    needed: Decimal | None
    due_by_now: Decimal
    weeks_left: Decimal

    @property
    def is_behind(self) -> bool:
        return self.so_far is not None and self.needed is not None and self.needed > self.so_far


def pace(goal: Decimal, won: Decimal, days: int, gone: int) -> Pace:
    """`days` of the quarter, of which `gone` are over (today counted as over)."""
    left = days - gone
    missing = max(goal - won, Decimal(0))
    return Pace(
        so_far=won * WEEK / gone if gone else None,
        needed=missing * WEEK / left if left else None,
        due_by_now=goal * gone / days,
        weeks_left=Decimal(left) / WEEK,
    )
