"""How much co-marketing money comes in and what of a cost we share. Pure: values in, amounts out."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _

from prm.core.money import smallest_unit

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Step:
    """One line of the calculation; `percent` is None for a line that is no share."""

    label: str
    percent: Decimal | None
    amount: Decimal


def share_of_cost(cost: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Our share of a cost, rounded down to what can be paid in the currency. Raises ValueError below nothing."""
    if cost < 0 or percent < 0:
        raise ValueError("A share is counted from a cost and a percentage that are not negative.")
    return (cost * percent / HUNDRED).quantize(smallest_unit(currency), ROUND_DOWN)


def accrual_of(value: Decimal, percent: Decimal, currency: str) -> Decimal:
    """What a won deal of this value brings into the budget; rounded like a share."""
    return share_of_cost(value, percent, currency)


def claimable(actual: Decimal, percent: Decimal, approved: Decimal, currency: str) -> Decimal:
    """What can be claimed: our share of what it did cost, never more than was approved."""
    return min(share_of_cost(actual, percent, currency), approved)


def steps(
    *,
    percent: Decimal,
    planned: Decimal,
    asked: Decimal,
    approved: Decimal | None = None,
    actual: Decimal | None = None,
    claimed: Decimal | None = None,
    settled: Decimal | None = None,
) -> list[Step]:
    """The way from the planned cost to what is paid, as far as it has come, in the order in which it came."""
    lines = [Step(_("Planned cost"), None, planned), Step(_("Our share of it: asked for"), percent, asked)]
    for label, share, amount in (
        (_("Approved and reserved"), None, approved),
        (_("Actual cost"), None, actual),
        (_("Our share of it, at most what was approved: claimed"), percent, claimed),
        (_("Agreed by finance"), None, settled),
    ):
        if amount is not None:
            lines.append(Step(label, share, amount))
    return lines
