"""What a won deal earns, line by line. Pure: terms and a deal in, lines out that add up to the fee exactly."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from deals.enums import DealSource
from prm.core.money import smallest_unit

HUNDRED = Decimal(100)
BROUGHT = frozenset({DealSource.INBOUND_LEAD, DealSource.REGISTRATION})


@dataclass(frozen=True)
class Terms:
    """The rules in force for the deal. Percentages and points are of its value; `cap` is in its currency."""

    referral_percent: Decimal
    registered_uplift: Decimal
    outbound_percent: Decimal
    tier: str = ""
    tier_points: Decimal = Decimal(0)
    cap: Decimal | None = None


@dataclass(frozen=True)
class Won:
    """A won deal: its first-year value, where it came from, and whether a registration protected it at the end."""

    value: Decimal
    currency: str
    source: str
    is_registered: bool = False


@dataclass(frozen=True)
class Line:
    """One step of the calculation. `percent` is None for a step that is no share of the value, such as a cap."""

    label: str
    percent: Decimal | None
    amount: Decimal

    def as_json(self) -> dict[str, Any]:
        percent = None if self.percent is None else f"{self.percent.normalize():f}"
        return {"label": self.label, "percent": percent, "amount": f"{self.amount:f}"}


@dataclass(frozen=True)
class Calculation:
    """The fee and how it came about; `amount` is the sum of the lines."""

    amount: Decimal
    lines: tuple[Line, ...]


def calculate(deal: Won, terms: Terms) -> Calculation:
    """The fee for the deal. Never below nothing, above the cap, or above the deal's own value.

    Raises ValueError for a value below nothing or a negative percentage.
    """
    shares = _shares(deal, terms)
    if deal.value < 0 or any(percent < 0 for _label, percent in shares):
        raise ValueError("A fee is counted from a value and percentages that are not negative.")
    unit = smallest_unit(deal.currency)
    lines = _rounded(deal.value, shares, unit)
    total = sum((line.amount for line in lines), Decimal(0))
    most, reason = _most(deal, terms, unit)
    if total > most:
        lines.append(Line(reason, None, most - total))
        total = most
    return Calculation(total, tuple(lines))


def _shares(deal: Won, terms: Terms) -> list[tuple[str, Decimal]]:
    if deal.source in BROUGHT:
        shares = [(_("Deal brought by the partner"), terms.referral_percent)]
    elif deal.source == DealSource.OUTBOUND_LEAD:
        shares = [(_("Lead from us, won by the partner"), terms.outbound_percent)]
    else:
        shares = [(_("Deal taken over from another system"), terms.outbound_percent)]
    if deal.is_registered:
        shares.append((_("Registered deal"), terms.registered_uplift))
    if terms.tier:
        shares.append((_("%(tier)s partner") % {"tier": terms.tier}, terms.tier_points))
    return [(label, percent) for label, percent in shares if percent]


def _rounded(value: Decimal, shares: list[tuple[str, Decimal]], unit: Decimal) -> list[Line]:
    """Each line so that the lines up to it add up to their exact sum, rounded: no cent is lost between them."""
    lines, given, exact = [], Decimal(0), Decimal(0)
    for label, percent in shares:
        exact += value * percent / HUNDRED
        upto = exact.quantize(unit, ROUND_HALF_UP)
        lines.append(Line(label, percent, upto - given))
        given = upto
    return lines


def _most(deal: Won, terms: Terms, unit: Decimal) -> tuple[Decimal, str]:
    value = deal.value.quantize(unit, ROUND_DOWN)
    if terms.cap is not None and terms.cap < value:
        return terms.cap.quantize(unit, ROUND_DOWN), _("Most per deal")
    return value, _("Never more than the deal itself")
