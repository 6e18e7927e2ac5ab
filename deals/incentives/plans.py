"""What a won deal earns, line by line. Pure: terms and a deal in, lines out that add up to the fee exactly."""

from collections.abc import Sequence
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


def split(amount: Decimal, weights: Sequence[int], currency: str) -> list[Decimal]:
    """The amount in parts by these weights, in the currency's own unit; the parts add up to it exactly.

    What rounding leaves goes to the largest remainders, the first of equals. Below nothing it is the same the other
    way round. Raises ValueError for weights that are negative or all nothing, and for an amount that has smaller parts
    than the unit.
    """
    unit, whole = smallest_unit(currency), sum(weights)
    if whole <= 0 or min(weights) < 0 or amount % unit:
        raise ValueError("An amount is split by weights above nothing, in units of its currency.")
    sign = -1 if amount < 0 else 1
    units = int(abs(amount) / unit)
    parts = [units * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(units * weights[place] % whole), place))
    for place in by_remainder[: units - sum(parts)]:
        parts[place] += 1
    return [sign * part * unit for part in parts]


def divide(counted: Calculation, percents: Sequence[int], currency: str) -> list[Calculation]:
    """The fee in parts by these shares, which add up to 100, each with lines for the eyes of its own partner.

    The first is of the partner whose deal it is: it reads how the whole was counted. The others read their part only.
    """
    parts = split(counted.amount, percents, currency)
    if len(parts) == 1:
        return [counted]
    own = Calculation(parts[0], _own_lines(counted, parts[0], percents[0]))
    others = zip(parts[1:], percents[1:], strict=True)
    return [own, *(Calculation(part, (shared_line(part, percent),)) for part, percent in others)]


def _own_lines(counted: Calculation, part: Decimal, percent: int) -> tuple[Line, ...]:
    label = _("Your share of the credit, %(percent)s %%") % {"percent": percent}
    return (*counted.lines, Line(label, None, part - counted.amount))


def shared_line(part: Decimal, percent: int) -> Line:
    """All that a partner reads which shares another's deal; how the whole was counted would tell whose it is."""
    label = _("%(percent)s %% of the fee for the deal, your share of the credit") % {"percent": percent}
    return Line(label, None, part)


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
