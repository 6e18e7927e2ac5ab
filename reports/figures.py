"""Deals counted by stage, currency and month. Values in, words out; different currencies are never added up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from deals.enums import CLOSED_STAGES, Stage
from prm.core import formats

ZERO = Decimal(0)


@dataclass(frozen=True)
class Cell:
    """Deals of one stage and currency that were closed in one month (None while open). Months begin on day 1."""

    stage: str
    currency: str
    month: date | None
    deals: int
    total: Decimal


@dataclass(frozen=True)
class Sum:
    """So many deals, worth so much in one currency."""

    currency: str
    deals: int
    total: Decimal


def months_back(today: date, count: int = 12) -> list[date]:
    """The first days of the last `count` months, the present one included, in order."""
    number = today.year * 12 + today.month - 1
    return [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in reversed(range(count))]


def months_ahead(today: date, count: int = 6) -> list[date]:
    """The first days of the present month and of those after it, in order."""
    number = today.year * 12 + today.month - 1
    return [date((number + ahead) // 12, (number + ahead) % 12 + 1, 1) for ahead in range(count)]


def last_day(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class DealFigures:
    cells: Sequence[Cell]

    def currencies(self) -> list[str]:
        """Those that occur, the one with the most deals first."""
        counted: Counter[str] = Counter()
        for cell in self.cells:
            counted[cell.currency] += cell.deals
        return sorted(counted, key=lambda currency: (-counted[currency], currency))

    def open(self) -> list[Sum]:
        return _sums(cell for cell in self.cells if cell.stage not in CLOSED_STAGES)

    def won_since(self, day: date) -> list[Sum]:
        return _sums(cell for cell in self.cells if _is_won(cell) and cell.month and cell.month >= day)

    def open_by_stage(self) -> dict[str, int]:
        """How many deals stand at each stage that is open, whatever their currency."""
        counted: Counter[str] = Counter()
        for cell in self.cells:
            if cell.stage not in CLOSED_STAGES:
                counted[cell.stage] += cell.deals
        return dict(counted)

    def won_by_month(self, currency: str, months: Sequence[date]) -> list[Decimal]:
        totals: defaultdict[date | None, Decimal] = defaultdict(Decimal)
        for cell in self.cells:
            if _is_won(cell) and cell.currency == currency:
                totals[cell.month] += cell.total
        return [totals[month] for month in months]

    def win_rate(self) -> tuple[int, int]:
        """(won, closed) among the deals that were closed in the months that were read."""
        closed = sum(cell.deals for cell in self.cells if cell.stage in CLOSED_STAGES)
        return sum(cell.deals for cell in self.cells if _is_won(cell)), closed


@dataclass(frozen=True)
class Won:
    """What one partner (or member) won in one currency."""

    name: str
    ref: str
    deals: int
    total: Decimal


def _is_won(cell: Cell) -> bool:
    return cell.stage == Stage.WON


def _sums(cells: Iterable[Cell]) -> list[Sum]:
    deals: Counter[str] = Counter()
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for cell in cells:
        deals[cell.currency] += cell.deals
        totals[cell.currency] += cell.total
    return [
        Sum(currency, deals[currency], totals[currency])
        for currency in sorted(deals, key=lambda currency: (-deals[currency], currency))
    ]


def in_words(sums: Sequence[Sum], first: str = "") -> tuple[str, str]:
    """(the amount in the first currency, the others beside it): “€1.28M”, “also $30K, £5K”.

    The first is `first` where it occurs, else the one with the most deals.
    """
    if not sums:
        return (formats.money(0, first) if first else "0"), ""
    ordered = sorted(sums, key=lambda one: one.currency != first)
    words = [formats.money_short(one.total, one.currency) for one in ordered]
    return words[0], _("also %(others)s") % {"others": ", ".join(words[1:])} if words[1:] else ""
